"""Frames of the canvas over 5,000 linked nodes while a hand is at work: dragging many cards, panning, zooming.

The UI thread's own time on the processor counts, so that what else the machine does has no part in the figures. A
frame is one event of the pointer and what is painted because of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from time import thread_time

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.project import Project
from studio.ui.canvas import Canvas
from tests.benchmarks.large_network import canvas_with_session, large_graph, wait_for_readouts
from tests.benchmarks.result import Benchmark, Result

NODES, DRAGGED = 5000, 200
FRAME = 33.0
"""Milliseconds."""

STEPS = 24
DRAG_ZOOMS = (0.1, 0.3, 0.5, 1.0)
PAN_ZOOMS = (0.03, 0.1, 0.15, 0.3, 0.45, 0.8, 1.0, 2.0)

NONE = Qt.KeyboardModifier.NoModifier


@cache
def _measured() -> Mapping[str, float]:
    """The slowest frame of each kind, in ms."""
    with canvas_with_session() as (session, canvas):
        session.open(Project(graph=large_graph(NODES)), None)
        wait_for_readouts(session)
        canvas.centerOn(1400.0, 6000.0)
        for _ in range(3):
            QApplication.processEvents()
        return {"dragging": _drag(canvas), "panning": _pan(canvas), "zooming": _zoom(canvas)}


def _drag(canvas: Canvas) -> float:
    slowest = 0.0
    names = [f"node{at}" for at in range(NODES // 2, NODES // 2 + DRAGGED)]
    for zoom in DRAG_ZOOMS:
        canvas.session.select(names)
        canvas.zoom_to(zoom)
        canvas.centerOn(QPointF(*canvas.session.graph[names[50]].position))
        canvas.viewport().repaint()
        at = canvas.mapFromScene(QPointF(*canvas.session.graph[names[50]].position) + QPointF(100, 30))
        QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, at)
        for step in range(STEPS):
            to = at + QPoint(20 + 3 * step, 5 * step)
            slowest = max(slowest, _frame(partial(QTest.mouseMove, canvas.viewport(), to)))
        canvas.give_up()
        QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, at)
    return slowest


def _pan(canvas: Canvas) -> float:
    slowest = 0.0
    for zoom in PAN_ZOOMS:
        canvas.zoom_to(zoom)
        canvas.centerOn(7000.0, 6000.0)
        canvas.viewport().repaint()
        for _ in range(STEPS):
            slowest = max(slowest, _frame(lambda: canvas.camera.pan(QPointF(37, 29))))
    return slowest


def _zoom(canvas: Canvas) -> float:
    """From far to near and back, as the wheel does it."""
    canvas.fit_all()
    canvas.viewport().repaint()
    return max(_frame(partial(_wheel, canvas, turn)) for turn in (*[1] * 18, *[-1] * 18))


def _wheel(canvas: Canvas, notches: int) -> None:
    pixel = QPointF(canvas.viewport().rect().center())
    event = QWheelEvent(
        pixel, canvas.viewport().mapToGlobal(pixel), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        NONE, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)


def _frame(act: Callable[[], object]) -> float:
    start = thread_time()
    act()
    QApplication.processEvents()
    return 1000 * (thread_time() - start)


def _benchmark(kind: str) -> Benchmark:
    def benchmark() -> Result:
        what = f"{kind} {DRAGGED} of" if kind == "dragging" else f"{kind} over"
        name = f"the slowest frame while {what} {NODES:,} nodes, against 33 ms"
        return Result(name, _measured()[kind], FRAME, "ms", 1.0, "at most")

    benchmark.__name__ = f"frames_while_{kind}"
    return benchmark


BENCHMARKS: tuple[Benchmark, ...] = tuple(map(_benchmark, ("dragging", "panning", "zooming")))
