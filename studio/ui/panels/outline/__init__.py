"""The outline: every node as a line of a table, blocks opened."""
