"""Comments beside a network: written in place, in Markdown that runs nothing and fetches nothing."""

from __future__ import annotations

from answering import when_asked
from PySide6.QtCore import QObject, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices
from PySide6.QtWidgets import QApplication

from studio.graph.annotating import annotate
from studio.graph.annotations import Area, Comment
from studio.ui.theme import font
from studio.ui.widgets.markdown import MOST, MarkdownDocument

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier

HOSTILE = """# Title

<script>alert(1)</script> <img src="http://127.0.0.1:9/x.png"> ![local](file:///etc/passwd)

[here](https://example.org/a?b=<c>) and [run](file:///bin/sh) [js](javascript:alert(1))
"""


def commented(session, text="beside", area=Area(300, 100, 240, 120)):  # noqa: B008
    """Puts a comment beside the network; gives its name."""
    graph, name = annotate(session.graph, Comment(area, text))
    session.apply_graph("Comment", graph)
    return name


def test_a_comment_is_written_in_one_step_and_grows_with_its_words(hand, session):
    before = session.graph
    hand.key(Qt.Key.Key_M, CTRL | ALT)
    hand.type("# Why")
    hand.key(Qt.Key.Key_Return)
    hand.type("because " * 30)
    hand.key(Qt.Key.Key_Escape)
    (name,) = session.graph.annotations
    comment = session.graph.annotations[name]
    assert comment.text.startswith("# Why\nbecause because")
    assert comment.area.height > 150
    assert session.undo_label == "Add Comment"
    hand.key(Qt.Key.Key_Return)
    hand.type(" more")
    hand.key(Qt.Key.Key_Return, CTRL)
    assert session.graph.annotations[name].text.endswith("more")
    assert session.undo_label.startswith("Edit comment “# Why because")
    session.undo()
    session.undo()
    assert session.graph is before


def test_a_click_elsewhere_takes_the_words(hand, session):
    name = commented(session)
    hand.double_click(QPointF(400, 150))
    QApplication.focusWidget().selectAll()
    QApplication.clipboard().setText("مرحبا 🧠")
    hand.key(Qt.Key.Key_V, CTRL)
    hand.click(QPointF(-100, 400))
    assert session.graph.annotations[name].text == "مرحبا 🧠"
    assert not hand.canvas.grab().isNull()


def test_a_comment_lies_over_links_and_is_dragged_anywhere_on_it(hand, session):
    name = commented(session, area=Area(20, 195, 160, 42))
    hand.drag(QPointF(100, 216), QPointF(400, 216))
    assert session.graph.annotations[name].area == Area(320, 200, 160, 42)
    assert session.undo_label == "Move comment “beside”"


def test_markdown_runs_nothing_fetches_nothing_and_has_its_html_as_words(qapp):
    document = MarkdownDocument(HOSTILE, 300, font(13), QColor("blue"))
    assert "<script>alert(1)</script>" in document.toPlainText()
    assert document.loadResource(2, QUrl("file:///etc/passwd")) is None
    assert document.resource(2, QUrl("file:///etc/passwd")) is None
    assert [link.words for link in document.links()] == ["here", "run", "js"]
    assert document.first_line() == "Title"
    assert MarkdownDocument("", 10, font(13), QColor("blue")).first_line() == ""
    assert len(MarkdownDocument("x" * 10 * MOST, 300, font(13), QColor("blue")).toPlainText()) == MOST + 1
    assert MarkdownDocument("> " * 3000 + "[" * 3000, 300, font(13), QColor("blue")).size().isValid()


class Opened(QObject):
    """Takes the addresses that are opened in place of a browser."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """One is opened."""
        self.urls.append(url.toString())


def test_a_link_is_opened_only_once_a_person_has_seen_where_it_leads(hand, session):
    opened = Opened()
    QDesktopServices.setUrlHandler("https", opened, "take")
    try:
        commented(session, "[page](https://example.org/x)")
        hand.click(QPointF(325, 120))
        assert not opened.urls
        when_asked(lambda dialog: dialog.buttons["cancel"].click())
        hand.click(QPointF(325, 120), CTRL)
        assert not opened.urls
        when_asked(lambda dialog: dialog.buttons["open"].click())
        hand.click(QPointF(325, 120), CTRL)
        assert opened.urls == ["https://example.org/x"]
        when_asked(lambda dialog: dialog.buttons["open"].click())
        hand.canvas.action["annotation.link"].trigger()
        assert opened.urls == ["https://example.org/x"] * 2
    finally:
        QDesktopServices.unsetUrlHandler("https")


def test_of_several_links_one_is_chosen_and_programs_are_never_opened(hand, session):
    name, hints = commented(session, HOSTILE), []
    hand.canvas.hint.connect(hints.append)
    hand.canvas.context.choose((), [name])

    def choose(dialog):
        when_asked(lambda other: (found.append(sorted(other.buttons)), other.buttons["copy"].click()))
        dialog.buttons["file:///bin/sh"].click()

    found = []
    when_asked(choose)
    hand.key(Qt.Key.Key_O, CTRL | ALT)
    assert found == [["cancel", "copy"]]
    assert QApplication.clipboard().text() == "file:///bin/sh"
    hand.canvas.context.choose((), [commented(session, "no links", Area(300, 400, 100, 50))])
    hand.canvas.action["annotation.link"].trigger()
    assert hints == ["This comment has no links."]
