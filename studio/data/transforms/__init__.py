"""What is done to raw samples before a network sees them: declared steps, kept with a run, that run as torch."""
