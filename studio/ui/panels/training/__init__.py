"""The training panel: data, settings, and the controls of a training."""
