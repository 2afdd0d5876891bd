"""Areas of the Netherlands and their figures: find, read, complete, draw."""
