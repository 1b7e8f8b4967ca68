"""Recordings of sound: what their files are, and how they are read."""
