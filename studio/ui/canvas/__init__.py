"""The canvas: the network drawn as nodes and links, and the gestures that edit it."""
