"""Texts with their arguments: in English, in another language, and told again when the language changes."""

from __future__ import annotations

import copy
import gettext
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio import paths
from studio.text import in_language, language, listed, ntr, tr


class Shouting(gettext.NullTranslations):
    """A language that is English in capitals, placeholders left alone, with one plural form."""

    def gettext(self, message: str) -> str:
        return {"{count} layer": "{count} LAYER", "Add {name}.": "ADD {name}.", "it": "IT"}.get(message, message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return self.gettext(singular)


def test_words_of_files_do_not_steer_what_shows_a_sentence() -> None:
    name = "a\x1b[31m\x07\x9b2J\u202egpj.exe\u2066"
    assert tr("“{name}” is missing.", name=name) == "“a\\x1b[31m\\x07\\x9b2J\\u202egpj.exe\\u2066” is missing."
    assert tr("{code}", code="if x:\n\ty = “é”, 👩‍🔬") == "if x:\n\ty = “é”, 👩‍🔬"


def test_arguments_stand_where_their_names_are() -> None:
    assert tr("“{name}” gives {shape}.", name="{conv}", shape=(1, 2)) == "“{conv}” gives (1, 2)."
    assert tr("Braces { stay } without arguments") == "Braces { stay } without arguments"


@pytest.mark.parametrize(("count", "text"), [(0, "0 layers"), (1, "1 layer"), (2, "2 layers")])
def test_a_count_chooses_the_form(count: int, text: str) -> None:
    assert ntr("{count} layer", "{count} layers", count) == text


def test_lists_end_with_a_word() -> None:
    assert [listed("abc"[:size]) for size in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert listed("abc", last="or") == "a, b or c"


def test_a_text_is_told_again_in_another_language(monkeypatch: pytest.MonkeyPatch) -> None:
    english = tr("Add {name}.", name=tr("it"))
    layers = ntr("{count} layer", "{count} layers", 2)
    monkeypatch.setattr(language, "_catalogue", Shouting())
    assert (in_language(english), in_language(layers)) == ("ADD IT.", "2 LAYER")
    assert in_language("conv1") == "conv1"


def test_texts_pickle_and_copy_with_their_message() -> None:
    text = ntr("{count} layer", "{count} layers", 2)
    for twin in (pickle.loads(pickle.dumps(text)), copy.deepcopy(text)):
        assert (twin, twin.message, twin.plural) == ("2 layers", "{count} layer", "{count} layers")


def test_an_unknown_language_leaves_english() -> None:
    assert not language.use("xx")
    assert (language.current(), tr("Add {name}.", name="it")) == ("en", "Add it.")
    assert language.use("en")


def spoken(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> bool:
    """Whether a language is spoken, of which this is the file."""
    (folder / "translations").mkdir()
    (folder / "translations/xx.po").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(paths, "RESOURCES", folder)
    return language.use("xx")


@pytest.fixture
def english() -> Iterator[None]:
    yield
    language.use("en")


HEADER = ('msgid ""', 'msgstr "Content-Type: text/plain; charset=utf-8\\n"', "")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("said", ["{title} fehlt", "{} fehlt", "{name.nothing} fehlt", "{name", "fehlt {0}"])
def test_a_translation_with_wrong_placeholders_leaves_english(
    said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert spoken(tmp_path, monkeypatch, *HEADER, 'msgid "{name} is missing"', f'msgstr "{said}"')
    assert tr("{name} is missing", name="conv") == "conv is missing"


@pytest.mark.usefixtures("english")
def test_one_file_is_a_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plural = "Plural-Forms: nplurals=1; plural=0;"
    header = ('msgid ""', f'msgstr "Content-Type: text/plain; charset=utf-8\\n{plural}\\n"', "")
    layers = ('msgid "{count} layer"', 'msgid_plural "{count} layers"', 'msgstr[0] "{count} 层"', "")
    assert spoken(tmp_path, monkeypatch, *header, *layers, 'msgid "Add {name}."', 'msgstr "添加 {name}。"')
    assert "xx" in language.known()
    assert (tr("Add {name}.", name="conv"), tr("Not in it")) == ("添加 conv。", "Not in it")
    assert [ntr("{count} layer", "{count} layers", count) for count in (1, 2)] == ["1 层", "2 层"]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "text", ["msgid", 'msgid "a"\nmsgstr', "\0", 'msgid ""\nmsgstr "Plural-Forms: nplurals=x; plural=y"']
)
def test_a_damaged_file_of_texts_ends_no_program(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken(tmp_path, monkeypatch, text)
    assert tr("Add {name}.", name="it") == "Add it."
