"""The code panel: the source of the level that is open, in which the network can be edited as text."""
