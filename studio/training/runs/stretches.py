"""Which settings a run was gone on with, where these are not the ones that it began with: told by its configuration.

The settings of the configuration are always those of the latest stretch; each change is listed with what was before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from studio.training.runs.layout import CONFIG
from studio.training.runs.records import is_sealed, read_config, write_record, write_sealed

STRETCHES = "stretches"
PARTS = ("training", "data")


def keep_changes(folder: Path, now: Mapping[str, Any], step: int) -> None:
    """Keep that the run goes on with the settings `now`, those of `configuration`, after so many steps.

    Where they are the same nothing is written. Raises TrainingError where the configuration cannot be read, OSError
    where it cannot be written.
    """
    config = read_config(folder)
    changed = {
        f"{part}.{name}": [config[part].get(name), value]
        for part, settings in now.items()
        if part in PARTS
        for name, value in settings.items()
        if config[part].get(name, value) != value
    }
    if not changed:
        return
    stretch = {"step": step, "since": datetime.now().astimezone().isoformat(timespec="seconds"), "changed": changed}
    parts = {part: {**config[part], **now.get(part, {})} for part in PARTS}
    write = write_sealed if is_sealed(folder / CONFIG) else write_record  # a seal would ask one of all other records
    write(folder / CONFIG, {**config, **parts, STRETCHES: [*config.get(STRETCHES, []), stretch]})
