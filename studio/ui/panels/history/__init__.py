"""The history: the steps of undo as a list."""
