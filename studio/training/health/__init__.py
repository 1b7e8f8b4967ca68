"""What is looked at inside a network while it is trained, and what of that is a fault."""
