"""Which nodes the lines of a changed source are: those that have kept, or changed, their names, and new ones."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from studio.compiler.source_forward import CHAIN
from studio.graph.names import objection
from studio.project.live_source.listing import Listing
from studio.project.live_source.reading import Reading, Step


@dataclass
class Identity:
    """`steps` has the node of each step as it was called before, "" for a new one; `renamed` new names by old ones."""

    before: list[str]
    steps: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)

    def now(self, name: str) -> str:
        """What a node that was there before is called now."""
        return self.renamed.get(name, name)


def identify(listed: Listing, before: Reading, now: Reading) -> Identity:
    """Tell the nodes of `now` by those of `before`, the reading of what is `listed`."""
    names = [step.module or listed.nodes[step.line][0] for step in before.steps]
    found = Identity(names)
    layers = () if is_another(before, now) else _renamed(list(before.made), list(now.made), _alike(before, now))
    for old, new in (*layers,
                     *_renamed(list(before.inputs), list(now.inputs), lambda *_: True)):  # fmt: skip
        found.renamed[old] = new
    known = {found.now(name): name for name in before.made}
    same = _same_expressions(names, before, now)
    for place, step in enumerate(now.steps):
        old = known.get(step.module, "") if step.module else same.get(place, "")
        found.steps.append(old)
        if old and not step.module and _is_renamed(old, step, before.steps[names.index(old)]):
            found.renamed[old] = step.target
    kept = {*found.steps, *found.renamed, *now.inputs}
    found.gone = [name for name in (*names, *before.inputs) if name not in kept]
    return found


def is_another(before: Reading, now: Reading) -> bool:
    """Whether a class with a name and layers of its own was pasted over all of it."""
    return now.title != before.title and not before.made.keys() & now.made.keys()


def _alike(before: Reading, now: Reading) -> Callable[[str, str], bool]:
    return lambda old, new: before.made[old][0].called == now.made[new][0].called


def _renamed(before: list[str], now: list[str], alike: Callable[[str, str], bool]) -> Iterator[tuple[str, str]]:
    """Names that stand in place of others that are gone."""
    fresh, gone = set(now) - set(before), set(before) - set(now)
    for olds, news in _replaced(before, now):
        pairs = [name for name in olds if name in gone], [name for name in news if name in fresh]
        yield from ((old, new) for old, new in zip(*pairs, strict=False) if alike(old, new))


def _replaced(before: Sequence[str], now: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "replace":
            yield list(before[first:last]), list(now[start:end])


def _same_expressions(names: list[str], before: Reading, now: Reading) -> dict[int, str]:
    """The nodes that the expressions of `now` are, by their places: best those that compute the same of the same."""
    olds = [place for place, step in enumerate(before.steps) if not step.module]
    news = [place for place, step in enumerate(now.steps) if not step.module]
    found: dict[int, str] = {}
    for key in (_named, _of_what, _template):
        left = [place for place in olds if names[place] not in found.values()]
        open_ = [place for place in news if place not in found]
        one, other = [key(before, place) for place in left], [key(now, place) for place in open_]
        matcher: SequenceMatcher[Hashable] = SequenceMatcher(None, one, other, autojunk=False)
        for first, start, count in matcher.get_matching_blocks():
            found.update((open_[start + each], names[left[first + each]]) for each in range(count))
    left = [place for place in olds if names[place] not in found.values()]
    open_ = [place for place in news if place not in found]
    if len(left) == len(open_):  # each has become another
        found.update((new, names[old]) for old, new in zip(left, open_, strict=True))
    return found


def _named(reading: Reading, place: int) -> Hashable:
    """The expression with a name of its own that it is given."""
    step = reading.steps[place]
    return (step.target, step.template) if step.target not in CHAIN else (place, id(reading))


def _of_what(reading: Reading, place: int) -> Hashable:
    """The expression with the modules and inputs that it takes."""
    givers = (origin.giver if origin is not None else None for origin in reading.steps[place].taken)
    told = [reading.steps[each].module if isinstance(each, int) else each for each in givers]
    return reading.steps[place].template, *told


def _template(reading: Reading, place: int) -> Hashable:
    return reading.steps[place].template


def _is_renamed(old: str, step: Step, before: Step) -> bool:
    """Whether a variable that was called after its node is called otherwise now."""
    return before.target == old != step.target and step.target not in ("", *CHAIN) and not objection(step.target)
