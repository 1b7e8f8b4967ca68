"""The Results panel: what a trained network makes of samples, from predictions that are kept with its run."""
