"""The search boxes of the canvas."""
