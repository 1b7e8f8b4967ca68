"""Texts whose class is the folder they lie in, by themselves or in train, validation and test folders."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.data.config.texts import TextFolder
from studio.data.errors import DataError
from studio.data.folders.existing import FileStamp, existing_folder
from studio.data.folders.splits import split_folders
from studio.data.folders.walk import Entry, Walk
from studio.data.left_out import LeftOut, LeftOuts, sentences
from studio.data.memory import check_memory
from studio.data.origins import Origins
from studio.data.regular_files import UnreadableError, shown
from studio.data.samples import Check, Samples, carry_on
from studio.data.texts.files import read_text, reason_of, told
from studio.data.texts.found import Texts, samples_of
from studio.text import listed, ntr, paragraph, tr

SUFFIX = ".txt"

TIMES_BYTES = 4
"""Bytes in memory for each byte of a file, at most."""

Files = dict[str, list[Entry]]
"""The files of each class by its name."""

_latest: tuple[Hashable, Texts] | None = None


@dataclass(frozen=True)
class Listing:
    """The files of each split, with what was left out."""

    root: Path
    splits: Mapping[str, Files]
    left_out: tuple[LeftOut, ...]

    @property
    def entries(self) -> Iterator[Entry]:
        """All files."""
        return (entry for files in self.splits.values() for entries in files.values() for entry in entries)


def list_texts(config: TextFolder, check: Check = carry_on) -> Listing:
    """Every text file in class folders, without opening any. Raises DataError where there are not two classes."""
    walk = Walk(existing_folder(config.path, tr("texts")), check)
    found = split_folders(walk, walk.root)
    if "train" not in found or not any(entry.kind == "folder" for entry in walk.look(found["train"])):
        found = {}
    for entry in walk.entries(walk.root) if found else []:
        if entry.path not in found.values():
            _note(walk, entry)
    splits = {split: _classes(walk, folder) for split, folder in (found or {"train": walk.root}).items()}
    classes = splits["train"]
    if len(classes) < 2:
        raise _too_few(found.get("train", walk.root), list(classes), walk.left_out.found())
    for split, files in splits.items():
        unknown = [name for name in files if name not in classes]
        if unknown:
            raise DataError(
                tr("“{folder}” has a class “{name}”, which does not occur in training.",
                   folder=shown(found[split]), name=unknown[0]),
                tr("Give the folder the name of a training class, or move it away."),
            )  # fmt: skip
    return Listing(walk.root, splits, walk.left_out.found())


def stamps(listing: Listing) -> tuple[FileStamp, ...]:
    """What changes when a file does."""
    return tuple(entry.stamp for entry in listing.entries)


def texts_of(config: TextFolder, check: Check = carry_on) -> Texts:
    """All texts; what was read last is kept at hand while the files stay. Raises DataError."""
    global _latest
    listing = list_texts(config, check)
    key = (config.path, config.encoding, listing.left_out, stamps(listing))
    latest = _latest
    if latest is None or latest[0] != key:
        _latest = latest = key, _read(listing, config.encoding, check)
    return latest[1]


def _read(listing: Listing, encoding: str, check: Check) -> Texts:
    size = sum(entry.stamp[2] for entry in listing.entries)
    check_memory(size * TIMES_BYTES, tr("To read these texts"), tr("Choose a folder with fewer texts."))
    classes, odd, codecs = tuple(listing.splits["train"]), LeftOuts(), Counter[str]()
    samples: dict[str, Samples] = {}
    for split, files in listing.splits.items():
        texts: list[str] = []
        labels: list[int] = []
        paths: list[Path] = []
        for name, entries in files.items():
            found = list(_texts(entries, listing.root, encoding, odd, codecs, check))
            if not found and split == "train":
                raise DataError(
                    paragraph(tr("The class “{name}” has no text.", name=name), *sentences(odd.found())),
                    tr("Put texts into its folder, or remove it."),
                )
            texts += [text for text, _ in found]
            paths += [path for _, path in found]
            labels += [classes.index(name)] * len(found)
        if not texts:
            raise DataError(
                tr("The split {split} has no text.", split=split), tr("Put texts into its folders, or remove it.")
            )
        samples[split] = samples_of(texts, labels, Origins.of_files(paths))
    return Texts(classes, samples, (*listing.left_out, *odd.found()), tuple(told(codecs)))


def _texts(
    entries: Sequence[Entry], root: Path, encoding: str, odd: LeftOuts, codecs: Counter[str], check: Check
) -> Iterator[tuple[str, Path]]:
    """The texts of these files, with their paths; what is none is noted."""
    for entry in entries:
        check()
        name = shown(entry.path.relative_to(root))
        try:
            text, codec = read_text(entry.path, encoding)
        except (UnreadableError, DataError) as error:
            odd.add("no_text", f"{name} ({reason_of(error)})")
            continue
        if not text.strip():
            odd.add("empty_text", name)
            continue
        codecs[codec] += 1
        yield text, entry.path


def _classes(walk: Walk, folder: Path) -> Files:
    """The files in the class folders of a folder, class by class; a folder without any is noted."""
    found: Files = {}
    for entry in walk.entries(folder):
        if entry.kind != "folder":
            _note(walk, entry)
            continue
        files = []
        for each in sorted(walk.files_below(entry.path), key=lambda file: file.path):
            if each.path.suffix.lower() == SUFFIX:
                files.append(each)
            else:
                walk.note("suffix", each.path, shown(each.path.suffix.lower()))
        if files:
            found.setdefault(unicodedata.normalize("NFC", shown(entry.path.name)), []).extend(files)
        else:
            walk.note("no_texts", entry.path)
    return dict(sorted(found.items()))


def _note(walk: Walk, entry: Entry) -> None:
    """Note what lies where class folders are looked for."""
    if entry.kind == "folder":
        walk.note("beside", entry.path)
    elif entry.path.suffix.lower() == SUFFIX:
        walk.note("loose_text", entry.path)
    else:
        walk.note("suffix", entry.path, shown(entry.path.suffix.lower()))


def _too_few(folder: Path, names: Sequence[str], left_out: tuple[LeftOut, ...]) -> DataError:
    message = tr("“{folder}” has no folders with texts.", folder=shown(folder))
    if names:
        message = ntr(
            "“{folder}” has texts in {count} class folder, {names}, but there must be two classes to tell apart.",
            "“{folder}” has texts in {count} class folders, {names}, but there must be two classes to tell apart.",
            len(names), folder=shown(folder), names=listed(f"“{name}”" for name in names),
        )  # fmt: skip
    return DataError(
        paragraph(message, *sentences(left_out)),
        tr("Arrange the texts in one folder for each class: good/1.txt, bad/1.txt."),
    )
