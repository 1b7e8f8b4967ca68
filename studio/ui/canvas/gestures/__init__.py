"""What the mouse does on the canvas, from press to release."""
