"""What a network says to a sample: the picture as it sees it, its answer in words, probabilities as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from studio.text import listed, tr
from studio.ui.background.tiles import tile
from studio.ui.panels.try_it.bars import ProbabilityBars
from studio.ui.widgets.label import label, set_tone

if TYPE_CHECKING:
    from studio.project.trying import Answer

SIDE = 112


class AnswerView(QWidget):
    """Shows the latest answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.original, self.seen = _Picture(tr("The picture")), _Picture(tr("As the network sees it"))
        self.words = label("", 20, 600)
        self.remark = label("", 12, tone="muted", wrap=True)
        self.bars = ProbabilityBars()
        self.why_button = QPushButton(tr("Why this answer?"))
        pictures = QVBoxLayout()
        pictures.setSpacing(8)
        pictures.addWidget(self.original)
        pictures.addWidget(self.seen)
        pictures.addStretch(1)
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(self.words)
        said.addWidget(self.remark)
        said.addWidget(self.bars, 1)
        said.addWidget(self.why_button, alignment=Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(pictures)
        row.addLayout(said, 1)
        self.clear()

    def clear(self) -> None:
        """Show nothing, as nothing is asked."""
        self.original.show_pixels(None)
        self.seen.show_pixels(None)
        self.why_button.hide()
        self._say("", "")

    def show_answer(self, answer: Answer) -> None:
        """Show another answer, or why there is none."""
        entry = answer.entry
        self.original.show_pixels(answer.original)
        self.seen.show_pixels(answer.seen)
        self.why_button.setVisible(answer.raw is not None and not isinstance(entry.get("values"), list))
        if "error" in entry:
            self.tell(str(entry["error"]))
        elif "probabilities" in entry and isinstance(entry["probabilities"], dict):
            chosen = entry["prediction"] if isinstance(entry["prediction"], list) else [entry["prediction"]]
            self._say(listed(chosen) if chosen else tr("None of them"), answer.remark)
            self.bars.show_chances(entry["probabilities"], frozenset(chosen))
        else:
            self._say(*_in_words(entry))

    def tell(self, sentence: str) -> None:
        """Say why there is no answer."""
        self.why_button.hide()
        self._say("", sentence, is_wrong=True)

    def _say(self, words: str, remark: str, *, is_wrong: bool = False) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark))
        set_tone(self.remark, "error" if is_wrong else "muted")
        self.bars.show_chances({}, frozenset())


def _in_words(entry: dict[str, Any]) -> tuple[str, str]:
    """An answer without a probability for each class."""
    if "shares" in entry:
        return "", tr(", ").join(f"{name} {share:.1%}" for name, share in entry["shares"].items())
    if "probabilities" in entry:
        return " ".join(entry["prediction"]), ""
    if isinstance(entry["values"], dict):
        return tr(", ").join(f"{name} {value:.5g}" for name, value in entry["values"].items()), ""
    return "", tr("The network gives the sample itself.")


class _Picture(QWidget):
    """A small picture with its caption; gone where there is none."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._image = QLabel()
        self._image.setFixedSize(SIDE, SIDE)
        self._image.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._image.setAccessibleName(caption)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._image)
        column.addWidget(label(caption, 12, tone="muted"))

    def show_pixels(self, pixels: Any) -> None:
        """Show channels (C, H, W) from 0 to 1."""
        self.setVisible(pixels is not None)
        if pixels is not None:
            ratio = self.devicePixelRatioF()
            shown = QPixmap.fromImage(tile(pixels, round(SIDE * ratio)))
            shown.setDevicePixelRatio(ratio)
            self._image.setPixmap(shown)
