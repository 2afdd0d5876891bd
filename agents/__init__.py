"""Who lives here: each role's columns and decisions, and the ground floor they stand on."""
