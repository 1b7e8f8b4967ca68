"""Facts beside the training settings: what the chosen data hold, and which device `auto` stands for here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.data import Data, LogicGates
from studio.data.errors import DataError
from studio.formatting.numbers import counted, exact, shape
from studio.graph import Graph
from studio.layers.io import Input
from studio.ui.background.data_descriptions import DataDescriptions
from studio.ui.background.pool import Channel, Pool
from studio.ui.widgets.label import label, set_tone

if TYPE_CHECKING:
    from studio.data.samples import Description

LISTED_CLASSES = 12
"""More classes than this are named in part."""

WORDS = {"classes": "class", "pixels": "class", "labels": "label", "numbers": "number"}
IN_ALL = {"pixels": " for each pixel", "labels": ", several of which may hold", "numbers": " to tell"}
"""What the classes, labels or numbers are called, and what is said behind them."""

SPLITS = {"train": "to train", "validation": "to validate", "test": "to test"}


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
        remedy = getattr(error, "remedy", "")
        self._show(
            f"{getattr(error, 'message', error)} {remedy}", "warning" if isinstance(error, DataError) else "error"
        )

    def _show(self, text: str, tone: str = "muted") -> None:
        self._text.setText(text)
        set_tone(self._text, tone)  # type: ignore[arg-type]


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

    def _tell(self) -> None:
        if self._data is None:
            return
        description = self._descriptions.of(self._data, DataFacts)
        error = self._descriptions.error_of(self._data)
        if description is not None:
            self._show(data_sentences(self._data, description, self._graph))
        elif error is not None:
            self._tell_failure(error)


class DeviceFacts(Facts):
    """What this machine offers to train on."""

    def __init__(self, pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_asked = False
        self._channel = Channel(pool, "devices", self)
        self._channel.answered.connect(self._show)
        self._channel.failed.connect(self._tell_failure)

    def find_out(self) -> None:
        """Ask torch, once."""
        if not self._is_asked:
            self._is_asked = True
            self._channel.ask(_devices)


def data_sentences(data: Data, description: Description, graph: Graph) -> str:
    """The data in words, line by line, with what is left out of them."""
    from studio.data.remarks import remarks

    sizes = description.sizes
    tokens = f" tokens, {exact(description.vocabulary)} different ones" if description.vocabulary else ""
    lines = [f"{counted(_distinct(data, description), data.sample)} of {shape(description.sample_shape)}{tokens}"]
    if isinstance(data, LogicGates):
        lines[0] += ": all of them to train, to validate and to test"
    elif len(sizes) > 1:
        lines[0] += ": " + ", ".join(f"{exact(count)} {SPLITS[split]}" for split, count in sizes.items())
    lines.append(_learnt(description))
    wanted = next((node.layer.shape for node in graph.values() if isinstance(node.layer, Input)), None)
    if wanted is not None and wanted != description.sample_shape:
        lines.append(f"They are fitted to the network's Input of {shape(wanted)}.")
    return "\n".join([*lines, *remarks(data, description)])


def _distinct(data: Data, description: Description) -> int:
    """The number of samples; those of a gate stand in every split, and count once."""
    return description.sizes["train"] if isinstance(data, LogicGates) else description.samples


def _learnt(description: Description) -> str:
    """What is to be learnt, in words."""
    if description.task == "input":
        return "To learn: the input itself"
    named = ", ".join(description.classes[:LISTED_CLASSES])
    rest = len(description.classes) - LISTED_CLASSES
    more = f" and {rest} more" if rest > 0 else ""
    number = counted(len(description.classes), WORDS[description.task]).replace("classs", "classes")
    return f"{number}{IN_ALL.get(description.task, '')}: {named}{more}"


def _devices() -> str:
    import torch

    from studio.training.device import available, describe

    kinds = available()
    text = f"“auto” is {describe(torch.device(kinds[0]))} on this machine"
    return f"{text}, the only device PyTorch finds." if len(kinds) == 1 else f"{text}; {' and '.join(kinds[1:])} too."
