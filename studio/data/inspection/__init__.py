"""Data looked at before a training: samples as the network will get them, how their numbers lie, which are odd."""
