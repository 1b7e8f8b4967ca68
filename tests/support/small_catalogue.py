"""A few messages in Chinese, for what any language does: a catalogue as people write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from studio import paths
from studio.text import choice, language

HEADER = r'msgid ""' + "\n" + r'msgstr "Content-Type: text/plain; charset=utf-8\nPlural-Forms: nplurals=1; plural=0;\n"'


def write_catalogue(folder: Path, code: str, messages: Mapping[str, str]) -> None:
    """Put a language into a folder of catalogues."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = [f'msgid "{message}"\nmsgstr "{told}"' for message, told in messages.items()]
    (folder / f"{code}.po").write_text("\n\n".join((HEADER, *entries, "")), encoding="utf-8")


@contextmanager
def known_languages(resources: Path, **messages: Mapping[str, str]) -> Iterator[Path]:
    """These are the languages beside English while this lasts; at its end English is spoken. Gives their folder.

    `resources` is a folder that is not there yet, of which all but the catalogues is the shipped one.
    """
    resources.mkdir()
    for shipped in paths.RESOURCES.iterdir():
        if shipped != paths.translations():
            (resources / shipped.name).symlink_to(shipped.resolve())
    folder = resources / "translations"
    for code, told in messages.items():
        write_catalogue(folder, code, told)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "RESOURCES", resources)
        patch.setenv(choice.VARIABLE, "")
        yield folder
    language.use(language.SOURCE)
