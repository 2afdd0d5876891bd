"""Shipped figures with their licence; files only, read through importlib.resources."""
