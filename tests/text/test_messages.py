"""Texts with their arguments: in English, in another language, and told again when the language changes."""

from __future__ import annotations

import copy
import gettext
import pickle

import pytest

from studio.text import in_language, language, listed, ntr, tr


class Shouting(gettext.NullTranslations):
    """A language that is English in capitals, placeholders left alone, with one plural form."""

    def gettext(self, message: str) -> str:
        return {"{count} layer": "{count} LAYER", "Add {name}.": "ADD {name}.", "it": "IT"}.get(message, message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return self.gettext(singular)


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
