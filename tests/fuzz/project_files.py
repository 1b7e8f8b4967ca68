"""Damaged and forged project files: each is used as the program uses it, and has to open or be refused in words.

    python tests/fuzz/project_files.py --cases 3000 --seed 0

Each case follows from its number alone; `--first` repeats one. What opens is examined, advised on with every remedy
applied, summed up, explained, written as source, saved and opened again. Nothing may trace back or take longer than
ten seconds. Some hundreds are in the suite (`tests/project/test_mutated_files.py`).
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

from studio.cli.explaining import of_project
from studio.cli.failures import CommandError
from studio.compiler.analysis import Analysis, analyse
from studio.compiler.module import CompileError
from studio.compiler.source import source
from studio.compiler.summary import summary
from studio.compiler.table import markdown, rows, separated
from studio.explanation.page import page
from studio.graph import EditError, topology
from studio.project import Project, diagnostics
from studio.project.file import ProjectError, dump_fragment, dumps, load, load_fragment, loads, save
from studio.project.templates import templates

SECONDS = 10.0
"""No step may take longer."""

LARGEST_SOURCE = 20_000
"""Templates of so many characters are damaged: larger ones only take longer."""

SOURCES = [template.path.read_text(encoding="utf-8") for template in templates()]
SMALL = [text for text in SOURCES if len(text) <= LARGEST_SOURCE]
VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2, 3, 7, 1000, 10**6, 2**31, 2**63, 10**12, 10**80, 0.5, -1e308, 1e-320, 1e300, "",
    "x", "conv1", "relu1:1", "relu1:99", "input", "digits", "same", "\x00", "ﬁ", "=1+1", "<b>x</b>", "a.b",
    "../../etc/passwd",
    "x" * 10_000, [], [0], [-1], [3, 3], [10**9, 10**9], [1] * 300, [None, None], ["input"], ["input"] * 3, [[1, 2], 3],
    {}, {"kind": "SGD"}, {"kind": "Adam", "lr": 1e300}, {"layer": "ReLU"}, {"a": {"b": []}},
    {"weight": {"kind": "Zeros"}},
    {"weight": {"kind": "Normal", "std": 1e6}}, {"out_features": "2 ** 900"}, {"bypassed": "not not x"},
]  # fmt: skip
KEYS = [
    "x", "1", "layer", "epochs", "train", "betas", "bypassed", "frozen", "bindings", "init", "draft", "params",
    "inputs", "name", "blocks", "repeat", "shared", "block", "position", "loss", "optimizer", "initialization",
    "batch_size", "seed", "extra",
]  # fmt: skip
LAYERS = ["Block", "Input", "Output", "Custom", "TorchModule", "Step", "Add", "LSTM", "Unflatten", "Embedding", "None"]
TOKENS = [
    '"', "{", "}", "[", "]", ",", ":", "null", "NaN", "Infinity", "-", "1e999", "\\u0000", "\\ud800", "\n", "0" * 400,
    "é", "[" * 5_000, '{"a":' * 5_000, "\ufeff", "\u202e", "//", "'",
]  # fmt: skip

Change = Callable[[str, random.Random], bytes]


def flip_bytes(text: str, chance: random.Random) -> bytes:
    """Some bytes are others."""
    content = bytearray(text.encode())
    for _ in range(chance.randint(1, 6)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def cut_off(text: str, chance: random.Random) -> bytes:
    """The end is missing."""
    return text.encode()[: chance.randrange(len(text))]


def cut_out(text: str, chance: random.Random) -> bytes:
    """A piece is missing."""
    start = chance.randrange(len(text))
    return (text[:start] + text[start + chance.randint(1, 40) :]).encode()


def put_in_token(text: str, chance: random.Random) -> bytes:
    """Something stands where it should not."""
    place = chance.randrange(len(text))
    return (text[:place] + chance.choice(TOKENS) + text[place:]).encode()


def swap_lines(text: str, chance: random.Random) -> bytes:
    """Two lines have changed places."""
    lines = text.splitlines()
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines).encode()


def swap_words(text: str, chance: random.Random) -> bytes:
    """A word stands for another."""
    words = [word for word in text.replace('"', " ").split() if word.isidentifier()]
    one, other = chance.sample(words, 2)
    return text.replace(f'"{one}"', f'"{other}"', chance.randint(1, 3)).encode()


def change_values(text: str, chance: random.Random) -> bytes:
    """Well-formed JSON with other values, missing or additional entries, anywhere in the tree."""
    tree = json.loads(text)
    for _ in range(chance.randint(1, 3)):
        _change_one(tree, chance)
    return json.dumps(tree).encode()


def change_nodes(text: str, chance: random.Random) -> bytes:
    """Other layers, parameters, links and marks of some nodes; the rest stays as it can be read."""
    tree = json.loads(text)
    for _ in range(chance.randint(1, 4)):
        _, graph = chance.choice(list(_graphs(tree)))
        name = chance.choice(list(graph))
        node = graph[name]
        action = chance.randrange(6)
        if action == 0:
            node["layer"] = chance.choice([*LAYERS, chance.choice(list(graph.values()))["layer"]])
        elif action == 1 and node.get("params"):
            node["params"][chance.choice(list(node["params"]))] = deepcopy(chance.choice(VALUES))
        elif action == 2:
            node["inputs"] = [chance.choice([*graph, None]) for _ in range(chance.choice([0, 1, 1, 2, 3, 40]))]
        elif action == 3:
            node[chance.choice(["bypassed", "frozen", "draft", "bindings", "init"])] = deepcopy(chance.choice(VALUES))
        elif action == 4:
            graph[chance.choice(["ü", "a b", "1st", "class", "forward", "x" * 65, "new"])] = deepcopy(node)
        else:
            node["params"] = {}
    return json.dumps(tree).encode()


def put_into_blocks(text: str, chance: random.Random) -> bytes:
    """The network, or what may be, as blocks of blocks with copies in a row."""
    tree = json.loads(text)
    blocks = tree.setdefault("blocks", {})
    inner = {name: {key: node[key] for key in node if key != "position"} for name, node in tree["graph"].items()}
    blocks["Whole"] = {"graph": inner, "parameters": {"n": chance.choice([0, 1, 2, 3, True, 0.5])}}
    names = [*blocks, "Whole", "Missing"]
    for level in range(chance.randint(0, 6)):
        copies = {
            "block": chance.choice(names),
            "repeat": chance.choice([1, 2, 9, 1000]),
            "shared": chance.random() < 0.3,
        }
        first = next(name for name, node in inner.items() if node["layer"] == "Input")
        body = {"layer": "Block", "params": copies, "inputs": [first]}
        graph = {first: inner[first], "body": body, "output": {"layer": "Output", "params": {}, "inputs": ["body"]}}
        blocks[f"L{level}"] = {"graph": graph}
        names.append(f"L{level}")
    last = {"layer": "Block", "params": {"block": names[-1], "repeat": chance.choice([1, 3])}, "inputs": []}
    ends = [name for name, node in inner.items() if node["layer"] == "Input"]
    last["inputs"] = ends[: chance.choice([1, len(ends)])]
    tree["graph"] = {name: inner[name] for name in ends}
    tree["graph"] |= {"body": last, "output": {"layer": "Output", "params": {}, "inputs": ["body"]}}
    return json.dumps(tree).encode()


MUTATIONS: list[Change] = [
    flip_bytes, cut_off, cut_out, put_in_token, swap_lines, swap_words, change_values, change_values, change_values,
    change_nodes, change_nodes, change_nodes, put_into_blocks, put_into_blocks,
]  # fmt: skip


def mutated(number: int) -> tuple[str, bytes]:
    """The case of this number: what was done, and the file."""
    chance = random.Random(number)
    change = chance.choice(MUTATIONS)
    return change.__name__, change(chance.choice(SMALL), chance)


def use(path: Path) -> str:
    """Do with a file all that the program does; gives what came of it. Raises AssertionError for what is wrong."""
    try:
        project = load(path)
    except ProjectError as refusal:
        _check_refusal(path, refusal)
        return "refused"
    topology.check(project.graph)
    assert all(notice.message and notice.remedy for notice in project.notices)
    analysis = analyse(project.graph)
    _check_told(analysis)
    found = diagnostics.problems(project, analysis)
    assert all(problem.message and problem.message.strip() for problem in found)
    _put_right(project, analysis)
    json.dumps(summary(project.name, analysis))
    assert all((separated(rows(analysis)), markdown(rows(analysis))))
    _explain(project)
    with suppress(CompileError):
        compile(source(project.graph, project.name, analysis=analysis), "source", "exec")
    save(project, path)
    assert load(path) == project
    assert dumps(loads(dumps(project))) == dumps(project)
    load_fragment(dump_fragment(project.graph))
    return "errors" if analysis.errors else "runs"


def _check_refusal(path: Path, refusal: ProjectError) -> None:
    message, remedy = refusal.message, refusal.remedy
    assert message.startswith(f"“{path.name}” cannot be opened. "), message
    assert message.endswith((".", "}")), message
    assert len(message + remedy) < 1_000, message


def _check_told(analysis: Analysis) -> None:
    for problem in analysis.problems:
        assert problem.message.strip(), problem
        assert len(problem.message) < 2_000, problem.message[:300]
        assert "Traceback" not in problem.message, problem.message


def _put_right(project: Project, analysis: Analysis) -> None:
    """Apply every remedy that is offered, each by itself."""
    for group in diagnostics.together(diagnostics.problems(project, analysis)):
        assert diagnostics.message(group)
        if diagnostics.title(project, *group):
            with suppress(EditError):
                analyse(diagnostics.remedy(project, *group).graph, analysis)


def _explain(project: Project) -> None:
    """The help page of each node, and how the network is trained."""
    for name in (None, *list(project.graph)[:12]):
        with suppress(CommandError), redirect_stderr(io.StringIO()):
            assert page(of_project(project, name)).title


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
            where[chance.choice(KEYS)] = deepcopy(chance.choice(VALUES))
        else:
            where[key] = deepcopy(chance.choice(VALUES))
        return


def _graphs(tree: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "", tree["graph"]
    for name, block in tree.get("blocks", {}).items():
        yield name, block["graph"]


def main() -> None:
    """Use many files and tell which of them the program fails on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    results: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.first, given.first + given.cases):
            path = Path(folder) / "case.nns"
            change, content = mutated(given.seed * 1_000_000 + number)
            path.write_bytes(content)
            faulthandler.dump_traceback_later(60, exit=True)
            begun = time.process_time()
            try:
                outcome = use(path)
            except Exception as error:
                outcome = "FAILED"
                print(number, change, type(error).__name__, str(error)[:300])
                traceback.print_exc(limit=-4)
            taken = time.process_time() - begun
            faulthandler.cancel_dump_traceback_later()
            if taken > SECONDS:
                outcome = "FAILED"
                print(number, change, f"took {taken:.1f} s")
            results[outcome] += 1
            sys.stdout.flush()
    print(dict(results))
    raise SystemExit(bool(results["FAILED"]))


if __name__ == "__main__":
    main()
