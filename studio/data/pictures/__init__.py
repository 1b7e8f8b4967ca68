"""Picture files: which are opened and how far they are trusted, and what numbers they hold."""
