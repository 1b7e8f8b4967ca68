"""What the pointer is told when it rests on a node, a port or a link: shapes, parameters, cost, problem and remedy."""

from __future__ import annotations

from html import escape

from studio.formatting import numbers
from studio.graph import Problem, Source
from studio.graph.annotations import Frame
from studio.graph.collapsed_view import Tile
from studio.graph.links import Link, Port
from studio.layers import Layer
from studio.layers.block import Block
from studio.project.cards import detail, kind
from studio.project.link_fits import spec_of
from studio.text import listed, tr
from studio.ui.actions.shortcuts import native
from studio.ui.canvas.items.shown import AnnotationPart, Shown, Thing, Toggle

Row = tuple[str, str]
"""What is told, and its name."""


def tooltip(shown: Shown, thing: Thing | None) -> str:
    """The text, as Qt's rich text; empty where there is nothing to tell."""
    if isinstance(thing, Port):
        return _of_port(shown, thing) if thing.node in shown.graph else ""
    if isinstance(thing, Link):
        return _of_link(shown, thing) if thing.target in shown.graph and shown.source(thing) else ""
    if isinstance(thing, Toggle):
        return _of_toggle(shown, thing)
    if isinstance(thing, AnnotationPart):
        return _of_annotation(shown, thing)
    return _of_node(shown, thing) if thing in shown.graph else ""


def _of_annotation(shown: Shown, part: AnnotationPart) -> str:
    """What can be done with it; of a frame the whole title, which may be shortened on the canvas, of a comment nothing
    but that, as its words stand there."""
    each = shown.graph.annotations.get(part.name)
    if isinstance(each, Frame) and part.collapses:
        return _page(shown, f"<b>{escape(each.title)}</b>", [], (), tr("Collapse what lies on this frame"))
    if isinstance(each, Frame):
        told = tr(
            "Drag the title to move the frame with all on it, with Alt held the frame alone, an edge to resize it. "
            "Double-click to rename it."
        )
        return _page(shown, f"<b>{escape(each.title)}</b>", [], (), told)
    return _page(
        shown,
        "",
        [],
        (),
        tr("Double-click to write. {control}+click on a link shows where it leads.", control=native("Ctrl")),
    )


def _of_toggle(shown: Shown, toggle: Toggle) -> str:
    """What a click on it does."""
    is_tile = toggle.node in shown.view.tiles
    told = tr("Expand") if is_tile else tr("Collapse the branches that meet here")
    return _page(shown, f"<b>{escape(shown.view.title(toggle.node))}</b>", [], (), told)


def values_tooltip(shown: Shown, name: str) -> str:
    """The text about the numbers that are shown below a node's card."""
    strip = shown.strips[name]
    rows: list[Row] = [
        (tr("Shape"), numbers.shape(strip.shape)),
        (tr("Range"), tr("{low} to {high}", low=f"{strip.low:.4g}", high=f"{strip.high:.4g}")),
        (tr("Mean"), f"{strip.mean:.4g}"),
        (tr("Deviation σ"), f"{strip.std:.4g}"),
    ]
    return _page(shown, f"<b>{escape(name)}</b>", rows, (), tr("Click to see it in large."))


def _of_node(shown: Shown, name: str | None) -> str:
    assert name is not None
    node, report = shown.node(name), shown.report(name)
    layer = node.layer
    title = layer.title if isinstance(layer, Layer) else layer.kind
    rows: list[Row] = [(tr("Parameters"), detail(node))] if isinstance(layer, Layer) and layer.label() else []
    if isinstance(layer, Tile):
        title, rows = layer.kind, [(tr("Inside"), detail(node))]
    if report is not None:
        if report.inputs:
            rows.append((tr("Input"), listed(numbers.shape(spec.shape) for spec in report.inputs)))
        if report.outputs and layer.outputs:
            rows.append((tr("Output"), listed(numbers.shape(spec.shape) for spec in report.outputs)))
        if report.outputs is not None:
            rows += _costs(report.parameters, report.trainable_parameters, report.macs, report.activation_bytes)
    head = f"<b>{escape(shown.view.title(name))}</b>&nbsp; {escape(kind(node))}"
    if not isinstance(layer, Block) and title != layer.kind:
        head += f" <span style='color:{shown.look.theme.muted}'>· {escape(title)}</span>"
    return _page(shown, head, rows, shown.problems.get(name, ()))


def _costs(parameters: int, trainable: int, macs: int, size: int) -> list[Row]:
    learned = numbers.exact(parameters)
    if parameters and not trainable:
        learned = tr("{count} (frozen)", count=learned)
    elif trainable != parameters:
        learned = tr("{count} ({trainable} trainable)", count=learned, trainable=numbers.exact(trainable))
    rows: list[Row] = [(tr("Weights"), learned)] if parameters else []
    if macs:
        rows.append((tr("Work"), tr("{count} MACs a sample", count=numbers.exact(macs))))
    if size:
        rows.append((tr("Output memory"), tr("{size} a sample", size=numbers.storage(size))))
    return rows


def _of_port(shown: Shown, port: Port) -> str:
    node = shown.graph[port.node]
    if port.side == "out":
        names = node.layer.outputs
        name = names[port.at] if port.at < len(names) else tr("output {number}", number=port.at + 1)
        spec, told = spec_of(shown.analysis, Source(port.node, port.at)), tr("Drag to link it to another layer.")
    else:
        names = node.layer.inputs
        name = names[0] if node.layer.variadic else names[min(port.at, len(names) - 1)]
        source = shown.source(Link(port.node, port.at))
        spec = spec_of(shown.analysis, source)
        told = (
            tr("From {source}.", source=shown.view.source(source))
            if source
            else tr("Nothing is plugged in. Drag a link here, or from here.")
        )
    head = f"<b>{escape(shown.view.title(port.node))}</b>&nbsp; {escape(name)}"
    rows: list[Row] = [(tr("Shape"), numbers.shape(spec.shape)), (tr("Type"), spec.dtype)] if spec else []
    return _page(shown, head, rows, (), told)


def _of_link(shown: Shown, link: Link) -> str:
    source = shown.source(link)
    shape = shown.handed_on(link)
    rows: list[Row] = [(tr("Shape"), shape)] if shape else []
    problems = [problem for problem in shown.problems.get(link.target, ()) if problem.severity == "error"]
    ends = shown.view.source(source) if source is not None else "", shown.view.title(link.target)
    return _page(shown, f"<b>{escape(str(ends[0]))}</b> → <b>{escape(ends[1])}</b>", rows, problems)


def _page(
    shown: Shown, head: str, rows: list[Row], problems: tuple[Problem, ...] | list[Problem], told: str = ""
) -> str:
    colours = shown.look.theme
    cells = "".join(
        f"<tr><td style='color:{colours.muted}; padding-right:12px'>{escape(key)}</td><td>{escape(value)}</td></tr>"
        for key, value in rows
    )
    page = f"<div>{head}</div>" + (f"<table cellspacing='0' cellpadding='1'>{cells}</table>" if cells else "")
    for problem in problems:
        colour = getattr(colours, problem.severity)
        page += (
            f"<div style='margin-top:6px'><span style='color:{colour}'>{escape(problem.message)}</span><br/>"
            f"{escape(problem.remedy)}</div>"
        )
    if told:
        page += f"<div style='color:{colours.muted}'>{escape(told)}</div>"
    return page
