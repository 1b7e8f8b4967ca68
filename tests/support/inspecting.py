"""The inspector on the screen, as tests of it begin."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from studio.ui.panels.inspector.inspector import InspectorPanel
from studio.ui.session import Session


class Desk:
    """A session with its inspector on the screen, and what the session refused."""

    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.qtbot = qtbot
        self.session = session
        self.refusals: list[str] = []
        session.refused.connect(lambda message, remedy: self.refusals.append(message))
        self.panel = InspectorPanel(session)
        qtbot.addWidget(self.panel)
        self.panel.resize(320, 900)
        self.panel.show()
        self.panel.activateWindow()
        qtbot.waitUntil(self.panel.isActiveWindow)
