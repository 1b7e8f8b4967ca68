"""What a trained network makes of samples: predictions kept with the run, and all that is worked out of them."""
