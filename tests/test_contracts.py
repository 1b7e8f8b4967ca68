"""The project's own rules: which room may import which, style, formatting, types."""

from __future__ import annotations

import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["lint-imports", "--no-cache"],
        ["ruff", "check", "studio", "tests"],
        ["ruff", "format", "--check", "studio", "tests"],
        pytest.param(["mypy"], marks=pytest.mark.slow),
    ],
    ids=lambda command: " ".join(command),
)
def test_the_projects_rules_hold(command: list[str]) -> None:
    ran = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def run_before(module: str) -> set[str]:
    """A module with the packages that it lies in, which run before it."""
    parts = module.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts) + 1)}


def circles() -> list[list[str]]:
    """Modules that import each other in a circle: what is imported for types alone counts, and packages that run."""
    written = grimp.build_graph("studio", cache_dir=None)
    running = grimp.build_graph("studio", cache_dir=None, exclude_type_checking_imports=True)
    imports = {
        module: written.find_modules_directly_imported_by(module)
        | set[str]().union(*map(run_before, running.find_modules_directly_imported_by(module))) - run_before(module)
        for module in written.modules
    }
    found = []
    while True:
        try:
            TopologicalSorter(imports).prepare()
        except CycleError as error:
            first, second, *_ = error.args[1]
            imports[second].remove(first)
            found.append(error.args[1])
        else:
            return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles() == []


def test_nothing_else_lies_at_the_top() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    top = {line.partition("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} == {
        "README.md", "pyproject.toml", "resources", "studio", "templates", "tests",
    }  # fmt: skip


def test_the_readme_has_one_command_for_the_main_job_and_one_for_the_tests() -> None:
    commands = [line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("python3 ")]
    assert len(commands) == 2
    assert commands[0].endswith("studio demo")
    assert "[test]" in commands[1]
    assert "pytest" in commands[1]
