"""Studies: thousands of runs from a file."""
