"""The world and its week: places, ties, money, processes, outcomes, the Mesa model."""
