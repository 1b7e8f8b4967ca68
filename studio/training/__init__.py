"""Training: a generator of events over an immutable snapshot; runs as folders. No Qt."""
