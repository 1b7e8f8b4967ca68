"""Texts of a person's own: how they are read, and how they become tokens."""
