"""One choice of how parameters begin: as the network says, by a scheme, by numbers typed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.graph.model import InitialValue
from studio.layers import Declaration
from studio.layers.by_hand import ByHand
from studio.layers.initialization import UnknownInitializer, network_initializers
from studio.layers.initializer import Initializer
from studio.text import in_language, tr
from studio.ui import theme
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.histogram import Histogram
from studio.ui.widgets.label import label
from studio.ui.widgets.row_label import LABEL_WIDTH

if TYPE_CHECKING:
    from studio.compiler.first_weights import Distribution

TITLES = {"weight": tr("Weights"), "bias": tr("Biases")}
WORDS = {"weight": tr("the weights"), "bias": tr("the biases")}


class AsNetwork(Declaration):
    """As the training settings say for the whole network."""

    title = tr("As the network")


class Typed(Declaration):
    """The numbers themselves, typed into a grid or pasted from a spreadsheet."""

    name = "ByHand"
    title = tr("By hand")


class Unreadable(Declaration):
    """A scheme that this version does not know; it is kept for the file until you choose another."""

    title = tr("Not known here")


class Differing(Declaration):
    """Several schemes, of several nodes."""


class Otherwise(NamedTuple):
    """What parameters begin as where nothing is chosen for them, and the scheme that this is, where it is known."""

    title: str = AsNetwork.title
    scheme: str = ""


class InitialRow(QWidget):
    """The choice of a scheme with its parameters; of numbers typed by hand, the way to change them.

    Below stands how the numbers lie that it gives, where that is shown.
    """

    edited = Signal(str, object, bool)  # as of Choice
    values_wanted = Signal()
    parts_wanted = Signal()  # each parameter of the group by itself, or no longer

    def __init__(self, key: str, kinds: Mapping[str, type[Declaration]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = TITLES.get(key, key)
        self.choice = Choice(_elided(title), kinds)
        self.choice.kind_field.setAccessibleName(title)
        self.choice.edited.connect(self.edited)
        self.values_button = QPushButton()
        self.values_button.setAutoDefault(False)
        self.values_button.clicked.connect(self.values_wanted)
        self.applies = label(size=11, tone="muted", wrap=True)
        self.picture = Histogram(tr("How the numbers lie that this begins with, from the seed of the training"))
        self.parts_button = QPushButton()
        self.parts_button.setProperty("kind", "plain")
        self.parts_button.setAutoDefault(False)
        self.parts_button.clicked.connect(self.parts_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.choice)
        for below in (self.applies, self.values_button):
            below.hide()
            column.addLayout(_beside_label(below))
        column.addWidget(self.picture)
        column.addWidget(self.parts_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self.picture.hide()
        self.parts_button.hide()

    def show_scheme(self, scheme: InitialValue | None, otherwise: Otherwise) -> None:
        """Show what is chosen already; None is `otherwise`."""
        shown = _shown(scheme)
        self.choice.show_value(shown)
        self.choice.kind_field.set_value(shown.kind)
        self.choice.kind_field.setItemText(0, in_language(otherwise.title))
        self.applies.setText(otherwise.scheme)
        self.applies.setVisible(scheme is None and bool(otherwise.scheme))
        self.values_button.setVisible(isinstance(scheme, ByHand))
        if isinstance(scheme, ByHand):
            size = " × ".join(map(str, scheme.shape)) or "1"
            self.values_button.setText(tr("Edit numbers ({size})…", size=size))

    def show_differing(self) -> None:
        """Show that several nodes begin in several ways."""
        self.choice.show_value(Differing())
        self.applies.hide()
        self.values_button.hide()

    def show_distribution(self, shown: Distribution | None) -> None:
        """Show how the numbers lie that it begins with, in place of what was shown; None: not known."""
        self.picture.show_distribution(shown)
        self.picture.setHidden(shown is None)

    def show_parts(self, count: int, *, opened: bool) -> None:
        """Offer to choose for each of `count` parameters by itself, where there are several."""
        self.parts_button.setText(tr("All together") if opened else tr("Each of the {count} by itself", count=count))
        self.parts_button.setVisible(count > 1)


def choices(rank: float, scheme: InitialValue | None, *, by_hand: bool) -> dict[str, type[Declaration]]:
    """The schemes that can fill parameters of this rank or more, and the one chosen even where it cannot."""
    found: dict[str, type[Declaration]] = {"AsNetwork": AsNetwork}
    found |= {
        kind: each for kind, each in network_initializers.items() if each.least_rank <= rank or isinstance(scheme, each)
    }
    if by_hand or isinstance(scheme, ByHand):
        found["ByHand"] = Typed
    if isinstance(scheme, UnknownInitializer):
        found["Unreadable"] = Unreadable
    return found


def words_of(key: str) -> str:
    """What a key means, in a sentence."""
    return WORDS.get(key, key)


def _shown(scheme: InitialValue | None) -> Declaration:
    if scheme is None:
        return AsNetwork()
    if isinstance(scheme, ByHand):
        return Typed()
    return scheme if isinstance(scheme, Initializer) else Unreadable()


def _beside_label(shown: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(LABEL_WIDTH + 12, 0, 0, 0)
    row.addWidget(shown)
    return row


def _elided(title: str) -> str:
    """A name such as `self_attn.in_proj_weight`, of which the end tells more."""
    return QFontMetrics(theme.font(12)).elidedText(title, Qt.TextElideMode.ElideLeft, LABEL_WIDTH)
