"""The data of a run in its report: kind, splits, classes, and what is done to samples."""

from __future__ import annotations

from collections.abc import Iterator

from studio.data.transforms.step_words import words_of
from studio.formatting.numbers import exact, shape
from studio.project.report.blocks import Block, Facts, Folded, Paragraph, Section, Table
from studio.project.report.content import Content
from studio.text import listed, tr

MOST_CLASSES = 20
"""So many classes are told in a row of facts."""


def data(content: Content) -> Section:
    """The section."""
    return Section("data", tr("Data"), tuple(_blocks(content)))


def _blocks(content: Content) -> Iterator[Block]:
    yield Facts(tuple(_facts(content)))
    classes = _classes(content)
    if len(classes) > MOST_CLASSES:
        rows = tuple((exact(place), name) for place, name in enumerate(classes))
        yield Folded(tr("All classes"), (Table((tr("place"), tr("class")), rows, words=2),))
    if content.preparation is not None and content.preparation.steps:
        yield Paragraph(tr("What is done to every sample before the network takes it:"), "muted")
        rows = tuple((exact(at), words_of(step)) for at, step in enumerate(content.preparation.steps, start=1))
        yield Table((tr("step"), tr("what is done")), rows, words=2)
    chosen = () if content.project is None else content.project.data.transforms
    if chosen:
        yield Paragraph(tr("Transforms of the data, in their order:"), "muted")
        head = (tr("transform"), tr("settings"), tr("what it does"))
        yield Table(head, tuple((each.title, _state(each), each.summary()) for each in chosen), words=3)
    if content.started is not None and content.started.note:
        yield Paragraph(content.started.note, "muted")


def _facts(content: Content) -> Iterator[tuple[str, str]]:
    if content.project is not None:
        yield tr("kind"), content.project.data.title
    started, preparation = content.started, content.preparation
    if preparation is not None:
        sizes = [exact(size) if size else tr("any") for size in preparation.source]
        yield tr("samples as they come"), " × ".join(sizes)
        yield tr("samples as the network takes them"), shape(preparation.shape)
    if started is not None:
        yield tr("training samples"), exact(started.train_samples)
        yield tr("validation samples"), exact(started.validation_samples)
        yield tr("test samples"), exact(started.test_samples)
    classes = _classes(content)
    if classes:
        told = listed(classes) if len(classes) <= MOST_CLASSES else exact(len(classes))
        yield _called(content), told
    if content.description.fingerprint:
        yield tr("fingerprint"), content.description.fingerprint


def _classes(content: Content) -> tuple[str, ...]:
    """What is learnt, in the order of the network's outputs."""
    if content.preparation is not None:
        return content.preparation.classes
    return () if content.started is None else tuple(content.started.classes)


def _called(content: Content) -> str:
    task = "classes" if content.preparation is None else content.preparation.task
    return {"numbers": tr("numbers that are learnt"), "labels": tr("labels")}.get(task, tr("classes"))


def _state(transform: object) -> str:
    label = transform.label()  # type: ignore[attr-defined]
    return label if transform.enabled else tr("off: {settings}", settings=label)  # type: ignore[attr-defined]
