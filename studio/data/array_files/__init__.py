"""Reads arrays of NumPy as samples and targets, without ever running what a file holds."""
