"""Facts beside the training settings: what the chosen data hold, and which device `auto` stands for here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.data import Data, LogicGates
from studio.data.errors import DataError
from studio.data.words import sample_word, samples_counted
from studio.errors import told_by
from studio.formatting.numbers import exact, shape
from studio.graph import Graph
from studio.layers.io import Input
from studio.project import Project
from studio.text import listed, ntr, paragraph, tr
from studio.training.losses import floor
from studio.ui.background.data_descriptions import DataDescriptions
from studio.ui.background.pool import Channel, Pool
from studio.ui.widgets.label import label, set_tone

if TYPE_CHECKING:
    from studio.data.samples import Description

LISTED_CLASSES = 12
"""More classes than this are named in part."""


class Facts(QWidget):
    """Some sentences that are found out in the background."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = label(size=12, tone="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._text)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.text()

    def _tell_failure(self, error: Exception) -> None:
        told = paragraph(*told_by(error))
        self._show(told or type(error).__name__, "warning" if isinstance(error, DataError) else "error")

    def _show(self, text: str, tone: str = "muted") -> None:
        self._text.setText(text)
        set_tone(self._text, tone)  # type: ignore[arg-type]
        # The form above makes room now, not a frame later in which its rows would be cut off.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


class DataFacts(Facts):
    """Samples, their shape and classes, and what is done to them to fit the network."""

    def __init__(self, descriptions: DataDescriptions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._descriptions = descriptions
        self._data: Data | None = None
        self._graph = Graph()
        descriptions.ready.connect(self._tell)

    def show_for(self, data: Data, graph: Graph) -> None:
        """Say what these data are for this network."""
        if data != self._data:
            self._descriptions.renew(data)  # a folder may hold something else by now
        self._data, self._graph = data, graph
        self._tell()

    def forget(self) -> None:
        """Say nothing until it is asked again."""
        self._data = None
        self._show("")

    def _tell(self) -> None:
        if self._data is None:
            return
        description = self._descriptions.of(self._data, DataFacts)
        error = self._descriptions.error_of(self._data)
        if description is not None:
            self._show(data_sentences(self._data, description, self._graph))
        elif error is not None:
            self._tell_failure(error)


class LossFacts(Facts):
    """What keeps a loss from falling to 0, where something does."""

    def __init__(self, descriptions: DataDescriptions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._descriptions = descriptions
        self._project = Project()
        descriptions.ready.connect(self._tell)

    def show_for(self, project: Project) -> None:
        """Say it of the project's loss on its data."""
        self._project = project
        self._tell()

    def _tell(self) -> None:
        loss, data = self._project.training.loss, self._project.data
        found = self._descriptions.of(data, LossFacts) if loss.lowest(2) else None
        told = floor(loss, len(found.classes)) if found is not None else ""
        self._show(told)
        self.setHidden(not told)


class DeviceFacts(Facts):
    """What this machine offers to train on."""

    found = Signal()

    def __init__(self, pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kinds: tuple[str, ...] | None = None
        """The devices of this machine, None while they are not known."""
        self._is_asked = False
        self._channel = Channel(pool, "devices", self)
        self._channel.answered.connect(self._take)
        self._channel.failed.connect(self._tell_failure)

    def find_out(self) -> None:
        """Ask torch, once."""
        if not self._is_asked:
            self._is_asked = True
            self._channel.ask(_devices)

    def offered(self, chosen: str, of: Iterable[str]) -> tuple[str, ...]:
        """Those of some devices that a person can choose here, and what is chosen, be it here or not."""
        return tuple(each for each in of if self.kinds is None or each in ("auto", chosen, *self.kinds))

    def _take(self, answer: tuple[tuple[str, ...], str]) -> None:
        self.kinds, text = answer
        self._show(text)
        self.found.emit()


def data_sentences(data: Data, description: Description, graph: Graph) -> str:
    """The data in words, line by line, with what is left out of them."""
    from studio.data.remarks import remarks

    lines = [_samples(data, description), _learnt(description), *description.notes]
    wanted = next((node.layer.shape for node in graph.values() if isinstance(node.layer, Input)), None)
    if wanted is not None and wanted != description.sample_shape:
        lines.append(tr("They are fitted to the network's Input of {shape}.", shape=shape(wanted)))
    return "\n".join([*lines, *remarks(data, description)])


def _samples(data: Data, description: Description) -> str:
    """How many samples of which shape there are, and what for."""
    count, sizes = _distinct(data, description), description.sizes
    samples = samples_counted(sample_word(data), count)
    told = tr("{samples} of {shape}", samples=samples, shape=shape(description.sample_shape))
    if description.vocabulary:
        told = tr("{samples} tokens, {number} different ones", samples=told, number=exact(description.vocabulary))
    if isinstance(data, LogicGates):
        return tr("{samples}: all of them to train, to validate and to test", samples=told)
    if len(sizes) == 1:
        return told
    return tr("{samples}: {splits}", samples=told, splits=tr(", ").join(_split(*split) for split in sizes.items()))


def _split(name: str, count: int) -> str:
    number = exact(count)
    if name == "train":
        return tr("{number} to train", number=number)
    return tr("{number} to validate", number=number) if name == "validation" else tr("{number} to test", number=number)


def _distinct(data: Data, description: Description) -> int:
    """The number of samples; those of a gate stand in every split, and count once."""
    return description.sizes["train"] if isinstance(data, LogicGates) else description.samples


def _learnt(description: Description) -> str:
    """What is to be learnt, in words."""
    count, task = len(description.classes), description.task
    if task == "input":
        return tr("To learn: the input itself")
    told = {"number": exact(count), "names": _named(description.classes)}
    if task == "numbers":
        return ntr("{number} number to tell: {names}", "{number} numbers to tell: {names}", count, **told)
    if task == "labels":
        return ntr(
            "{number} label, several of which may hold: {names}",
            "{number} labels, several of which may hold: {names}",
            count,
            **told,
        )
    if task == "positions":
        told["positions"] = exact(description.positions)
        return ntr(
            "{number} class at each of {positions} positions: {names}",
            "{number} classes at each of {positions} positions: {names}",
            count,
            **told,
        )
    if task == "pixels":
        return ntr("{number} class for each pixel: {names}", "{number} classes for each pixel: {names}", count, **told)
    return ntr("{number} class: {names}", "{number} classes: {names}", count, **told)


def _named(classes: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    names, rest = tr(", ").join(classes[:LISTED_CLASSES]), len(classes) - LISTED_CLASSES
    return ntr("{names} and {count} more", "{names} and {count} more", rest, names=names) if rest > 0 else names


def _devices() -> tuple[tuple[str, ...], str]:
    import torch

    from studio.training.device import available, describe

    kind, *others = kinds = available()
    device = describe(torch.device(kind))
    if not others:
        return kinds, tr("“auto” is {device} on this machine, the only device PyTorch finds.", device=device)
    return kinds, tr("“auto” is {device} on this machine; {others} too.", device=device, others=listed(others))
