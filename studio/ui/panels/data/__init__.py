"""The data panel: samples as the network will get them, how they lie, and which are odd."""
