"""Care between people and from professionals: files, ties, arrangements, services and staff."""
