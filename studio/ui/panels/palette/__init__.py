"""The palette: layers to search and to drag onto the canvas."""
