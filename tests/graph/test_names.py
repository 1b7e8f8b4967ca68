"""What nodes may be called."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch import fx, nn

from studio.graph import EditError
from studio.graph.names import LONGEST, RESERVED, check_name, unique_name, unique_names


def attributes_of_modules() -> set[str]:
    root = nn.Module()
    root.add_module("step", nn.Identity())
    calls = fx.Graph()
    calls.output(calls.call_module("step", (calls.placeholder("x"),)))
    network = fx.GraphModule(root, calls)
    return {name for name in (*dir(network), *dir(nn.Module())) if not name.startswith("_")} - {"step"}


def test_no_node_can_hide_an_attribute_of_its_module() -> None:
    assert attributes_of_modules() - RESERVED == set()


@pytest.mark.parametrize("name", ["conv1", "größe", "Block_2", "x" * LONGEST, "ворота"])
def test_identifiers_are_names(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    "name", ["", "1st", "a b", "a.b", "a-b", "class", "None", "train", "forward", "_hidden", "ﬁt", "x" * (LONGEST + 1)]
)
def test_what_cannot_be_a_name_is_refused_with_a_remedy(name: str) -> None:
    with pytest.raises(EditError) as refusal:
        check_name(name)
    assert refusal.value.message
    assert refusal.value.remedy


def test_a_taken_name_is_refused() -> None:
    with pytest.raises(EditError, match="already a node called “conv1”"):
        check_name("conv1", {"conv1"})


@pytest.mark.parametrize(
    ("stem", "taken", "expected"),
    [
        ("conv", [], "conv"),
        ("conv", ["conv"], "conv1"),
        ("conv1", ["conv1"], "conv2"),
        ("conv9", ["conv9"], "conv10"),
        ("conv1", ["conv1", "conv2"], "conv3"),
        ("train", [], "train1"),
        ("x" * LONGEST, ["x" * LONGEST], "x" * (LONGEST - 8) + "1"),
        ("12", [], "node13"),
        ("_hidden", [], "node1"),
    ],
)
def test_a_fresh_name_counts_on(stem: str, taken: list[str], expected: str) -> None:
    assert unique_name(stem, taken) == expected


@given(st.text(max_size=80), st.lists(st.text(max_size=8)))
def test_a_fresh_name_is_always_free_and_allowed(stem: str, taken: list[str]) -> None:
    check_name(unique_name(stem, {stem, *taken}), {stem, *taken})


FEW = st.from_regex(r"(conv|class|x_)0?[0-5]?", fullmatch=True)


@given(st.lists(FEW, unique=True), st.sets(FEW))
def test_many_names_at_once_are_those_that_one_after_the_other_gives(stems: list[str], taken: set[str]) -> None:
    expected: dict[str, str] = {}
    for stem in stems:
        expected[stem] = unique_name(stem, taken | set(expected.values()))
    assert unique_names(stems, taken) == expected


def test_words_of_the_language_cannot_become_names() -> None:
    assert all(unique_name(word, ()) != word for word in keyword.kwlist)
