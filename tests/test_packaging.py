"""A wheel installed into an empty environment elsewhere works, with its resources and templates inside."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from what a checkout has."""
    folder = tmp_path_factory.mktemp("build")
    for part in ("studio", "resources", "templates"):
        shutil.copytree(ROOT / part, folder / "source" / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / part, folder / "source")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), folder / "source"]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the commands of an environment with the wheel in it, and the dependencies of the running one."""
    folder = tmp_path_factory.mktemp("elsewhere") / "env"
    venv.create(folder, symlinks=os.name != "nt")
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    install = [sys.executable, "-m", "pip", "--python", commands / "python", "install", "-q", "--no-deps", wheel]
    ran = subprocess.run(install, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (packages,) = folder.rglob("site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return commands


def test_the_wheel_holds_package_resources_and_templates_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"studio", "nn_studio"}
    assert any(name.startswith("studio/templates/") and name.endswith(".nns") for name in names)
    assert any(name.startswith("studio/resources/icons/") for name in names)
    assert "studio/README.md" in names


def test_it_runs_outside_the_checkout(environment: Path, tmp_path: Path) -> None:
    where = "import studio, studio.paths as p; print(studio.__file__, p.TEMPLATES, p.RESOURCES, sep='\\n')"
    ran = subprocess.run(
        [environment / "python", "-c", where], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    for place in ran.stdout.split():
        assert Path(place).exists()
        assert Path(place).is_relative_to(environment.parent)


def test_its_templates_are_listed_and_summed_up(environment: Path, tmp_path: Path) -> None:
    def studio(*arguments: str) -> str:
        command = [environment / "studio", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    templates = json.loads(studio("templates", "--json"))
    assert templates
    studio("new", templates[0]["name"], "mine.nns")
    summary = json.loads(studio("summary", "mine.nns", "--json"))
    assert summary["total"]["parameters"] > 0
