"""The catalogue of messages: complete, of sentences that can be translated, and of languages that keep placeholders."""

from __future__ import annotations

import re
import string
from collections import Counter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from pseudo import ROOT, extracted

from studio.text import language

TEMPLATE = ROOT / "resources/translations/studio.pot"
UPDATE = (
    "pybabel extract --mapping pyproject.toml --no-location --sort-output --no-wrap --omit-header "
    "--output resources/translations/studio.pot ."
)


def names(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def has_braces_of_its_own(message: str) -> bool:
    """Whether braces in it stand for themselves, as they do in messages without arguments."""
    return re.sub(r"\{\w+\}", "", message).count("{") > 0


def test_the_kept_catalogue_has_just_the_messages_of_the_source() -> None:
    with TEMPLATE.open("rb") as file:
        kept = {message.id for message in read_po(file) if message.id}
    found = set(extracted())
    assert (found - kept, kept - found) == (set(), set()), f"bring it up to date with: {UPDATE}"


def test_no_message_stands_both_alone_and_with_a_plural() -> None:
    singular = Counter(each if isinstance(each, str) else each[0] for each in extracted())
    assert [message for message, count in singular.items() if count > 1] == []


def test_placeholders_are_words_that_a_translator_understands() -> None:
    messages = (message for each in extracted() for message in ((each,) if isinstance(each, str) else each))
    placed = [message for message in messages if not has_braces_of_its_own(message)]
    odd = {name for message in placed for name in names(message) if not re.fullmatch(r"[A-Za-z][a-z]*(_[a-z]+)*", name)}
    assert odd == set()


def test_both_forms_of_a_plural_name_the_same_but_for_the_count() -> None:
    pairs = [each for each in extracted() if not isinstance(each, str)]
    assert [
        pair for pair in pairs if names(pair[0]) - names(pair[1]) or names(pair[1]) - names(pair[0]) - {"count"}
    ] == []


OTHERS = [code for code in language.known() if code != language.SOURCE]


def read(code: str) -> Catalog:
    with (TEMPLATE.parent / f"{code}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.slow  # of what is built and shipped, not of every change of an English sentence
@pytest.mark.parametrize("code", OTHERS)
def test_every_message_has_a_translation_that_is_no_guess(code: str) -> None:
    found = read(code)
    told = {forms(message.id)[0] for message in found if message.id and all(forms(message.string)) and message.string}
    wanted = {each if isinstance(each, str) else each[0] for each in extracted()}
    assert sorted(wanted - told) == [], f"bring it up to date as studio/README.md tells, and translate these to {code}"
    assert [message.id for message in found if message.id and message.fuzzy] == []
    assert [message.id for message in found if len(forms(message.string)) not in (1, found.num_plurals)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_translations_keep_the_placeholders(code: str) -> None:
    for message in read(code):
        ids = forms(message.id)
        if has_braces_of_its_own("".join(ids)):
            continue
        for form in filter(None, forms(message.string)):
            assert names(form) <= set().union(*map(names, ids)), message.id
            assert names(form) >= set.intersection(*map(names, ids)) - {"count"}, message.id


@pytest.mark.parametrize("code", OTHERS)
def test_translations_keep_mnemonics_and_what_leads_to_a_dialog(code: str) -> None:
    """`&File` has a key, and `Open…` asks for more."""
    for message in read(code):
        if isinstance(message.id, str) and message.id and len(message.id) < 40:
            if re.match(r"&\w", message.id):
                assert re.search(r"&\w", str(message.string)), message.id
            if message.id.endswith("…"):
                assert str(message.string).endswith("…"), message.id
