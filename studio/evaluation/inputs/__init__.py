"""Samples that a person gives to a trained network, brought into the raw form that its preparation takes."""
