"""Damaged and forged run folders: each is used as the program uses it, and has to be read right or refused in words.

By hand: `python tests/fuzz/run_folders.py 3000`. Some dozens are in the suite (`tests/training/test_damaged_runs.py`).
"""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from studio.compiler.export_error import ExportError
from studio.data import Toys
from studio.data.errors import DataError
from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.project import Project
from studio.project.errors import ProjectError
from studio.project.export import difference, is_another, subject_of
from studio.project.snapshots import snapshot as snapshot_of
from studio.training.config import TrainingConfig
from studio.training.errors import TrainingError
from studio.training.events import Event, RunFailed, RunFinished
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.runs.listing import listed_runs
from studio.training.runs.records import SEAL, digest, read_sealed, write_record, write_sealed
from studio.training.runs.state_file import read_state
from studio.training.snapshot import Snapshot

SLOWEST = 10.0
"""Seconds that nothing may take."""

ODD: list[Any] = [
    None, True, False, 0, -1, 1, 7, 2**31, 10**15, 10**80, 0.5, -1e308, 1e-320, float("nan"), float("inf"), "", "x",
    "0", "1e5", "../x", "/etc/passwd", "..", "\x00", "\ud800", "step-00000004.safetensors", "ﬁ", [], [0], [[[]]],
    ["a", "b"], {}, {"a": {"b": []}}, {"last": {}}, list(range(50)),
]  # fmt: skip
TOKENS = [b'"', b"{", b"}", b"[", b"]", b",", b":", b"null", b"NaN", b"1e999", b"\\ud800", b"\n", b"0" * 5000, b"\xff"]
DEEP = "[" * 100_000


def project(epochs: int) -> Project:
    """A network that is trained in a moment, with all that a state may hold."""
    chain = {
        "input": Node(layer("Input", shape=(2,))),
        "fc1": Node(layer("Linear", out_features=6), (Source("input"),)),
        "norm": Node(layer("BatchNorm1d"), (Source("fc1"),)),
        "relu": Node(layer("ReLU"), (Source("norm"),)),
        "drop": Node(layer("Dropout", p=0.1), (Source("relu"),)),
        "fc2": Node(layer("Linear", out_features=2), (Source("drop"),)),
        "output": Node(layer("Output"), (Source("fc2"),)),
    }
    training = TrainingConfig.create({"epochs": epochs, "device": "cpu", "batch_size": 32})
    return Project("Toys", Graph(chain), Toys(), training)


def snapshot(epochs: int) -> Snapshot:
    return snapshot_of(project(epochs))


def trained(folder: Path) -> None:
    """A run of two epochs in this folder."""
    assert isinstance(list(train(snapshot(2), None, Run.create(folder, snapshot(2))))[-1], RunFinished)


def gone_on(folder: Path) -> dict[str, torch.Tensor]:
    """The weights after an epoch more, of a copy."""
    copy = folder.with_name("reference")
    shutil.copytree(folder, copy)
    assert isinstance(list(train(snapshot(3), None, Run.open(copy)))[-1], RunFinished)
    return Run.open(copy).checkpoints.read("last").weights


# What is done to a folder. Each gives a word that tells it.


def mutate(folder: Path, chance: random.Random) -> str:
    """Damage a run in one of many ways."""
    if chance.random() < 0.4:
        make_older(folder)
    return chance.choice(MUTATIONS)(folder, chance)


def make_older(folder: Path) -> None:
    """Take away what tells of changes, as runs of earlier versions do not have it."""
    for name in ("network.json", "data.json"):
        (folder / name).unlink()
    write_record(folder / "config.json", read_sealed(folder / "config.json"))
    index = folder / "checkpoints" / "checkpoints.json"
    entries = read_sealed(index)
    for entry in entries.values():
        del entry["weights_digest"], entry["state_digest"]
    write_record(index, entries)


def _any_file(folder: Path, chance: random.Random) -> Path:
    return chance.choice(sorted(path for path in folder.rglob("*") if path.is_file()))


def _json_file(folder: Path, chance: random.Random) -> Path:
    return chance.choice(sorted(folder.rglob("*.json")))


def flip_bytes(folder: Path, chance: random.Random) -> str:
    path = _any_file(folder, chance)
    content = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 8) if content else 0):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content)
    return path.name


def cut_off(folder: Path, chance: random.Random) -> str:
    path = _any_file(folder, chance)
    content = path.read_bytes()
    path.write_bytes(content[: chance.randrange(len(content) + 1)])
    return path.name


def put_in(folder: Path, chance: random.Random) -> str:
    path = _any_file(folder, chance)
    content = path.read_bytes()
    place = chance.randrange(len(content) + 1)
    path.write_bytes(content[:place] + chance.choice(TOKENS) + content[place:])
    return path.name


def take_away(folder: Path, chance: random.Random) -> str:
    path = _any_file(folder, chance)
    path.unlink()
    return path.name


def make_a_folder(folder: Path, chance: random.Random) -> str:
    path = _any_file(folder, chance)
    path.unlink()
    path.mkdir()
    return path.name


def swap_files(folder: Path, chance: random.Random) -> str:
    one, other = _any_file(folder, chance), _any_file(folder, chance)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    return f"{one.name} {other.name}"


def nest_deeply(folder: Path, chance: random.Random) -> str:
    path = chance.choice([_json_file(folder, chance), folder / "events.jsonl", folder / "project.nns"])
    path.write_text(chance.choice([DEEP, '{"a":' * 100_000, f'{{"event": "RunFinished", "run": {DEEP}']))
    return path.name


def change_values(folder: Path, chance: random.Random) -> str:
    """Other values in a JSON file, with its seal made anew where it has one: a forgery that is whole."""
    path = _json_file(folder, chance)
    values = json.loads(path.read_text())
    sealed = values.pop(SEAL, None) is not None
    for _ in range(chance.randint(1, 3)):
        values = _changed(values, chance)
    if not isinstance(values, dict) or not sealed or chance.random() < 0.3:
        path.write_text(json.dumps(values), errors="surrogatepass")
        return path.name
    try:
        write_sealed(path, values)
    except ValueError:
        path.write_text(json.dumps(values))
    return f"{path.name} sealed"


def _changed(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        deed = chance.random()
        if deed < 0.15:
            return {name: each for name, each in value.items() if name != key}
        if deed < 0.25:
            return {**value, chance.choice(["x", "last", "best", "step", "nodes", "kind"]): chance.choice(ODD)}
        return {**value, key: _changed(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.7:
        place = chance.randrange(len(value))
        return [*value[:place], _changed(value[place], chance), *value[place + 1 :]]
    return deepcopy(chance.choice(ODD))


def change_events(folder: Path, chance: random.Random) -> str:
    path = folder / "events.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(lines))
        lines[place] = _changed(lines[place], chance)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path.name


def change_state(folder: Path, chance: random.Random) -> str:
    """Other values in the state, as another optimizer, another network or a hand would leave them."""
    path = next((folder / "checkpoints").glob("*.state"))
    state = read_state(path)
    for _ in range(chance.randint(1, 3)):
        state = _changed_state(state, chance)
    torch.save(state, path)
    renew_digests(folder)
    return path.name


def _changed_state(value: Any, chance: random.Random) -> Any:
    tensors = [torch.zeros(3), torch.tensor(float("nan")), torch.zeros(6, 2, dtype=torch.float64), torch.ones(2).int()]
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        if chance.random() < 0.15:
            return {name: each for name, each in value.items() if name != key}
        if chance.random() < 0.1:
            return {**value, chance.choice([99, "x", -1]): value[key]}
        return {**value, key: _changed_state(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.7:
        place = chance.randrange(len(value))
        return [*value[:place], _changed_state(value[place], chance), *value[place + 1 :]]
    sound = [each for each in ODD if not isinstance(each, str) or each.isprintable()]
    return chance.choice([*sound, *tensors])


def change_weights(folder: Path, chance: random.Random) -> str:
    """Other tensors under the names, of other shapes and formats, or other names."""
    path = chance.choice(sorted((folder / "checkpoints").glob("*.safetensors")))
    weights = load_file(path)
    name = chance.choice(list(weights))
    deeds: list[Callable[[], Any]] = [
        lambda: weights.pop(name),
        lambda: weights.update({name: torch.zeros(3, 3)}),
        lambda: weights.update({name: weights[name].double()}),
        lambda: weights.update({name: weights[name].int()}),
        lambda: weights.update({f"{name}.more": torch.zeros(2)}),
        lambda: weights.update({name: torch.zeros(0)}),
    ]
    chance.choice(deeds)()
    save_file(weights, path, metadata=chance.choice([None, {"fc1.weight": "fc9.weight"}, {"x": "fc1.weight"}]))
    renew_digests(folder)
    return path.name


class Harm:
    """What runs code when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path(tempfile.gettempdir()) / f"harmed-{os.getpid()}",)


def put_in_code(folder: Path, chance: random.Random) -> str:
    path = next((folder / "checkpoints").glob("*.state"))
    if chance.random() < 0.5:
        torch.save({"optimizer": Harm()}, path)
    else:
        path.write_bytes(pickle.dumps(Harm()))
    renew_digests(folder)
    return path.name


def renew_digests(folder: Path) -> None:
    """Let the index agree with the files, where it tells of them."""
    index = folder / "checkpoints" / "checkpoints.json"
    entries = json.loads(index.read_text())
    write = write_record if entries.pop(SEAL, None) is None else write_sealed
    for entry in entries.values():
        weights = index.parent / entry["weights"]
        state = weights.with_suffix(".state")
        if "weights_digest" in entry:
            entry["weights_digest"] = digest(weights.read_bytes()) if weights.exists() else ""
            entry["state_digest"] = digest(state.read_bytes()) if state.exists() else ""
    write(index, entries)


def leave_a_lock(folder: Path, chance: random.Random) -> str:
    owner = {"process": chance.choice([1, 2**22 + 5, os.getpid()]), "host": "elsewhere", "since": "then"}
    write_record(folder / "owner.json", owner)
    (folder / "run.lock").write_text(chance.choice(["", "123", "x" * 1000]))
    return "owner.json"


MUTATIONS: list[Callable[[Path, random.Random], str]] = [
    flip_bytes, flip_bytes, cut_off, put_in, take_away, make_a_folder, swap_files, nest_deeply, change_values,
    change_values, change_values, change_events, change_state, change_state, change_weights, put_in_code, leave_a_lock,
]  # fmt: skip

HARMLESS = (change_events, leave_a_lock)


# How a run is used.


def use(folder: Path, reference: dict[str, torch.Tensor]) -> str:
    """Read all of a run and go on with it; gives what became of it. Errors without words are faults."""
    said = [_asked(partial) for partial in _questions(folder)]
    for words in said:
        assert words is None or words.strip(), "a refusal without words"
    assert all(run.reason for run in listed_runs(folder.parent) if run.state in ("damaged", "failed"))
    last = _gone_on(folder)
    if last is None or isinstance(last, RunFailed):
        assert last is None or (last.message.strip() and last.remedy.strip())
        assert last is None or "Traceback" not in last.message
        return "refused"
    assert isinstance(last, RunFinished), last
    return "the same" if _same(Run.open(folder), reference) else "another"


def _same(run: Run, reference: dict[str, torch.Tensor]) -> bool:
    weights = run.checkpoints.read("last").weights
    return weights.keys() == reference.keys() and all(torch.equal(weights[name], reference[name]) for name in weights)


def _asked(question: Callable[[], object]) -> str | None:
    try:
        question()
    except (TrainingError, DataError, ProjectError, ExportError) as error:
        return f"{error.message} {error.remedy}"
    return None


def _questions(folder: Path) -> list[Callable[[], object]]:
    run, made = Run(folder), project(2)
    return [
        lambda: Run.open(folder),
        run.document,
        run.config,
        run.network,
        run.preparation,
        lambda: list(run.events()),
        run.checkpoints.entries,
        run.checkpoints.state,
        lambda: run.checkpoints.read("best").weights,
        lambda: subject_of(made, run),
        lambda: difference(made, run),
        lambda: is_another(made, run),
    ]


def _gone_on(folder: Path) -> Event | None:
    try:
        run = Run.open(folder)
    except TrainingError:
        return None
    return list(train(snapshot(3), None, run))[-1]


def check(seed: int, original: Path, reference: dict[str, torch.Tensor], place: Path) -> str:
    """Damage a copy of a run by chance of this seed, and use it; gives what became of it."""
    folder = place / f"run{seed}"
    shutil.copytree(original, folder)
    chance = random.Random(seed)
    began = time.monotonic()
    what = mutate(folder, chance)
    outcome = use(folder, reference)
    assert time.monotonic() - began < SLOWEST, f"{what} took too long"
    assert not (Path(tempfile.gettempdir()) / f"harmed-{os.getpid()}").exists(), f"{what} ran code"
    shutil.rmtree(folder)
    return f"{outcome}: {what}" if outcome == "another" else outcome


def main(count: int, first: int = 0) -> int:
    """Check so many, and tell of all that went wrong."""
    outcomes: Counter[str] = Counter()
    faults = 0
    with tempfile.TemporaryDirectory() as place:
        original = Path(place) / "original" / "run"
        trained(original)
        reference = gone_on(original)
        (Path(place) / "copies").mkdir()
        for seed in range(first, first + count):
            try:
                outcomes[check(seed, original, reference, Path(place) / "copies")] += 1
            except Exception:
                faults += 1
                print(f"--- seed {seed}", traceback.format_exc(limit=-6), sep="\n", flush=True)
                shutil.rmtree(Path(place) / "copies" / f"run{seed}", ignore_errors=True)
    print(*sorted(outcomes.items()), f"faults: {faults}", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
