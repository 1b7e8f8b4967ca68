"""How to train a run again, in its report: the commands, and what they depend on."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from studio.formatting.numbers import exact
from studio.project.report.blocks import Block, Commands, Paragraph, Section
from studio.project.report.content import Content
from studio.text import tr
from studio.training.runs.layout import DOCUMENT, START
from studio.training.runs.stretches import STRETCHES

EXACT = ("torch", "numpy")
"""Libraries whose versions decide on the last bits of the weights."""


def reproducing(content: Content) -> Section:
    """The section."""
    return Section("reproduce", tr("How to reproduce"), tuple(_blocks(content)))


def _blocks(content: Content) -> Iterator[Block]:
    yield Paragraph(tr("In the folder that holds the folder of the run, with the same data in their place:"))
    yield Commands(tuple(_commands(content)))
    yield Paragraph(
        tr(
            "The last command trains the run again beside it and says whether the weights come out the same to the "
            "last bit. That takes the same versions of PyTorch and NumPy, the same kind of device, and as many threads."
        ),
        "muted",
    )
    for sentence in _remarks(content):
        yield Paragraph(sentence, "muted")


def _commands(content: Content) -> Iterator[str]:
    libraries = content.environment.get("libraries")
    known = libraries if isinstance(libraries, dict) else {}
    wanted = [f"{name}=={_published(known[name])}" for name in EXACT if known.get(name)]
    if wanted:
        yield shlex.join(("pip", "install", "nn-studio", *wanted))
    name = content.run.path.absolute().name
    again, origin = f"{name} again", content.origin
    begun = () if origin is None else ("--from", f"{origin.run}:{origin.which}")
    yield _command("train", _word(f"{name}/{DOCUMENT}"), "--out", _word(again), *begun)
    yield _command("test", _word(again))
    yield _command("reproduce", _word(name))


def _published(version: object) -> str:
    """A version as package registries have it: without what says how it was built."""
    return str(version).partition("+")[0]


def _command(*words: str) -> str:
    return shlex.join(("studio", *words))


def _remarks(content: Content) -> Iterator[str]:
    if content.origin is not None:
        yield tr(
            "It began with weights of the run “{run}”; they lie in {file} of its folder.",
            run=content.origin.run, file=START,
        )  # fmt: skip
    if content.config.get(STRETCHES) or content.changes_of_rate:
        yield tr("It was trained in several stretches with different settings, which these commands do not repeat.")
    if content.description.state in ("stopped", "running", "failed"):
        yield tr("It ended after {steps} steps; the commands train it to the end of its settings.",
                 steps=exact(content.description.steps))  # fmt: skip


def _word(text: str) -> str:
    """A path as a word that no command takes for an option."""
    return f"./{text}" if text.startswith("-") else text
