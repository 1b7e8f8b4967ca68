"""The functions of the file: one for all uses of a block that are alike, its parameters what differs among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from studio.compiler.formatting import STEP, definition, docstring, statement
from studio.compiler.keras.lines import Argument, Group, Line

PREFIX = "{name}_"
"""What the names of layers inside a function begin with."""


def lift(group: Group) -> None:
    """Give the function a parameter for each row of texts that differ; functions that it calls come before."""
    rows: dict[tuple[str, ...], str] = {}
    taken = {"name", *group.inputs, *(line.target for use in group.uses for line in use)}
    for same in zip(*(map(passing, use) for use in group.uses), strict=True):
        arguments = []
        for slot in zip(*(line.arguments for line in same), strict=True):
            texts = tuple(each.text for each in slot)
            if len(set(texts)) > 1:
                wanted = _words(slot[0].name, same[0])
                name = rows.get(texts) or next(each for each in wanted if each not in taken)
                rows[texts] = name
                taken.add(name)
                arguments.append(slot[0]._replace(text=name))
            else:
                arguments.append(slot[0])
        group.lines.append(replace(same[0], arguments=tuple(arguments)))
    group.parameters = list(rows.values())
    group.values = [[texts[place] for texts in rows] for place in range(len(group.uses))]


def function(group: Group) -> list[str]:
    """The function."""
    told = [*group.inputs, *group.parameters, "name"]
    body = [text for line in group.lines for text in written(line, inside=True)]
    about = group.about if not set(group.about) & set('"\\') else ""
    return [
        *definition(f"def {group.name}(", told, "):", indent=0),
        *(docstring(about, indent=STEP) if about else ()),
        *body,
        *statement("return ", ", ".join(group.results), indent=STEP),
    ]


def _words(name: str, line: Line) -> list[str]:
    """What a parameter may be called; arguments without a name are called by what the layer takes first."""
    known = {"Dense": "units", "LSTM": "units", "GRU": "units", "MaxPooling2D": "pool_size"}
    if name.startswith("argument"):
        place = int(name.removeprefix("argument"))
        kind = line.made.removeprefix("layers.")
        convolution = ("filters", "kernel_size")
        name = convolution[place] if kind.startswith("Conv") and place < 2 else known.get(kind, "size")
    return [name, f"{line.named}_{name}", *(f"{line.named}_{name}{number}" for number in range(2, 100))]


def passing(line: Line) -> Line:
    """The line of a block with what its copies pass; of other lines, themselves."""
    if not line.blocks:
        return line
    return replace(line, arguments=tuple(
        Argument(name, text, positional=True)
        for group, place in line.blocks
        for name, text in zip(group.parameters, group.values[place], strict=True)
    ))  # fmt: skip


def written(line: Line, *, inside: bool) -> list[str]:
    """Source of a line, in a function for blocks or in that of the whole network."""
    if line.blocks:
        return _copies(line, inside=inside)
    if not line.made:
        return statement(f"{line.target} = ", line.called, indent=STEP)
    arguments = [*map(str, line.arguments), f"name={_name(line.named, inside=inside)}"]
    return statement(f"{line.target} = ", f"{line.made}({', '.join(arguments)})({line.called})", indent=STEP)


def _name(text: str, *, inside: bool) -> str:
    is_pattern = inside or "{" in text
    return f'{"f" * is_pattern}"{PREFIX * inside}{text}"'


def _copies(line: Line, *, inside: bool) -> list[str]:
    """Copies of a block in a row: as a loop where they are alike."""
    count, target = len(line.blocks), line.target
    if line.times > 1:
        return _shared(line, inside=inside)
    if count == 1:
        return _call(line, 0, line.called, line.named, inside=inside, indent=STEP)
    several = len(line.blocks[0][0].results) > 1
    called = f"*{target}" if several else target
    if _are_alike(line):
        start = [] if line.called == target else statement(f"{target} = ", line.called, indent=STEP)
        counted = f"{line.named}_{{copy}}"
        body = _call(line, 0, called, counted, inside=inside, indent=2 * STEP)
        return [*start, f"{' ' * STEP}for copy in range({count}):", *body]
    sources = [line.called, *[called] * (count - 1)]
    calls = (
        _call(line, copy, source, f"{line.named}_{copy}", inside=inside, indent=STEP)
        for copy, source in enumerate(sources)
    )
    return [text for each in calls for text in each]


def _shared(line: Line, *, inside: bool) -> list[str]:
    """One block called several times, each time with the same weights: a model of its own."""
    target, pad = line.target, " " * STEP
    once = replace(line, target=f"{target}_once")
    start = statement(f"{target}_input = ", f"keras.Input({line.called}.shape[1:])", indent=STEP)
    made = f"keras.Model({target}_input, {target}_once, name={_name(line.named, inside=inside)})"
    return [
        *start,
        *_call(once, 0, f"{target}_input", line.named, inside=inside, indent=STEP),
        *statement(f"{target}_shared = ", made, indent=STEP),
        *([] if line.called == target else statement(f"{target} = ", line.called, indent=STEP)),
        f"{pad}for _ in range({line.times}):",
        f"{pad}{pad}{target} = {target}_shared({target})",
    ]


def _are_alike(line: Line) -> bool:
    """Whether all copies are one function with the same arguments, of one value."""
    rows = {tuple(each.text for each in _of_copy(line, copy)) for copy in range(len(line.blocks))}
    return len({id(group) for group, _ in line.blocks}) == len(rows) == 1 and "," not in line.called


def _of_copy(line: Line, copy: int) -> tuple[Argument, ...]:
    before = sum(len(group.parameters) for group, _ in line.blocks[:copy])
    return line.arguments[before : before + len(line.blocks[copy][0].parameters)]


def _call(line: Line, copy: int, called: str, named: str, *, inside: bool, indent: int) -> list[str]:
    passed = [f"{each.name}={each.text}" for each in _of_copy(line, copy)]
    told = ", ".join([called, *passed, f"name={_name(named, inside=inside)}"])
    return statement(f"{line.target} = ", f"{line.blocks[copy][0].name}({told})", indent=indent)


def lift_all(groups: Sequence[Group]) -> None:
    """Work out the parameters of all functions; those that others call stand before them."""
    for group in groups:
        lift(group)


def layer_names(lines: Sequence[Line], prefix: str = "") -> Iterator[str]:
    """What all layers are called, also those that functions make."""
    for line in lines:
        if line.made:
            yield prefix + line.named
        several = len(line.blocks) > 1
        if line.times > 1:
            yield prefix + line.named
        for copy, (group, use) in enumerate(line.blocks):
            yield from layer_names(
                group.uses[use], f"{prefix}{line.named}_{copy}_" if several else f"{prefix}{line.named}_"
            )
