"""Help in Chinese fits a terminal of 80 columns, where each sign takes two."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from studio.cli import main
from studio.text import choice, language
from studio.text.lines import columns


@pytest.fixture(autouse=True)
def english_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(choice.VARIABLE, "")
    yield
    language.use(language.SOURCE)


@pytest.mark.parametrize("verb", [(), ("train",), ("export",), ("loss",)])
def test_lines_are_no_wider_than_the_terminal(
    verb: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main([*verb, "--language", "zh_CN", "--help"])
    told = capsys.readouterr().out
    assert [line for line in told.splitlines() if columns(line) > 80] == []
    assert told.startswith("用法：")
    assert "显示此帮助信息并退出。" in told
