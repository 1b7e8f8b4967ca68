"""Source of the level that is open, and what a person's changes to it mean for the network. Nothing of it ever runs.

`writing` makes the text, `reading` understands one, and `difference` takes what two readings have otherwise into the
document: so whatever source does not say (places, colours, first weights) stays as it is.
"""
