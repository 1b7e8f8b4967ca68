"""What is done to training samples by chance: parameters drawn for each sample, and batches changed by them."""
