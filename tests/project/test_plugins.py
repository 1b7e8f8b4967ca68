"""What a person allows of a plug-in is this version with these files: an update, or a changed file, asks anew."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from plugin_made import distribution

from studio import paths
from studio.project import plugins

ENTRIES = "[nn_studio.layers]\nSealed = {module}:Sealed\n"
SOURCE = "from studio.layers.activation import ReLU\n\nclass Sealed(ReLU):\n    title = 'Sealed'\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return tmp_path


def test_a_changed_file_takes_the_consent_away(folder: Path) -> None:
    distribution(folder, "nn-sealed", SOURCE, ENTRIES.format(module="nn_sealed"))
    plugins.allow("nn-sealed")
    assert "nn-sealed" in plugins.allowed()
    (folder / "nn_sealed.py").write_text(SOURCE + "print('something else')\n", encoding="utf-8")
    assert "nn-sealed" not in plugins.allowed()
    (told,) = plugins.load_allowed()
    assert told.startswith("The plug-in nn-sealed 1.2 is not what you allowed")
    assert not plugins.is_loaded("nn-sealed")
    plugins.allow("nn-sealed")
    assert "nn-sealed" in plugins.allowed()
    plugins.allow("nn-sealed", yes=False)
    assert not plugins.allowed()


def test_names_that_an_earlier_version_kept_are_asked_for_anew(folder: Path) -> None:
    distribution(folder, "nn-named", SOURCE, ENTRIES.format(module="nn_named"))
    paths.plugins().parent.mkdir(parents=True, exist_ok=True)
    paths.plugins().write_text(json.dumps(["nn-named"]), encoding="utf-8")
    assert not plugins.allowed()
    assert len(plugins.load_allowed()) == 1
    plugins.allow("nn-named", yes=False)


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("hangs", "while True:\n    pass\n", "had not ended after 0.3 seconds"),
        ("exits", "raise SystemExit(3)\n", "ends the program"),
        ("twice", SOURCE.replace("Sealed(", "Conv2d(") + "\nSealed = Conv2d\n", "Conv2d"),
    ],
)  # fmt: skip
def test_a_broken_plug_in_is_told_and_stops_nothing(
    name: str, code: str, said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugins, "SECONDS", 0.3 if name == "hangs" else 60.0)
    distribution(folder, f"nn-{name}", code, ENTRIES.format(module=f"nn_{name}"))
    plugins.allow(f"nn-{name}")
    told = [each for each in plugins.load_allowed() if f"nn-{name}" in each]
    assert len(told) == 1
    assert said in told[0]
    assert plugins.is_loaded(f"nn-{name}")
