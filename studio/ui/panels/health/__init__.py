"""The panel of what monitors see inside the network that is trained."""
