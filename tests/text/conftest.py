"""A language in which every text shows whether it was translated."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pseudo import spoken, write_pseudo

from studio.text import language


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory):
    """A folder with its catalogue."""
    folder = tmp_path_factory.mktemp("resources") / "translations"
    folder.mkdir()
    write_pseudo(folder)
    return folder


@pytest.fixture(scope="module")
def pseudo(catalogue) -> Iterator[None]:
    """Everything is said in that language, for all tests of a module."""
    from studio.compiler import measure

    with spoken(catalogue):
        yield
    measure._measured.cache_clear()


@pytest.fixture
def chinese() -> Iterator[None]:
    """Everything is said in Simplified Chinese, for a test."""
    assert language.use("zh_CN")
    yield
    language.use(language.SOURCE)
