"""The list of problems with their remedies."""
