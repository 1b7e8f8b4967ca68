"""A person's own words on a run: a title, tags, a note, a star. They change nothing of what was trained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from studio.files import cause
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs.layout import NOTES
from studio.training.runs.records import check_is_run, damaged, read_record, write_record

LONGEST = {"title": 200, "tag": 60, "note": 20_000}
"""Characters."""

MOST_TAGS = 50
LARGEST = 2**20
"""Bytes of the file."""


@dataclass(frozen=True)
class Notes:
    """What a person says of a run."""

    title: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    star: bool = False

    @classmethod
    def from_json(cls, values: Any) -> Self:
        """Those among JSON values, as far as they are of their kinds. Raises ValueError for what is no object."""
        if not isinstance(values, dict):
            raise ValueError("not the notes of a run")
        tags = values.get("tags")
        return cls(
            title=_text(values.get("title")),
            tags=tuple(map(_text, filter(None, tags))) if isinstance(tags, list) else (),
            note=_text(values.get("note")),
            star=values.get("star") is True,
        )


def read_notes(run: Path) -> Notes:
    """A person's words on the run in a folder. Raises TrainingError where they are damaged."""
    return Notes.from_json(_written(run))


def notes_for_lists(run: Path) -> Notes:
    """The same, none where they are damaged: a run is not worse for that."""
    try:
        return read_notes(run)
    except (TrainingError, OSError):
        return Notes()


def title_of(run: Path) -> str:
    """What a run is called: as a person has named it, else as its folder is."""
    return notes_for_lists(run).title or run.name


def annotate(
    run: Path,
    *,
    title: str | None = None,
    tags: Iterable[str] | None = None,
    note: str | None = None,
    star: bool | None = None,
) -> Notes:
    """Change those of a person's words on a run that are given, and keep all others; also while it is trained.

    Raises TrainingError where they are too long, where there is no run, or where they cannot be read or written.
    """
    check_is_run(run)
    try:
        written = _written(run)
    except TrainingError as error:
        raise TrainingError(error.message, tr("Correct that file or remove it; nothing was changed.")) from None
    notes = Notes.from_json(written)
    notes = replace(
        notes,
        title=notes.title if title is None else _checked("title", " ".join(title.split())),
        tags=notes.tags if tags is None else _tags(tags),
        note=notes.note if note is None else _checked("note", note.strip()),
        star=notes.star if star is None else star,
    )
    try:
        write_record(run / NOTES, {**written, **asdict(notes)})
    except (OSError, ValueError) as error:
        raise TrainingError(
            tr("What you say of the run “{run}” cannot be kept: {reason}.", run=run.name, reason=cause(error)),
            tr("Free some space, or allow writing in its folder “{folder}”.", folder=run),
        ) from None
    return notes


def _written(run: Path) -> dict[str, Any]:
    """All that is in the file, also what another version put there. Raises TrainingError."""
    path = run / NOTES
    if not path.exists():
        return {}
    if path.stat().st_size > LARGEST:
        raise damaged(path, tr("it is too large for the notes on a run"))
    return read_record(path)


def _tags(given: Iterable[str]) -> tuple[str, ...]:
    tags = tuple(dict.fromkeys(filter(None, (" ".join(_checked("tag", tag).split()) for tag in given))))
    if len(tags) > MOST_TAGS:
        raise TrainingError(
            tr("A run can have {most} tags, not {count}.", most=MOST_TAGS, count=len(tags)), tr("Leave some out.")
        )
    return tags


def _checked(what: str, text: str) -> str:
    if len(text) <= LONGEST[what]:
        return text
    names = {"title": tr("title"), "tag": tr("tag"), "note": tr("note")}
    raise TrainingError(
        tr("The {what} has {count} characters.", what=names[what], count=f"{len(text):,}"),
        tr("At most {most} are kept.", most=f"{LONGEST[what]:,}"),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
