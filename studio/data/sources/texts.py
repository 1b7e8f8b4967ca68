"""Texts with classes: in folders of text files, or in tables."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from studio.data.config.texts import TextFolder, TextTable, Tokenized
from studio.data.folders.existing import existing_folder, folders_stamp
from studio.data.samples import Check, Description, Reading, carry_on, count_classes
from studio.data.sources.source import Source, register
from studio.data.texts.looking import holds_texts
from studio.data.texts.tokenizer import Tokenizer
from studio.text import tr

if TYPE_CHECKING:
    from studio.data.texts.found import Texts


@register(TextFolder)
class TextFolderSource(Source[TextFolder]):
    """Text files, in the splits that their folders make, else in one."""

    def describe(self, config: TextFolder, check: Check = carry_on) -> Description:
        return _described(config, self._texts(config, check))

    def read(self, config: TextFolder, check: Check = carry_on) -> Reading:
        return _reading(self._texts(config, check))

    def stamp(self, config: TextFolder) -> Hashable:
        """Changes when a text is added, removed or changed."""
        from studio.data.texts.folders import list_texts, stamps

        return stamps(list_texts(config))

    def glance(self, config: TextFolder) -> Hashable:
        """Changes when a text is added or removed."""
        return folders_stamp(existing_folder(config.path, tr("texts")))

    def files(self, config: TextFolder) -> Mapping[str, Hashable]:
        """Every text."""
        from studio.data.texts.folders import list_texts, stamps

        return {stamp[0]: stamp for stamp in stamps(list_texts(config))}

    def place(self, path: Path) -> Path | None:
        """A folder with texts and no pictures in its folders."""
        return path if path.is_dir() and holds_texts(path) else None

    def _texts(self, config: TextFolder, check: Check) -> Texts:
        from studio.data.texts.folders import texts_of

        return texts_of(config, check)


@register(TextTable)
class TextTableSource(Source[TextTable]):
    """Texts of a table, in one split."""

    def describe(self, config: TextTable, check: Check = carry_on) -> Description:
        return _described(config, self._texts(config))

    def read(self, config: TextTable, check: Check = carry_on) -> Reading:
        return _reading(self._texts(config))

    def stamp(self, config: TextTable) -> Hashable:
        """Changes when the file does."""
        from studio.data.texts.tables import stamp

        return stamp(config)

    def files(self, config: TextTable) -> Mapping[str, Hashable]:
        """The file."""
        from studio.data.texts.tables import stamp

        found = stamp(config)
        return {found[0]: found}

    def _texts(self, config: TextTable) -> Texts:
        from studio.data.texts.tables import texts_of

        return texts_of(config)


def _described(config: Tokenized, texts: Texts) -> Description:
    return Description(
        texts.classes,
        (config.length,),
        {split: len(samples) for split, samples in texts.samples.items()},
        {split: count_classes(each.groups.tolist(), texts.classes) for split, each in texts.samples.items()},
        vocabulary=config.vocabulary,
        left_out=texts.left_out,
        notes=texts.notes,
        tokenizer=Tokenizer(
            tokens=config.tokens, lower=config.lower, length=config.length, most=config.vocabulary
        ),
    )  # fmt: skip


def _reading(texts: Texts) -> Reading:
    parts = texts.samples
    return Reading(texts.classes, parts["train"], parts.get("validation"), parts.get("test"), texts.left_out)
