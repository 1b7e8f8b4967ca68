"""The help panel: the page of what is selected, of any layer, loss or optimizer, and an index to find them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from studio.explanation.curve import has_curve
from studio.explanation.markup import CURVE, PARAMETER, SCHEME, html, index_html
from studio.explanation.page import page
from studio.explanation.subject import Subject, declared
from studio.layers import Declaration
from studio.text import tr
from studio.ui import theme
from studio.ui.background.activation_curves import LayerCurves
from studio.ui.explaining import TRAINING, subject_at, subject_of_selection
from studio.ui.session import Session
from studio.ui.widgets.function_plot import HEIGHT, picture
from studio.ui.widgets.rich_text import style_sheet
from studio.ui.widgets.search import SearchField

MARGIN = 12
INDEX = "index"
WIDEST = 420


class HelpPanel(QWidget):
    """Follows the selection, unless a link, the search or `show_topic` led elsewhere."""

    def __init__(self, session: Session, curves: LayerCurves, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._curves = session, curves
        self._topic = ""
        self._shown: tuple[object, ...] = ()
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = SearchField(tr("Search help"), "")
        self.index_button = QPushButton(tr("Index"))
        self.page = QTextBrowser(openLinks=False)
        self.page.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.page.document().setDocumentMargin(16)
        self.page.setAccessibleName(tr("Help"))
        self._assemble()
        self.search.textChanged.connect(self.refresh)
        self.index_button.clicked.connect(lambda: self.show_topic(INDEX))
        self.page.anchorClicked.connect(self._follow)
        session.selection_changed.connect(self._forget)
        session.project_changed.connect(self.refresh)
        session.analysis_changed.connect(self.refresh)
        session.further.changed.connect(self.refresh)
        curves.ready.connect(self._renew)
        session.descriptions.ready.connect(self.refresh)
        theme.notifier().changed.connect(self._renew)

    def show_topic(self, topic: str, parameter: str = "") -> None:
        """Show a page of `subject_at`, beginning at a parameter, or the index; empty: what is selected."""
        self._topic = topic
        self.search.clear()
        self.refresh()
        if parameter:
            self.page.scrollToAnchor(f"{PARAMETER}{parameter}")

    @property
    def kind(self) -> str:
        """The kind of layer, loss or optimizer whose page is in sight; empty for the index and while out of sight."""
        about = self._subject() if self.isVisible() and not self.search.text().strip() else None
        return about.value.kind if about is not None else ""

    def refresh(self) -> None:
        """Show what is up to date, where it can be seen."""
        if not self.isVisible():
            return
        text = self.search.text()
        about = None if text.strip() else self._subject()
        if (about, text) != self._shown:
            top = self._shown and self._place(self._shown) == self._place((about, text))
            self._shown = (about, text)
            position = self.page.verticalScrollBar().value() if top else 0
            self._write(about, text)
            self.page.verticalScrollBar().setValue(position)

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()

    def _place(self, shown: tuple[object, ...]) -> object:
        """What stays the same while a node is edited, so that the page keeps its place."""
        about = shown[0]
        return (about.value.kind, about.node) if isinstance(about, Subject) else shown[1]

    def _write(self, about: Subject | None, text: str) -> None:
        document = self.page.document()
        document.setDefaultStyleSheet(style_sheet())
        if about is not None and has_curve(about.value):
            self._draw_curve(about.value)
        self.page.setHtml(html(page(about)) if about is not None else index_html(text))

    def _draw_curve(self, value: Declaration) -> None:
        width = max(160, min(WIDEST, self.page.viewport().width() - 32))
        image = picture(QSize(width, HEIGHT), self.devicePixelRatioF(), self._curves.of(value, HelpPanel))
        self.page.document().addResource(QTextDocument.ResourceType.ImageResource, QUrl(CURVE), image)

    def _subject(self) -> Subject | None:
        if self._topic == INDEX:
            return None
        if self._topic:
            return subject_at(self._session, self._topic)
        return subject_of_selection(self._session)

    def _follow(self, link: QUrl) -> None:
        target = link.toString().removeprefix(f"{SCHEME}:")
        if target in (INDEX, TRAINING) or declared(target) is not None:
            self.show_topic(target)
        else:
            QDesktopServices.openUrl(link)

    def _forget(self) -> None:
        """A new selection is what is to be explained."""
        self._topic = ""
        self.refresh()

    def _renew(self) -> None:
        self._shown = ()
        self.refresh()

    def _assemble(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(MARGIN, MARGIN, MARGIN, 8)
        line.setSpacing(8)
        line.addWidget(self.search, 1)
        line.addWidget(self.index_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self.page, 1)
