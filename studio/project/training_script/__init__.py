"""A training in plain PyTorch that takes the same steps as a run: `functions` stand in it as they are.

`obstacles` says what of a project it could not repeat; what is read, divided and drawn is compared with the run's own
before a script is written. Samples that no function reads so stand in a file beside it.
"""
