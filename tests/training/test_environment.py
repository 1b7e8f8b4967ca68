"""A run keeps the versions that made it, also where no metadata of packages tell them, as in a frozen program."""

from __future__ import annotations

import numpy
import torch

from studio import __version__
from studio.training.runs.environment import LIBRARIES, environment, version_of


def test_every_library_has_its_version() -> None:
    libraries = environment()["libraries"]
    assert libraries.keys() == LIBRARIES.keys()
    assert libraries["torch"].split("+")[0] == torch.__version__.split("+")[0]
    assert libraries["nn-studio"] == __version__


def test_without_metadata_a_module_tells_its_version() -> None:
    assert version_of("no-such-package", "torch") == torch.__version__
    assert version_of("no-such-package", "numpy") == numpy.__version__
    assert version_of("no-such-package", "studio") == __version__


def test_what_tells_no_version_is_unknown() -> None:
    assert version_of("no-such-package", "no_such_module") == "unknown"
    assert version_of("no-such-package", "json.scanner") == "unknown"
