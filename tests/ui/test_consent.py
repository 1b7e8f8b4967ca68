"""A file opened in the window runs none of its code; once allowed, it is examined at once and known next time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Node, Source
from studio.layers import consent
from studio.layers.custom import Custom, codes
from studio.layers.io import Input, Output
from studio.project import Project
from studio.project.file import save
from studio.ui.session import Session
from studio.ui.window.documents import Documents


@pytest.fixture(autouse=True)
def nothing_allowed() -> Iterator[None]:
    consent.forget()
    yield
    consent.forget()


def test_opening_runs_nothing_and_consent_is_seen_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    trace, path = tmp_path / "it-ran", tmp_path / "suspicious.nns"
    code = f"open({str(trace)!r}, 'w').close()\ndef forward(x):\n    return x\n"
    ends = {"input": Node(Input(shape=(3,))), "custom1": Node(Custom(code=code), (Source("input"),))}
    save(Project("Suspicious", Graph({**ends, "output": Node(Output(), (Source("custom1"),))})), path)
    session = Session()
    documents = Documents(session)

    def outputs() -> object:
        known = session.analysis is not None and session.analysis.graph is session.graph
        return session.analysis.nodes["custom1"].outputs if known and session.analysis else None

    try:
        with qtbot.waitSignal(session.analysis_changed, check_params_cb=lambda found: "custom1" in found.nodes):
            documents.open(path)
        assert outputs() is None
        assert not trace.exists()
        consent.allow(codes(session.graph))
        qtbot.waitUntil(lambda: outputs() is not None)
        assert trace.exists()
        consent.forget()
    finally:
        documents.close()
        session.close()
    again = Session(analyse=False)
    documents = Documents(again)
    documents.open(path)
    assert consent.is_allowed(code), "the consent for this file was kept"
    documents.close()
    again.close()
