"""Where the samples of a run lie for one of its layers, coloured by their class; a click shows the sample."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.errors import told_by
from studio.formatting.numbers import exact
from studio.formatting.quantities import percent
from studio.text import in_language, paragraph, tr
from studio.ui.background.embedding_work import Ground, Map, Mapped, Seen, lay_ground, mapped, seen
from studio.ui.background.pool import Channel, Pool
from studio.ui.widgets.busy_bar import busy_bar
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Message
from studio.ui.widgets.overlay import Overlay
from studio.ui.widgets.scatter import GroupNames, Scatter
from studio.ui.widgets.text import WordField

if TYPE_CHECKING:
    from studio.training.runs.checkpoint_index import Which

SIZE = QSize(860, 620)
BESIDE = 240

WAYS = {"pca": tr("PCA"), "tsne": tr("t-SNE"), "umap": tr("UMAP")}


class EmbeddingDialog(Dialog):
    """Lays samples out off the UI thread; stands beside the window, which goes on working."""

    def __init__(self, run: Path, pool: Pool, parent: QWidget | None = None, which: Which = "best") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Map of samples"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.ground: Ground | None = None
        self.map: Map | None = None
        self.seen: Seen | None = None
        self.layer_field, self.way_field, self.split_field = WordField({}), WordField({}), WordField({})
        self.scatter = Scatter(tr("Map of samples"))
        self.picture = Overlay(tr("The chosen sample"))
        self.words = label(tr("Click a point to see its sample."), 12, tone="muted", wrap=True)
        self.legend, self.axes = GroupNames(), label("", 12, tone="muted", wrap=True)
        self.message, self._busy = Message(), busy_bar()
        self._assemble()
        self._ground, self._mapping = Channel(pool, "map-ground", self), Channel(pool, "map", self)
        self._looking = Channel(pool, "map-sample", self)
        self._ground.answered.connect(self._take)
        self._mapping.answered.connect(self._show)
        self._looking.answered.connect(self._show_sample)
        for channel in (self._ground, self._mapping, self._looking):
            channel.failed.connect(self._fail)
        self._ground.ask(partial(lay_ground, run, which))

    def _assemble(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(8)
        named = ((self.layer_field, tr("Layer")), (self.way_field, tr("Way")), (self.split_field, tr("Samples")))
        for field, name in named:
            field.setAccessibleName(name)
            field.edited.connect(lambda _: self._ask())
            fields.addWidget(field, 1)
        beside = QVBoxLayout()
        beside.setSpacing(8)
        self.picture.setFixedSize(BESIDE, BESIDE)
        for part in (self.picture, self.words, self.legend):
            beside.addWidget(part)
        beside.addStretch(1)
        self.words.setFixedWidth(BESIDE)
        self.legend.setFixedWidth(BESIDE)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.scatter, 1)
        middle.addLayout(beside)
        close = QPushButton(tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addLayout(fields)
        column.addLayout(middle, 1)
        for shown in (self.axes, self.message, self._busy):
            column.addWidget(shown)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        self.picture.hide()
        self.message.hide()
        self.scatter.chosen.connect(self._look)
        self.resize(SIZE)

    def _take(self, ground: Ground) -> None:
        self.ground = ground
        splits = {"test": tr("Test samples"), "validation": tr("Validation samples"), "train": tr("Training samples")}
        self.layer_field.offer({name: name for name in ground.layers})
        self.way_field.offer({in_language(title): way for way, title in WAYS.items()})
        self.split_field.offer({splits[split]: split for split in ground.splits})
        # What stands before the answer says most of what the network tells apart.
        self.layer_field.set_value(ground.layers[max(len(ground.layers) - 2, 0)])
        self.way_field.set_value("pca")
        self.split_field.set_value(ground.splits[0])
        self._ask()

    def choose(self, *, layer: str | None = None, way: str | None = None, split: str | None = None) -> None:
        """Lay out otherwise."""
        for field, value in ((self.layer_field, layer), (self.way_field, way), (self.split_field, split)):
            if value is not None:
                field.set_value(value)
        self._ask()

    def _ask(self) -> None:
        if self.ground is None:
            return
        layer, way, split = (each.value() for each in (self.layer_field, self.way_field, self.split_field))
        self.message.hide()
        self._busy.show()
        self._mapping.ask(partial(mapped, self.ground, Mapped(layer, way, split)))

    def _show(self, found: Map) -> None:
        self._busy.hide()
        self.map = found
        self.scatter.show_points([(float(x), float(y)) for x, y in found.embedding.places], found.classes.tolist())
        shares = [percent(share) for share in found.embedding.explained]
        counted = tr("{count} samples.", count=exact(len(found.rows)))
        told = tr("The axes tell {first} and {second} of the variance.", first=shares[0], second=shares[1]) if shares \
            else tr("What is near was near in the layer, too; distances between groups tell little.")  # fmt: skip
        self.axes.setText(paragraph(counted, told))
        self.legend.show_names(found.names)

    def _look(self, place: int) -> None:
        if self.ground is not None and self.map is not None:
            self._looking.ask(partial(seen, self.ground, self.map, place))

    def _show_sample(self, found: Seen) -> None:
        self.seen = found
        self.words.setText(found.words)
        self.picture.setVisible(found.picture is not None)
        if found.picture is not None:
            self.picture.show_picture(found.picture)

    def _fail(self, error: Exception) -> None:
        self._busy.hide()
        self.message.tell(*told_by(error))
        self.message.show()
