"""Numbers and quantities as people read them, written the same everywhere."""
