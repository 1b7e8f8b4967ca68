"""Plug-ins by entry points: found, allowed, loaded; a broken one or a missing one is named and stops nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from plugin_made import BROKEN, ENDING, distribution, extra

pytestmark = pytest.mark.slow
PROJECT = """
from studio import api
from studio.project import plugins
plugins.load_all()
flowers = api.document(api.network(4).Linear(8).Squared(scale=2.0).Linear(3), "flowers")
flowers.set({"data": "iris", "training.epochs": 1}).save("flowers.nns")
"""


class Place:
    """A folder with distributions, a home of its own, and `studio` run there in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.packages = folder, folder / "packages"
        self.packages.mkdir()

    def run(self, *arguments: str, packages: bool = True) -> subprocess.CompletedProcess[str]:
        here = os.environ.get("PYTHONPATH", "")
        paths = os.pathsep.join([*([str(self.packages)] if packages else []), *([here] if here else [])])
        environment = {**os.environ, "PYTHONPATH": paths, "NN_STUDIO_HOME": str(self.folder / "home")}
        return subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True
        )

    def studio(self, *arguments: str, packages: bool = True) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "studio", *arguments, packages=packages)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("plugins"))
    extra(place.packages)
    distribution(place.packages, "nn-broken", BROKEN, "[nn_studio.layers]\nBad = nn_broken:Bad\n", "0.1")
    distribution(place.packages, "nn-ending", ENDING, "[nn_studio.layers]\nWorse = nn_ending:Worse\n", "0.2")
    made = place.run("-c", PROJECT)
    assert made.returncode == 0, made.stderr
    return place


def test_plugins_are_listed_with_their_origin_and_not_loaded(place: Place) -> None:
    found = {each["name"]: each for each in json.loads(place.studio("plugins", "--json").stdout)}
    assert found["nn-extra"] == {
        "name": "nn-extra", "version": "1.2", "allowed": False, "loaded": False, "failures": [],
        "offers": ["layers: Squared", "losses: CubicLoss", "exporters: names"],
    }  # fmt: skip
    assert set(found) >= {"nn-extra", "nn-broken", "nn-ending"}


OPENED = """
import json
from studio import api
opened = api.open("flowers.nns")
notices = [(each.code, each.message, each.remedy) for each in opened.project.notices]
print(json.dumps(notices))
opened.save("again.nns")
"""


@pytest.mark.parametrize(("packages", "remedy"), [(True, "--allow-plugins"), (False, "pip install nn-extra")])
def test_a_project_opens_without_its_plugin_and_says_which(place: Place, packages: bool, remedy: str) -> None:
    written = json.loads((place.folder / "flowers.nns").read_text(encoding="utf-8"))
    assert written["plugins"] == {"nn-extra": {"version": "1.2", "kinds": ["Squared"]}}
    ((code, message, told),) = json.loads(place.run("-c", OPENED, packages=packages).stdout)
    assert code == "missing-plugin"
    assert "nn-extra 1.2" in message
    assert "Squared" in message
    assert remedy in told
    assert json.loads((place.folder / "again.nns").read_text(encoding="utf-8")) == written


def test_with_consent_a_plugin_is_used_and_broken_ones_are_named(place: Place) -> None:
    told = place.studio("summary", "flowers.nns", "--json", "--allow-plugins")
    assert told.returncode == 0
    nodes = {each["name"]: each for each in json.loads(told.stdout)["nodes"]}
    assert nodes["squared1"]["output_shapes"] == [[8]]
    assert "“nn-broken 0.1” is broken: its entry “Bad” cannot be loaded. its library is missing." in told.stderr
    assert "nn-ending 0.2" in told.stderr


def test_what_is_allowed_once_stays_so_until_it_is_forbidden(place: Place) -> None:
    assert place.studio("plugins", "--allow", "nowhere").returncode == 1
    assert place.studio("plugins", "--allow", "nn-extra").returncode == 0
    told = place.studio("explain", "Squared")
    assert "It is of the plug-in nn-extra 1.2." in " ".join(told.stdout.split())
    trained = place.studio("train", "flowers.nns", "--out", "run")
    assert trained.returncode == 0, trained.stderr
    assert place.studio("export", "flowers.nns", "nodes.names").returncode == 0
    assert (place.folder / "nodes.names").read_text(encoding="utf-8").splitlines()[0] == "input"
    assert place.studio("plugins", "--forbid", "nn-extra").returncode == 0
    assert not any(each["allowed"] for each in json.loads(place.studio("plugins", "--json").stdout))
