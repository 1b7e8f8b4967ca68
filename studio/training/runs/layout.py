"""The names of what lies in a run's folder."""

from __future__ import annotations

DOCUMENT = "project.nns"
CONTINUED = "continued.nns"
"""The project as it was when a process of its own went on with the run, where that is not the run's own document."""

CONFIG = "config.json"
"""Written last when a run is created: a folder without it is none, or was not completed."""

ENVIRONMENT = "environment.json"
NETWORK = "network.json"
DATA = "data.json"
EVENTS = "events.jsonl"
ORIGIN = "origin.json"
START = "start.safetensors"
"""Where the first weights are from, and they themselves, in a run that began from another's checkpoint."""

BEGINS_WITH = "begins_with"
"""The entry of the settings with the digest of those first weights, so that a run that lost them is not begun anew."""

IMPORTED = "imported.json"
"""What the weights were taken in from, in a run that holds weights of another program and was never trained."""

NOTES = "notes.json"
"""A person's own words on the run; the only record that may change at any time, and that has no seal."""

CHECKPOINTS = "checkpoints"

PREDICTIONS = "predictions"
"""What checkpoints answered to the samples of splits; made again whenever it is missing."""

LOCK = "run.lock"
OWNER = "owner.json"

OUTPUT = "process.log"
"""What a process of its own printed that trained the run."""

GLIMPSE, WANTED = "glimpse.safetensors", "glimpse.wanted"
"""The weights of a training's present moment, and the file whose age says when somebody looked at them last."""
