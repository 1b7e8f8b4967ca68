"""Constants of modules follow a change of the language, wherever texts stand in them."""

from __future__ import annotations

import gettext
import sys
from dataclasses import dataclass
from types import MappingProxyType, ModuleType
from typing import NamedTuple

import pytest

from studio.text import Text, language, tr
from studio.text.retelling import retell_constants


class Capitals(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper()


class Pair(NamedTuple):
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Declared:
    title: str
    size: int


def declared(title: str = tr("by default"), *, words: str = tr("named")) -> str:
    return title + words


class Shown:
    TITLE = tr("of a class")


class Otherwise(NamedTuple):
    title: str = tr("unless told")


@dataclass(frozen=True)
class Made:
    title: str = tr("unless made")


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of a package of its own, in which texts stand in many ways."""
    made = ModuleType("told_anew.module")
    for kind in (Shown, Declared, Otherwise, Made):
        monkeypatch.setattr(kind, "__module__", made.__name__)
    vars(made).update(
        ALONE=tr("alone"), PLAIN="plain", PAIR=Pair("a", tr("title")), NESTED=((tr("inner"), 1), "word"),
        LIST=[tr("one"), "two"], BY_NAME={"a": tr("first"), "b": {"c": tr("second")}}, BY_WORD={tr("key"): 1},
        VIEW=MappingProxyType({"a": tr("seen")}), DECLARED=Declared(tr("declared"), 3), act=declared, Shown=Shown,
        Otherwise=Otherwise, Made=Made,
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, made.__name__, made)
    monkeypatch.setattr(language, "_catalogue", Capitals())
    return made


def test_texts_are_told_wherever_they_stand(module: ModuleType) -> None:
    by_name, inner, listed, one = module.BY_NAME, module.BY_NAME["b"], module.LIST, module.DECLARED
    retell_constants("told_anew")
    assert ("ALONE", "plain", Pair("a", "TITLE")) == (module.ALONE, module.PLAIN, module.PAIR)
    assert isinstance(module.PAIR, Pair)
    assert (module.NESTED, module.LIST) == ((("INNER", 1), "word"), ["ONE", "two"])
    assert (module.BY_NAME, module.BY_WORD) == ({"a": "FIRST", "b": {"c": "SECOND"}}, {"KEY": 1})
    assert (module.VIEW["a"], module.DECLARED, module.Shown.TITLE) == ("SEEN", Declared("DECLARED", 3), "OF A CLASS")
    assert module.act() == "BY DEFAULTNAMED"
    assert (module.Otherwise().title, module.Made().title) == ("UNLESS TOLD", "UNLESS MADE")
    assert (module.BY_NAME is by_name, by_name["b"] is inner, module.LIST is listed, module.DECLARED is one) == (
        True, True, True, True,
    )  # fmt: skip


def test_they_come_back(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    retell_constants("told_anew")
    monkeypatch.setattr(language, "_catalogue", gettext.NullTranslations())
    retell_constants("told_anew")
    assert (module.ALONE, module.PAIR.title, module.act()) == ("alone", "title", "by defaultnamed")
    assert isinstance(module.ALONE, Text)


def test_what_holds_no_text_stays_the_same_object(module: ModuleType) -> None:
    module.KEPT = kept = (1, ("a", 2))
    module.ROUND = loop = [1]
    loop.append(loop)
    retell_constants("told_anew")
    assert module.KEPT is kept
    assert module.ROUND is loop
