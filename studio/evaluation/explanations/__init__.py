"""Why a network answers as it does: what of a sample its answer hangs on, and where samples lie for one of its layers.

captum, torch and scikit-learn are imported only where something is worked out.
"""
