"""A week of one carer, told from a run: the page in docs/ for who wants to see the rules at work."""
