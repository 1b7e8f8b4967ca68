"""Plug-ins by entry points: found, allowed, loaded; a broken one or a missing one is named and stops nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from plugin_made import BROKEN, ENDING, distribution, extra, ring

pytestmark = pytest.mark.slow
PROJECT = """
from studio import api
from studio.project import plugins
plugins.load_all()
flowers = api.document(api.network(4).Linear(8).Squared(scale=2.0).Linear(3), "flowers")
flowers.set({"data": "iris", "training.epochs": 1}).save("flowers.nns")
"""


ONE_AFTER_THE_OTHER = """
import contextlib, io, json, sys
from studio.cli import main
for words in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(words)
        except SystemExit as end:
            status = end.code
    print(json.dumps([status, out.getvalue(), err.getvalue()]))
"""


class Told(NamedTuple):
    """How a command line ended, and what it said."""

    status: int
    out: str
    err: str


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

    def studio(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "studio", *arguments)

    def in_one_process(self, *lines: tuple[str, ...]) -> list[Told]:
        """What command lines told, one after the other, in a process in which no plug-in was loaded before."""
        ran = self.run("-c", ONE_AFTER_THE_OTHER, json.dumps(lines))
        assert ran.returncode == 0, ran.stderr
        return [Told(*json.loads(line)) for line in ran.stdout.splitlines()]


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
    asked = place.in_one_process(("plugins", "--allow", "nowhere"), ("plugins", "--allow", "nn-extra"))
    assert [told.status for told in asked] == [1, 0]
    explained, trained, exported = place.in_one_process(
        ("explain", "Squared"), ("train", "flowers.nns", "--out", "run"), ("export", "flowers.nns", "nodes.names")
    )
    assert "It is of the plug-in nn-extra 1.2." in " ".join(explained.out.split())
    assert (trained.status, exported.status) == (0, 0), trained.err + exported.err
    assert (place.folder / "nodes.names").read_text(encoding="utf-8").splitlines()[0] == "input"
    forbidden, listed = place.in_one_process(("plugins", "--forbid", "nn-extra"), ("plugins", "--json"))
    assert forbidden.status == 0
    assert not any(each["allowed"] for each in json.loads(listed.out))


RINGS = """
from studio import api
from studio.project import plugins
plugins.load_all()
rings = api.document(api.network(2).Linear(8).ReLU().Linear(2), "rings")
rings.set({"data": "ring", "data.radius": 3.0, "training.epochs": 1}).save("rings.nns")
"""


@pytest.fixture(scope="module")
def rings(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("rings"))
    ring(place.packages)
    made = place.run("-c", RINGS)
    assert made.returncode == 0, made.stderr
    return place


CHOICE = ("--set", "training.batch_size=16", "--seeds", "1", "--jobs", "1")


def test_data_of_a_plugin_are_shown_and_trained_on_in_a_process_begun_and_the_run_names_it(rings: Place) -> None:
    shown, trained = rings.in_one_process(
        ("data", "rings.nns", "--json", "--allow-plugins"),
        ("train", "rings.nns", "--out", "run", "--launch", "process", "--allow-plugins"),
    )
    assert json.loads(shown.out)["classes"] == ["inner", "outer"]
    assert trained.status == 0, trained.err
    written = json.loads((rings.folder / "run" / "project.nns").read_text(encoding="utf-8"))
    assert written["plugins"] == {"nn-ring": {"version": "0.3", "kinds": ["ring"]}}
    evaluated, swept = rings.in_one_process(("evaluate", "run"), ("sweep", "rings.nns", "--out", "refused", *CHOICE))
    assert (evaluated.status, swept.status) == (1, 1)
    assert "made with the plug-in “nn-ring 0.3” (ring), which is not loaded here." in evaluated.err
    assert "--allow-plugins" in evaluated.err


def test_consent_to_plugins_reaches_the_runs_of_a_sweep(rings: Place) -> None:
    swept = rings.studio("sweep", "rings.nns", "--out", "set", *CHOICE, "--json", "--allow-plugins")
    assert swept.returncode == 0, swept.stderr
    (run,) = (rings.folder / "set").glob("*/project.nns")
    assert json.loads(run.read_text(encoding="utf-8"))["data"] == {"kind": "ring", "radius": 3.0}
    assert "finished" in swept.stdout
