"""A run trained once more, from its first weights and as it was really done, to see whether it comes out the same.

What needs torch is imported when it is first asked for.
"""
