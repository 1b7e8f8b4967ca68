"""The canvas against NodeGraphQt (of the extra `benchmark`, or installed beside it): the same 1,000 linked nodes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from statistics import median
from time import thread_time

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QGraphicsView

from studio.graph import Graph
from studio.project import Project
from tests.benchmarks.large_network import NODES, WINDOW, canvas_with_session, large_graph, wait_for_readouts
from tests.benchmarks.result import Benchmark, Result, Unavailable

SOONER, CHEAPER = 8.0, 4.0
FRAMES = 20


def shown_sooner() -> Result:
    """From the network to the painted picture."""
    ours, theirs = _ours(), _theirs()
    return Result(f"{NODES:,} linked nodes shown, NodeGraphQt against ours", theirs[0], ours[0], "ms", SOONER)


def overview_cheaper() -> Result:
    """A frame while the whole network is in sight and shifted a little."""
    ours, theirs = _ours(), _theirs()
    name = f"a frame with all of {NODES:,} nodes in sight, NodeGraphQt against ours"
    return Result(name, theirs[1], ours[1], "ms", CHEAPER)


BENCHMARKS: tuple[Benchmark, ...] = (shown_sooner, overview_cheaper)


@cache
def _ours() -> tuple[float, float]:
    """Milliseconds until our canvas shows the network, and of a frame with all of it."""
    with canvas_with_session() as (session, canvas):
        graph = large_graph(NODES)

        def show() -> None:
            session.open(Project(graph=graph), None)
            canvas.viewport().repaint()

        taken = _timed(show)
        wait_for_readouts(session)
        canvas.fit_all()
        return taken, _frame(canvas, lambda turn: canvas.camera.pan(QPointF(3 * turn, 3 * turn)))


@cache
def _theirs() -> tuple[float, float]:
    """The same of NodeGraphQt, with plain nodes of two inputs and an output."""
    try:
        from NodeGraphQt import BaseNode, NodeGraph  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        raise Unavailable("NodeGraphQt is not installed") from None

    class Layer(BaseNode):  # type: ignore[misc,unused-ignore]
        __identifier__, NODE_NAME = "studio.benchmark", "Layer"

        def __init__(self) -> None:
            super().__init__()
            self.add_input("first")
            self.add_input("second")
            self.add_output("out")

    whole = NodeGraph()
    whole.register_node(Layer)
    whole.set_acyclic(False)  # its search for loops takes a time that doubles with each residual step
    whole.widget.resize(*WINDOW)
    whole.widget.show()
    view = whole.viewer()
    QApplication.processEvents()

    def show() -> None:
        _build(whole, Layer.type_, large_graph(NODES))
        view.viewport().repaint()

    taken = _timed(show)
    view.fitInView(view.scene().itemsBoundingRect())
    found = taken, _frame(view, lambda turn: view.translate(turn, turn))
    whole.widget.close()
    return found


def _build(whole: object, kind: str, graph: Graph) -> None:
    made: dict[str, object] = {}
    for name, node in graph.items():
        each = whole.create_node(kind, name=name, pos=list(node.position), selected=False, push_undo=False)  # type: ignore[attr-defined]
        made[name] = each
        for port, source in enumerate(node.inputs):
            if source is not None:
                each.set_input(port, made[source.node].output(0))  # type: ignore[attr-defined]


def _frame(view: QGraphicsView, shift: Callable[[int], object]) -> float:
    """Half of the frames take less."""
    view.viewport().repaint()

    def frame(turn: int) -> None:
        shift(turn)
        view.viewport().repaint()

    return median(_timed(lambda turn=turn: frame(1 if turn % 2 else -1)) for turn in range(FRAMES))


def _timed(work: Callable[[], object]) -> float:
    start = thread_time()
    work()
    return 1000 * (thread_time() - start)
