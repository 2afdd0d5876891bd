"""Scenarios as data, execution, storage, analysis, reports and the command line."""
