"""Work off the UI thread: analysis, slow read-outs, and the training."""
