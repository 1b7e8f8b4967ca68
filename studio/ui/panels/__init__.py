"""The panels around the canvas: palette, inspector, problems, training, plots."""
