"""Reads tables in files: how a text is written, what its columns are, and rows of numbers in the end."""
