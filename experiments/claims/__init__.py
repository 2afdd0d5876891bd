"""The articles' claims, each put to the test by a rule that stands in a file before anything runs."""
