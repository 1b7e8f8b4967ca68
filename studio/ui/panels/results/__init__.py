"""What a training has come to."""
