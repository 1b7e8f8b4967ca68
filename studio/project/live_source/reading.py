"""What the source of a level says: which modules are made, what is computed of what, and what comes out."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from studio.project.live_source.operands import Operand, UnreadableError, Value
from studio.project.live_source.statements import Assigned, Loop, Made, Returned, Statement, statement
from studio.text import tr, unended


class MistakeError(Exception):
    """Source that cannot be taken over: what is wrong, and at which line, from 1 on."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class Origin(NamedTuple):
    """Where a value comes from: the name of an input, or the place of a step; and which of its outputs it is."""

    giver: str | int
    port: int = 0


Taken = tuple[Origin | None, ...]


class Step(NamedTuple):
    """A line of `forward`: a module that is called, or an expression. `repeat` is how often, where it says so."""

    module: str
    template: str
    taken: Taken
    target: str
    line: int
    repeat: str = ""


@dataclass
class Reading:
    """A class as it reads. `made` and `inputs` have the line of each."""

    title: str = ""
    title_line: int = 1
    constructor: str = ""
    constructor_line: int = 1
    inputs: dict[str, int] = field(default_factory=dict)
    made: dict[str, tuple[Made, int]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    outputs: Taken = ()
    return_line: int = 0

    @property
    def called(self) -> Mapping[str, Step]:
        """The calls of modules."""
        return {step.module: step for step in self.steps if step.module}


@lru_cache(maxsize=4)
def read(text: str) -> Reading:
    """What a text says. Raises MistakeError."""
    tree, lines = _parsed(text), text.splitlines()
    classes = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    if len(classes) != 1:
        raise MistakeError(tr("Here stands one class, that of the network."), classes[1].lineno if classes else 1)
    (found,) = classes
    reading = Reading(found.name, found.lineno)
    methods = {each.name: each for each in found.body if isinstance(each, ast.FunctionDef)}
    for each in methods.values():
        if each.name not in ("__init__", "forward"):
            raise MistakeError(tr("Only __init__ and forward can be read here."), each.lineno)
    if "__init__" in methods:
        _read_constructor(reading, methods["__init__"], lines)
    if "forward" not in methods:
        raise MistakeError(tr("The class has no method “forward”."), found.lineno)
    _Forward(reading, methods["forward"]).read(lines)
    return reading


def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        told = unended(error.msg or "")
        raise MistakeError(tr("Not complete yet: {reason}.", reason=told), error.lineno or 1) from None
    except (ValueError, RecursionError, MemoryError):
        raise MistakeError(tr("This cannot be read as Python."), 1) from None


def _read_constructor(reading: Reading, method: ast.FunctionDef, lines: list[str]) -> None:
    reading.constructor, reading.constructor_line = ast.unparse(method.args), method.lineno
    for line, said in _statements(method, lines):
        if said is None:
            continue
        if not isinstance(said, Made):
            raise MistakeError(tr("Here layers are made, one a line: self.conv1 = nn.Conv2d(1, 6, 3)."), line)
        if said.name in reading.made:
            raise MistakeError(tr("self.{name} is made twice.", name=said.name), line)
        reading.made[said.name] = said, line


def _statements(method: ast.FunctionDef, lines: list[str]) -> Iterator[tuple[int, Statement]]:
    """What the statements of a method say, with their lines."""
    end = 0
    for each in method.body:
        if each.lineno <= end:
            raise MistakeError(tr("Write one statement a line."), each.lineno)
        end = each.end_lineno or each.lineno
        said = statement(textwrap.dedent("\n".join(lines[each.lineno - 1 : end])) + "\n")
        if isinstance(said, UnreadableError):
            raise MistakeError(str(said), each.lineno)
        yield each.lineno, said


class _Forward:
    """Follows the values through `forward`."""

    def __init__(self, reading: Reading, method: ast.FunctionDef) -> None:
        self._reading, self._method = reading, method
        self._values: dict[str, Origin | Taken | None] = {}
        self._called: set[str] = set()

    def read(self, lines: list[str]) -> None:
        """Fill in inputs, steps and outputs of the reading."""
        reading, arguments = self._reading, self._method.args
        if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults or arguments.posonlyargs:
            raise MistakeError(tr("forward takes its inputs by their places, without defaults."), self._method.lineno)
        for each in arguments.args[1:]:
            reading.inputs[each.arg] = each.lineno
            self._values[each.arg] = Origin(each.arg)
        for line, said in _statements(self._method, lines):
            if reading.return_line:
                raise MistakeError(tr("Nothing is computed behind “return”."), line)
            self._follow(said, line)

    def _follow(self, said: Statement, line: int) -> None:
        if isinstance(said, Made):
            raise MistakeError(tr("Layers are made in __init__, and called here."), line)
        if isinstance(said, Assigned):
            self._assign(said, line)
        elif isinstance(said, Loop):
            self._loop(said, line)
        elif isinstance(said, Returned):
            self._reading.outputs = tuple(self._origin(each, line) for each in said.values)
            self._reading.return_line = line

    def _assign(self, said: Assigned, line: int) -> None:
        if said.is_tuple or not said.values:
            found = tuple(self._origin(each, line) for each in said.values)
            if len(said.targets) == 1:
                self._values[said.targets[0]] = found
            elif len(said.targets) == len(found):
                self._values.update(zip(said.targets, found, strict=True))
            else:
                raise MistakeError(tr("As many values are wanted as there are names."), line)
            return
        name = said.targets[0] if len(said.targets) == 1 else ""
        whole = self._origin(said.values[0], line, name)
        for port, target in enumerate(said.targets):
            self._values[target] = whole if len(said.targets) == 1 or whole is None else Origin(whole.giver, port)

    def _loop(self, said: Loop, line: int) -> None:
        before = self._values.get(said.variable)
        taken = before if isinstance(before, tuple) and not isinstance(before, Origin) else (before,)
        whole = self._step(said.module, "", taken, said.variable, line, said.repeat)
        several = len(taken) != 1
        self._values[said.variable] = (
            tuple(Origin(whole.giver, port) for port in range(len(taken))) if several else whole
        )

    def _origin(self, value: Operand, line: int, target: str = "") -> Origin | None:
        """Where a value comes from; what computes it becomes a step."""
        if value is None:
            return None
        if isinstance(value, Value):
            return self._known(value, line)
        taken = tuple(self._origin(each, line) for each in value.operands)
        return self._step(value.module, value.template, taken, target, line)

    def _known(self, value: Value, line: int) -> Origin | None:
        if value.name not in self._values:
            raise MistakeError(tr("“{name}” has no value here yet.", name=value.name), line)
        found = self._values[value.name]
        if isinstance(found, Origin):
            return found if value.port is None else Origin(found.giver, value.port)
        if found is None:
            return None
        if value.port is None or not -len(found) <= value.port < len(found):
            raise MistakeError(tr("“{name}” has several values: take one, such as {name}[0].", name=value.name), line)
        return found[value.port]

    def _step(self, module: str, template: str, taken: Taken, target: str, line: int, repeat: str = "") -> Origin:
        reading = self._reading
        if module and module not in reading.made:
            raise MistakeError(tr("self.{name} is called, but not made in __init__.", name=module), line)
        if module in self._called:
            told = tr("self.{name} is called twice. Make a second layer: each call is one of its own.", name=module)
            raise MistakeError(told, line)
        self._called |= {module} - {""}
        reading.steps.append(Step(module, template, taken, target, line, repeat))
        return Origin(len(reading.steps) - 1)


def check(reading: Reading) -> None:
    """Raise MistakeError where a layer is made that nothing calls."""
    called = reading.called
    for name, (_, line) in reading.made.items():
        if name not in called:
            raise MistakeError(tr("self.{name} is made, but not called in forward.", name=name), line)
