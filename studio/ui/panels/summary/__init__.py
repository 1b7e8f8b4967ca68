"""The network's totals and the table of read-outs."""
