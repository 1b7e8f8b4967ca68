"""Sets of runs: one project trained with several values of its settings, and with several seeds."""
