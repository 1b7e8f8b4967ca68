"""All that a person gives, one raw sample after the other: files, folders, rows and texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from torch import Tensor

from studio.data.config.table_files import ENDINGS
from studio.data.errors import DataError
from studio.data.pictures.formats import SUFFIXES as PICTURES
from studio.data.preparation import Preparation
from studio.data.recordings.formats import SUFFIXES as RECORDINGS
from studio.data.regular_files import shown
from studio.evaluation.inputs import arrays, pictures, recordings, rows, texts
from studio.evaluation.inputs.folders import files_in
from studio.evaluation.inputs.habits import Habits
from studio.formatting.shortened import shortened
from studio.text import listed, paragraph, tr

Kind = Literal["picture", "recording", "table", "array", "text"]

SUFFIXES: Mapping[Kind, tuple[str, ...]] = {
    "picture": PICTURES,
    "recording": tuple(RECORDINGS),
    "table": tuple(f".{ending}" for ending in ENDINGS),
    "array": (".npy", ".npz"),
    "text": (".txt",),
}


@dataclass(frozen=True, eq=False)
class Given:
    """A raw sample (*source) as it was given, or in its place what is wrong with it, as sentences."""

    name: str
    sample: Tensor | None = None
    error: str = ""


def kinds_for(preparation: Preparation) -> tuple[Kind, ...]:
    """The kinds of files that hold samples for a network, the usual one first."""
    word = preparation.sample
    if word == "picture":
        return "picture", "array"
    if word == "recording":
        return "recording", "array"
    if preparation.tokenizer is not None:
        return "text", "table", "array"
    if word == "sequence" or len(preparation.source) != 1:
        return ("array",)
    return ("table",) if preparation.categories else ("table", "array")


def given(name: str, preparation: Preparation, habits: Habits) -> Iterator[Given]:
    """The samples in a file or a folder. What cannot be read is among them, so that the others are not lost."""
    try:
        path = _existing(name)
        if path.is_dir():
            kind = kinds_for(preparation)[0]
            for each in files_in(path, SUFFIXES[kind], _wanted(kind)):
                yield from given(str(each), preparation, habits)
        else:
            yield from _of_file(name, path, preparation, habits)
    except DataError as error:
        yield Given(name, error=_sentences(error))


def given_row(name: str, values: Mapping[str, str], preparation: Preparation, habits: Habits) -> Given:
    """The row of typed cells, by the names of their columns."""
    if "table" not in kinds_for(preparation) or preparation.tokenizer is not None:
        return Given(name, error=_not_taken(name, tr("a row"), preparation))
    try:
        sample, wrong = rows.row(values, preparation, habits)
    except DataError as error:
        return Given(name, error=_sentences(error))
    return Given(name, error=wrong) if wrong else Given(name, sample)


def given_text(text: str, preparation: Preparation) -> Given:
    """A typed text."""
    if preparation.tokenizer is None:
        return Given(text, error=_not_taken(text, _word("text"), preparation))
    if not text.strip():
        return Given(text, error=tr("The text is empty. Type some words."))
    return Given(text, texts.tokens([text], preparation)[0])


def _existing(name: str) -> Path:
    """The file or folder of this name. Raises DataError where there is none."""
    try:
        path = Path(name)
        if path.exists():
            return path
    except (OSError, ValueError):
        pass
    raise DataError(tr("“{file}” is not there.", file=shown(name)), tr("Check how it is written."))


def _of_file(name: str, path: Path, preparation: Preparation, habits: Habits) -> Iterator[Given]:
    """The samples of a file, by its kind. Raises DataError."""
    match _kind_of(path, preparation):
        case "picture":
            yield Given(name, pictures.picture(path, preparation))
        case "recording":
            yield Given(name, recordings.recording(path, preparation))
        case "text":
            yield Given(name, texts.tokens([texts.text_of(path, habits)], preparation)[0])
        case "array":
            yield from _of_array(name, path, preparation, habits)
        case "table":
            ask = _of_texts if preparation.tokenizer is not None else _of_table
            yield from ask(name, path, preparation, habits)


def _kind_of(path: Path, preparation: Preparation) -> Kind:
    """What kind of file it is, by its ending; the usual one where that says nothing. Raises DataError for others."""
    kinds, suffix = kinds_for(preparation), path.suffix.lower()
    if suffix == ".txt" and "text" not in kinds and "table" in kinds:
        return "table"
    found = next((kind for kind, suffixes in SUFFIXES.items() if suffix in suffixes), kinds[0])
    if found not in kinds:
        raise DataError(_not_taken(shown(path), _word(found), preparation), "")
    return found


def given_array(found: Any, preparation: Preparation, habits: Habits) -> Iterator[Given]:
    """The samples of an array, one or a batch of them. What is no such array is among them as an error."""
    name = tr("the array")
    try:
        yield from _in_array(name, arrays.of_array(np.asarray(found), name, preparation, habits), preparation)
    except DataError as error:
        yield Given(name, error=_sentences(error))


def _of_array(name: str, path: Path, preparation: Preparation, habits: Habits) -> Iterator[Given]:
    return _in_array(name, arrays.array(path, preparation, habits), preparation)


def _in_array(name: str, found: tuple[Tensor, bool], preparation: Preparation) -> Iterator[Given]:
    samples, is_batch = found
    for at, sample in enumerate(samples):
        own = f"{name}:{at}" if is_batch else name
        wrong = arrays.odd(sample, preparation)
        yield Given(own, error=_of_one(own, wrong)) if wrong else Given(own, sample)


def _of_table(name: str, path: Path, preparation: Preparation, habits: Habits) -> Iterator[Given]:
    found = rows.table(path, preparation, habits)
    for at, (number, sample) in enumerate(zip(found.rows, found.samples, strict=True)):
        own = f"{name}:{number}"
        wrong = found.wrong.get(at)
        yield Given(own, error=_of_one(own, wrong)) if wrong else Given(own, sample)
    if found.whole:
        yield Given(name, error=_of_one(name, found.whole))


def _of_texts(name: str, path: Path, preparation: Preparation, habits: Habits) -> Iterator[Given]:
    found, numbers = texts.texts_in(path, habits)
    samples = texts.tokens([text or "" for text in found], preparation)
    for text, number, sample in zip(found, numbers, samples, strict=True):
        own = f"{name}:{number}"
        yield Given(own, sample) if text else Given(own, error=_of_one(own, tr("There is no text. Type some words.")))


def _of_one(name: str, wrong: str) -> str:
    """What is wrong with one of several samples, told with its place."""
    return tr("“{place}”: {reason}", place=shown(name), reason=wrong)


def _sentences(error: DataError) -> str:
    return paragraph(error.message, error.remedy)


def _not_taken(name: str, what: str, preparation: Preparation) -> str:
    """That something is of no kind that the network takes; `what` says what it is."""
    taken = listed(_wanted(kind) for kind in kinds_for(preparation))
    return tr("“{name}” is {kind}, but this network takes {taken}. Give it one of these.",
              name=shortened(name), kind=what, taken=taken)  # fmt: skip


def _word(kind: Kind) -> str:
    return {
        "picture": tr("a picture"), "recording": tr("a recording"), "table": tr("a table"), "array": tr("an array"),
        "text": tr("a text"),
    }[kind]  # fmt: skip


def _wanted(kind: Kind) -> str:
    return {
        "picture": tr("pictures"), "recording": tr("recordings"), "table": tr("tables with its columns"),
        "array": tr("arrays (NPY)"), "text": tr("texts"),
    }[kind]  # fmt: skip
