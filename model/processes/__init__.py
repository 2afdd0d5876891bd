"""The processes of the week, each in its own file: meaning, parameters, rule for one person, loop."""
