"""Damaged project files, by the hundred: each opens or is refused with a sentence, and what opens can be used."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from studio.compiler.analysis import analyse
from studio.graph import topology
from studio.project.file import ProjectError, dumps, load, loads
from studio.project.templates import templates

COUNT = 500
BATCHES = 10
SOURCES = [template.path.read_text(encoding="utf-8") for template in templates()]
VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2**31, 10**80, 0.5, -1e308, 1e-320, "", "x", "conv1", "relu1:1", "digits", "\x00", "ﬁ",
    [], [0], [None, None], ["input"], [[1, 2], 3], {}, {"kind": "SGD"}, {"layer": "ReLU"}, {"a": {"b": []}},
]  # fmt: skip
TOKENS = ['"', "{", "}", "[", "]", ",", ":", "null", "NaN", "-", "1e999", "\\u0000", "\\ud800", "\n", "0" * 400, "é"]


def flip_bytes(text: str, chance: random.Random) -> bytes:
    content = bytearray(text.encode())
    for _ in range(chance.randint(1, 6)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def cut_off(text: str, chance: random.Random) -> bytes:
    return text.encode()[: chance.randrange(len(text))]


def cut_out(text: str, chance: random.Random) -> bytes:
    start = chance.randrange(len(text))
    return (text[:start] + text[start + chance.randint(1, 40) :]).encode()


def put_in_token(text: str, chance: random.Random) -> bytes:
    place = chance.randrange(len(text))
    return (text[:place] + chance.choice(TOKENS) + text[place:]).encode()


def swap_lines(text: str, chance: random.Random) -> bytes:
    lines = text.splitlines()
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines).encode()


def swap_words(text: str, chance: random.Random) -> bytes:
    words = [word for word in text.replace('"', " ").split() if word.isidentifier()]
    one, other = chance.sample(words, 2)
    return text.replace(f'"{one}"', f'"{other}"', chance.randint(1, 3)).encode()


def change_values(text: str, chance: random.Random) -> bytes:
    """Well-formed JSON with other values, missing or additional entries, anywhere in the tree."""
    tree = json.loads(text)
    for _ in range(chance.randint(1, 3)):
        _change_one(tree, chance)
    return json.dumps(tree).encode()


def _change_one(tree: Any, chance: random.Random) -> None:
    where = tree
    while True:
        keys = list(where) if isinstance(where, dict) else list(range(len(where)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(where[key], dict | list) and where[key] and chance.random() < 0.8:
            where = where[key]
            continue
        action = chance.random()
        if action < 0.2:
            del where[key]
        elif action < 0.4 and isinstance(where, dict):
            where[chance.choice(["x", "1", "layer", "epochs", "train", "betas"])] = deepcopy(chance.choice(VALUES))
        else:
            where[key] = deepcopy(chance.choice(VALUES))
        return


MUTATIONS: list[Callable[[str, random.Random], bytes]] = [
    flip_bytes, cut_off, cut_out, put_in_token, swap_lines, swap_words, change_values, change_values, change_values,
]  # fmt: skip


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_damaged_file_opens_or_is_refused_with_a_sentence(batch: int, tmp_path: Path) -> None:
    for number in range(COUNT // BATCHES):
        chance = random.Random(1_000 * batch + number)
        path = tmp_path / f"{number}.nns"
        path.write_bytes(chance.choice(MUTATIONS)(chance.choice(SOURCES), chance))
        try:
            project = load(path)
        except ProjectError as refusal:
            message, remedy = refusal.message, refusal.remedy
            assert message.startswith(f"“{path.name}” cannot be opened. ")
            assert message.endswith((".", "}"))
            assert len(message + remedy) < 1_000
        else:
            topology.check(project.graph)
            assert loads(dumps(project)) == project
            assert all(problem.message for problem in analyse(project.graph).problems)


def test_some_damage_is_survived_and_most_is_noticed() -> None:
    """The mutations reach both outcomes; otherwise they would test nothing."""
    opened = refused = 0
    for number in range(COUNT):
        chance = random.Random(number)
        content = chance.choice(MUTATIONS)(chance.choice(SOURCES), chance)
        try:
            loads(content.decode())
            opened += 1
        except (ProjectError, UnicodeDecodeError):
            refused += 1
    assert opened > COUNT / 10
    assert refused > COUNT / 10
