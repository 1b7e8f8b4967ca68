"""The inspector: what is selected, its parameters and its read-outs."""
