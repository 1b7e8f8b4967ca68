"""Samples that were costly to decode, kept on the disk for the next time; it can be removed whenever nobody trains."""
