"""Networks of 1,000 and 10,000 nodes on the canvas: opening, panning, one edit until its read-outs are there."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from time import perf_counter

from PySide6.QtCore import QEventLoop, QPointF
from PySide6.QtWidgets import QApplication

from studio.graph import Graph, Node, Source
from studio.graph.edits import move, set_layer
from studio.layers import Layer, layer
from studio.project import Project
from studio.ui import theme
from studio.ui.background.garbage import GarbageCollection
from studio.ui.canvas import Canvas
from studio.ui.session import Session
from tests.benchmarks.result import Benchmark, Result

NODES = 1000
MANY = 10_000
COLUMN = 100
FRAMES = 30
EDITS = 9
WINDOW = (1280, 800)


def large_graph(count: int = NODES) -> Graph:
    """Residual steps (3×3 convolution, ReLU, sum with the step before) in columns of 100 nodes."""
    nodes = {"input": Node(layer("Input", shape=[8, 16, 16]))}
    last = step = "input"
    while len(nodes) < count:
        index = len(nodes)
        position = (index // COLUMN * 280.0, index % COLUMN * 120.0)
        made, inputs = _residual_part(index % 3, last, step)
        name = f"node{index}"
        nodes[name] = Node(made, inputs, position)
        step = name if made.kind == "Add" else step
        last = name
    return Graph(nodes)


def opening() -> Result:
    """From the project to the drawn picture."""
    return _opening(NODES, 1.0)


def opening_many() -> Result:
    """The same with ten times as many."""
    return _opening(MANY, 3.0)


def _opening(count: int, seconds: float) -> Result:
    with canvas_with_session() as (session, canvas):
        graph = large_graph(count)
        start = perf_counter()
        session.open(Project(graph=graph), None)
        canvas.viewport().repaint()
        taken = 1000 * (perf_counter() - start)
    return Result(
        f"opening a network of {count:,} nodes, against {seconds:g} s", taken, 1000 * seconds, "ms", 1.0, "at most"
    )


def edit_to_readouts() -> Result:
    """From one parameter's change to the new read-outs on the cards, half of the edits being quicker."""
    return _edit_to_readouts(NODES, 30.0)


def edit_to_readouts_many() -> Result:
    """The same among ten times as many."""
    return _edit_to_readouts(MANY, 150.0)


def moving_many() -> Result:
    """How long the window stands still when a node among 10,000 is put elsewhere, half of the moves being quicker."""
    with canvas_with_session() as (session, _):
        session.open(Project(graph=large_graph(MANY)), None)
        wait_for_readouts(session)
        taken = [_move(session, (each + 1.0, 7.0)) for each in range(EDITS)]
    return Result(f"moving one of {MANY:,} nodes, against 100 ms", median(taken), 100.0, "ms", 1.0, "at most")


def _edit_to_readouts(count: int, limit: float) -> Result:
    with canvas_with_session() as (session, _):
        session.open(Project(graph=large_graph(count)), None)
        wait_for_readouts(session)
        taken = [_timed(lambda size=3 + 2 * (each % 2): _edit(session, size)) for each in range(EDITS)]
    return Result(
        f"an edit among {count:,} nodes until it is read out, against {limit:g} ms",
        median(taken),
        limit,
        "ms",
        1.0,
        "at most",
    )


def panning() -> Result:
    """A whole frame while panning, at the zoom where it takes longest."""
    return _panning(NODES, (0.1, 0.27, 0.4, 0.56, 1.0, 2.0), 16.0)


def panning_many() -> Result:
    """The same over ten times as many, also where all of them are in sight."""
    return _panning(MANY, (0.02, 0.05, 0.1, 0.27, 0.4, 0.56, 1.0, 2.0), 33.0)


def _panning(count: int, zooms: Sequence[float], limit: float) -> Result:
    with canvas_with_session() as (session, canvas):
        session.open(Project(graph=large_graph(count)), None)
        wait_for_readouts(session)
        slowest = max(_frame(canvas, zoom) for zoom in zooms)
    return Result(
        f"a frame while panning over {count:,} nodes, against {limit:g} ms", slowest, limit, "ms", 1.0, "at most"
    )


BENCHMARKS: tuple[Benchmark, ...] = (
    opening,
    edit_to_readouts,
    panning,
    opening_many,
    edit_to_readouts_many,
    moving_many,
    panning_many,
)


def _residual_part(place: int, last: str, step: str) -> tuple[Layer, tuple[Source, ...]]:
    if place == 0:
        return layer("Add"), (Source(last), Source(step)) if step != last else (Source(last),)
    kernel = layer("Conv2d", out_channels=8, kernel_size=[3, 3], padding="same")
    return kernel if place == 1 else layer("ReLU"), (Source(last),)


@contextmanager
def canvas_with_session() -> Iterator[tuple[Session, Canvas]]:
    theme.apply(QApplication.instance() or QApplication([]))  # type: ignore[arg-type]
    session = Session()
    canvas = Canvas(session)
    canvas.resize(*WINDOW)
    canvas.show()
    collection = GarbageCollection(canvas)
    wait_for_readouts(session)
    collection.spare()
    try:
        yield session, canvas
    finally:
        gc.enable()
        canvas.close()
        session.close()


def _edit(session: Session, size: int) -> None:
    middle = f"node{NODES // 2 - NODES // 2 % 3 + 1}"
    made = layer("Conv2d", out_channels=8, kernel_size=[size, size], padding="same")
    session.edit("edit", lambda graph: set_layer(graph, middle, made))
    wait_for_readouts(session)


def _move(session: Session, to: tuple[float, float]) -> float:
    name = f"node{NODES // 2}"
    taken = _timed(lambda: session.edit("move", lambda graph: move(graph, {name: to})))
    wait_for_readouts(session)
    return taken


def _frame(canvas: Canvas, zoom: float) -> float:
    canvas.zoom_to(zoom)
    canvas.centerOn(1400.0, 6000.0)
    canvas.viewport().repaint()

    def frame() -> None:
        canvas.camera.pan(QPointF(7, 9))
        canvas.viewport().repaint()

    return median(_timed(frame) for _ in range(FRAMES))


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return 1000 * (perf_counter() - start)


def wait_for_readouts(session: Session) -> None:
    """Let the event loop run, which leaves the analysis its share of the interpreter, until they are there."""
    if session.analysis is None or session.analysis.graph is not session.graph:
        loop = QEventLoop()
        session.analysis_changed.connect(loop.quit)
        loop.exec()
