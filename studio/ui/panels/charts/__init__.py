"""Live curves of a training."""
