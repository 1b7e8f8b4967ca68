"""Every example of the reference of the API runs and gives what it says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest
from api_reference import PAGE, reference

from studio import api
from studio.api import building, documents, exchange, running

MODULES = (building, documents, running, exchange)
"""In the order of the reference: later examples take what earlier ones leave in the folder."""


FUNCTIONS = [name for name in api.__all__ if name.islower() and name not in ("training", "import_weights")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("api")


@pytest.mark.slow
def test_examples_run_as_they_are_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    finder = doctest.DocTestFinder(exclude_empty=True)
    tests = [test for module in MODULES for test in sorted(finder.find(module), key=lambda each: each.lineno or 0)]
    written = "".join(example.source for test in tests for example in test.examples)
    for test in tests:
        test.globs = {"api": api}
        assert doctest.DocTestRunner().run(test).failed == 0, test.name
    unnamed = {name for name in FUNCTIONS if f"api.{name}(" not in written}
    assert unnamed == set(), "each function has an example"


def test_the_reference_page_is_that_of_the_docstrings() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "python tests/support/api_reference.py"
