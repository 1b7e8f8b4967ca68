"""The panel in which a trained network is tried out by hand."""
