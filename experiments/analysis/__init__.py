"""What the runs of a study say: what drives an outcome, where it tips, which combinations, which way
is least bad, and how many seeds it takes.
"""
