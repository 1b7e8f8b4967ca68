"""Runs that differ by nothing but their seed, whose results are told as one with a deviation."""

from __future__ import annotations

import json

from studio.training.runs.description import Description


def all_but_seed(run: Description) -> str:
    """What a run was, apart from its seed: the same for runs that can be told as one, "" where it is not known.

    That is network, data and every setting of the training.
    """
    if not (run.network and run.fingerprint and run.settings):
        return ""
    settings = {name: value for name, value in run.settings.items() if name != "seed"}
    return json.dumps([run.network, run.fingerprint, dict(run.data), settings], sort_keys=True)
