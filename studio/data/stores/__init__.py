"""Where the samples of a split are held, and how a batch of them is got from there."""
