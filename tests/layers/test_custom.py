"""Layers written in Python: they work as the catalogue's do, explain their mistakes, and never run unasked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from studio import paths
from studio.compiler.analysis import analyse
from studio.compiler.module import CompileError, compile_graph
from studio.compiler.source import source
from studio.graph import Graph, Node, Problem, Source, edits
from studio.layers import consent, time_limit
from studio.layers.code import CodeError, outline
from studio.layers.consent import ConsentError
from studio.layers.custom import Custom, codes
from studio.layers.io import Input, Output
from studio.project import Project, consents
from studio.project.file import dumps, loads

SCALE = '''
class Base(nn.Module):
    pass


class Scale(Base):
    """Multiplies
by what it learns."""

    def __init__(self, in_shape, start=2.0):
        super().__init__()
        self.scale = nn.Parameter(torch.full(in_shape, start))

    def forward(self, x):
        return x * self.scale
'''


@pytest.fixture(autouse=True)
def nothing_allowed() -> Iterator[None]:
    consent.forget()
    yield
    consent.forget()


def network(code: str, inputs: int = 1) -> Graph:
    layer = Custom(code=code)
    nodes = {f"input{port}": Node(Input(shape=(3,))) for port in range(inputs)}
    nodes["custom1"] = Node(layer, tuple(Source(f"input{port}") for port in range(inputs)))
    for port in range(len(layer.outputs)):
        nodes[f"output{port}"] = Node(Output(), (Source("custom1", port),))
    return Graph(nodes)


def problem_of(code: str) -> Problem:
    consent.allow([code])
    (problem,) = analyse(network(code)).problems
    return problem


def writing(file: Path) -> list[str]:
    """Codes that leave a file behind wherever they get to run."""
    touch = f"open({str(file)!r}, 'w').close()"
    return [
        f"{touch}\ndef forward(x):\n    return x\n",
        f"def forward(x, also={touch}):\n    return x\n",
        f"def forward(x):\n    {touch}\n    return x\n",
        f"class A(nn.Module):\n    {touch}\n    def forward(self, x):\n        return x\n",
        f"class A(nn.Module):\n    def __init__(self):\n        super().__init__()\n        {touch}\n"
        "    def forward(self, x):\n        return x\n",
        f"@({touch} or (lambda f: f))\ndef forward(x):\n    return x\n",
    ]


@pytest.mark.parametrize("place", range(6))
def test_code_of_a_file_does_not_run_before_it_is_allowed(place: int, tmp_path: Path) -> None:
    trace = tmp_path / "it-ran"
    project = loads(dumps(Project(graph=network(writing(trace)[place]))))
    layer = project.graph["custom1"].layer
    assert isinstance(layer, Custom)
    (problem,) = analyse(project.graph).problems
    assert (problem.severity, problem.node) == ("error", "custom1")
    assert "not been allowed yet" in problem.message
    for run in (lambda: compile_graph(project.graph), lambda: source(project.graph, "A")):
        with pytest.raises(CompileError, match="not been allowed"):
            run()
    with pytest.raises(ConsentError):
        layer.build((3,))
    assert layer.label()
    assert len(layer.inputs) == len(layer.outputs) == len(codes(project.graph)) == 1
    assert not trace.exists()

    earlier = analyse(project.graph)
    consent.allow(codes(project.graph))
    assert not analyse(project.graph, earlier).problems, "consent is seen at once, in spite of all that is kept"
    assert trace.exists()


def test_a_code_changed_by_a_letter_asks_again_and_what_was_measured_does_not_count_for_consent() -> None:
    code = "def forward(x):\n    return 2 * x\n"
    graph = network(code)
    consent.allow([code])
    measured = analyse(graph)
    assert not measured.problems
    assert analyse(network(code.replace("2", "3")), measured).errors
    consent.forget()
    assert analyse(graph, measured).errors


def test_consent_is_remembered_for_the_file_until_any_of_its_code_changes(tmp_path: Path) -> None:
    graph, other = network("def forward(x):\n    return x + 1\n"), network("def forward(x):\n    return x + 2\n")
    path = tmp_path / "a.nns"
    consents.remember(path, graph)
    assert not consents.recall(path, graph), "what was not allowed is not remembered"
    consents.allow(graph, path)
    consent.forget()
    assert not consents.recall(path, other)
    assert not consents.recall(tmp_path / "b.nns", graph)
    assert analyse(graph).errors
    assert consents.recall(path, graph)
    assert not analyse(graph).errors


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"a": 1}', "[" * 100_000])
def test_a_spoilt_memory_of_consents_allows_nothing(kept: str, tmp_path: Path) -> None:
    paths.user_data().mkdir()
    (paths.user_data() / "consents.json").write_text(kept)
    assert not consents.recall(tmp_path / "a.nns", network("def forward(x):\n    return x\n"))


def test_a_class_gets_the_shape_learns_and_goes_into_the_source() -> None:
    consent.allow([SCALE])
    graph = network(SCALE)
    module = compile_graph(graph, seed=0)
    assert [key for key, _ in module.named_parameters()] == ["custom1.scale"]
    namespace: dict[str, type[torch.nn.Module]] = {}
    exec(source(graph, "Mine"), namespace)
    again = namespace["Mine"]()
    again.load_state_dict(module.state_dict())
    sample = torch.rand(2, 3)
    torch.testing.assert_close(again(sample), 2 * sample)


def test_a_function_of_several_inputs_and_outputs_has_so_many_ports() -> None:
    code = 'def forward(a, b):\n    text = """\nraw\n"""\n    return a + b, a * b, F.relu(a - len(text))\n'
    layer = Custom(code=code)
    assert (layer.inputs, len(layer.outputs)) == (("a", "b"), 3)
    consent.allow([code])
    graph = network(code, inputs=2)
    samples = torch.rand(2, 3), torch.rand(2, 3)
    namespace: dict[str, type[torch.nn.Module]] = {}
    exec(source(graph, "Mine"), namespace)
    for got, wanted in zip(compile_graph(graph)(*samples), namespace["Mine"]()(*samples), strict=True):
        torch.testing.assert_close(got, wanted)


@pytest.mark.parametrize(
    ("code", "line", "words"),
    [
        ("def forward(x):\n    return x +\n", 2, "invalid syntax"),
        ("y = 1\n", 0, "neither a function"),
        ("def forward(*x):\n    return x\n", 1, "fixed number of inputs"),
        ("def forward():\n    return 1\n", 1, "takes no input"),
        ("def forward(x):\n    pass\n", 1, "returns nothing"),
        ("def forward(x):\n    if x:\n        return x\n    return x, x\n", 1, "different number"),
        (
            "class A:\n    def __init__(self, k):\n        pass\n    def forward(self, x):\n        return x\n",
            2,
            "default",
        ),
        ("x\0", 1, "null bytes"),
    ],
)
def test_what_is_no_layer_is_told_with_its_line_without_running(code: str, line: int, words: str) -> None:
    found = outline(code)
    assert isinstance(found, CodeError)
    assert found.line == line
    assert words in found.message


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("def forward(x):\n    y = x\n    return y @ torch.ones(7)\n", "line 3"),
        ("import nowhere_to_be_found\ndef forward(x):\n    return x\n", "line 1"),
        ("raise SystemExit('bye')\ndef forward(x):\n    return x\n", "line 1: it ends the program (SystemExit: bye)"),
        ("def forward(x):\n    import sys\n    sys.exit()\n    return x\n", "line 3: it ends the program (SystemExit)"),
        ("def forward(x):\n    raise KeyboardInterrupt\n    return x\n", "line 2: it ends the program"),
        ("def forward(x):\n    return forward(x)\n", "line 2: maximum recursion depth"),
        (
            "class A(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.b = 1 / 0\n\n"
            "    def forward(self, x):\n        return x\n",
            "line 4: division by zero",
        ),
        ("def forward(x):\n    return [x]\n", "tensors, but there is a list"),
        ("def forward(x):\n    y = x, x\n    return y\n", "1 output ports"),
        ("class A:\n    def forward(self, x):\n        return x\n", "nn.Module"),
        ("def forward(x):\n    return x +\n", "Line 2"),
    ],
)
def test_errors_of_allowed_code_end_as_a_sentence_with_the_line(code: str, words: str) -> None:
    problem = problem_of(code)
    assert problem.severity == "error"
    assert words in problem.message
    assert problem.remedy.endswith(".")
    if words.startswith("line"):
        assert f"line {problem.line}: " in problem.message


FOREVER = [
    ("def forward(x):\n    n = 0\n    while n < 9:\n        m = n + 1\n    return x\n", (3, 4)),
    (
        "class A(nn.Module):\n    def __init__(self):\n        super().__init__()\n        while True:\n"
        "            try:\n                pass\n            except BaseException:\n                pass\n\n"
        "    def forward(self, x):\n        return x\n",
        (4, 5, 6, 7, 8),
    ),
]


@pytest.mark.parametrize(("code", "lines"), FOREVER, ids=["forward", "stubborn constructor"])
def test_code_without_an_end_is_stopped_and_told_with_its_line(
    code: str, lines: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    problem_of("def forward(x):\n    return x +\n")  # what is imported for it takes its time, too
    monkeypatch.setattr(time_limit, "SECONDS", 0.5)
    monkeypatch.setattr(time_limit, "PATIENCE", 0.3)
    problem = problem_of(code)
    assert (problem.severity, problem.node) == ("error", "custom1")
    assert problem.line in lines
    assert "had not ended after 0.5 seconds" in problem.message
    monkeypatch.setattr(time_limit, "SECONDS", 30.0)
    began = time.perf_counter()
    assert analyse(network(code)).problems == (problem,)
    wider = analyse(edits.set_layer(network(code), "input0", Input(shape=(7,)))).problems
    assert [each.line for each in wider] == [problem.line]
    assert time.perf_counter() - began < 30, "what took too long is not waited for again"


def test_code_that_waits_for_ever_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr(threading, "gate", gate, raising=False)
    monkeypatch.setattr(time_limit, "SECONDS", 0.5)
    monkeypatch.setattr(time_limit, "PATIENCE", 0.1)
    before = set(threading.enumerate())
    problem = problem_of("import threading\nthreading.gate.wait()\ndef forward(x):\n    return x\n")
    assert problem.line == 2
    gate.set()
    for left in set(threading.enumerate()) - before:
        left.join()


def test_python_code_that_is_stopped_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "SECONDS", 0.1)
    before = set(threading.enumerate())
    problem_of("def forward(x):\n    while True:\n        x = x\n    return x\n")
    assert set(threading.enumerate()) <= before


def test_what_code_prints_stays_out_of_what_programs_read(capsys: pytest.CaptureFixture[str]) -> None:
    code = "print('made')\ndef forward(x):\n    print('seen', x.shape)\n    return x\n"
    consent.allow([code])
    assert not analyse(network(code)).problems
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "made" in printed.err
    assert "seen" in printed.err


def test_threads_that_code_starts_neither_end_nor_hold_the_program() -> None:
    code = (
        "import threading\ndone = threading.Event()\n"
        "def forward(x):\n    t = threading.Thread(target=done.wait)\n    t.start()\n    forward.daemon = t.daemon\n"
        "    done.set()\n    t.join()\n    return x if t.daemon else None\n"
    )
    consent.allow([code])
    assert not analyse(network(code)).problems
