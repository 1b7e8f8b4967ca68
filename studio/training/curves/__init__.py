"""The curves of a run as numbers: what its events tell, by step; smoothed, on other axes, of several runs together.

numpy is imported by the modules in here, and torch by none of them.
"""
