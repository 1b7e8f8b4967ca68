"""What a step of a lesson waits for: tasks look at what the window shows and holds, at no button of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from studio.project.model import Project
from studio.project.questions import Question


@dataclass(frozen=True)
class Seen:
    """The window at a moment, as far as tasks ask. `deeds` are what has been done since the step began.

    Deeds are ids of actions, `trained`, `exported` and `opened:NODE`; `panels` are the names of those in sight.
    """

    project: Project
    selection: frozenset[str] = frozenset()
    deeds: frozenset[str] = frozenset()
    panels: frozenset[str] = frozenset()
    topic: str = ""
    question: Question | None = None
    are_gradients: bool = False


class Task(Protocol):
    """Something a person does in the window."""

    def is_done(self, now: Seen) -> bool:
        """Whether it has been done."""
        ...


TRAINED, EXPORTED, OPENED = "trained", "exported", "opened:"


@dataclass(frozen=True)
class Select:
    """Click a card."""

    node: str

    def is_done(self, now: Seen) -> bool:
        return now.selection == {self.node}


@dataclass(frozen=True)
class Press:
    """Choose an action from its menu, by its keys or on the toolbar."""

    action: str

    def is_done(self, now: Seen) -> bool:
        return self.action in now.deeds


@dataclass(frozen=True)
class Show:
    """Bring a panel forward, named as the window names it."""

    panel: str

    def is_done(self, now: Seen) -> bool:
        return self.panel in now.panels


@dataclass(frozen=True)
class Read:
    """Have the help page of a layer, loss or optimizer in sight."""

    kind: str
    node: str
    """Where it is asked for."""

    def is_done(self, now: Seen) -> bool:
        return now.topic == self.kind


@dataclass(frozen=True)
class SetParameter:
    """Give a node's parameter a value."""

    node: str
    name: str
    value: Any

    def is_done(self, now: Seen) -> bool:
        node = now.project.graph.get(self.node)
        return node is not None and _same(getattr(node.layer, self.name, None), self.value)


@dataclass(frozen=True)
class SetTraining:
    """Give a setting of the training a value; of one that is one of several kinds, choose the kind."""

    name: str
    value: Any

    def is_done(self, now: Seen) -> bool:
        found = getattr(now.project.training, self.name, None)
        return _same(getattr(found, "kind", found), self.value)


@dataclass(frozen=True)
class Insert:
    """Put a layer behind a node, in front of all that the node led to."""

    kind: str
    behind: str

    def is_done(self, now: Seen) -> bool:
        graph = now.project.graph
        behind = [name for name, _ in graph.consumers.get(self.behind, ())]
        return any(graph[name].layer.kind == self.kind for name in behind)


@dataclass(frozen=True)
class Train:
    """Train to the end, or until a person stops it."""

    def is_done(self, now: Seen) -> bool:
        return TRAINED in now.deeds


@dataclass(frozen=True)
class Export:
    """Write a file in the export dialog."""

    def is_done(self, now: Seen) -> bool:
        return EXPORTED in now.deeds


@dataclass(frozen=True)
class ShowValues:
    """Have the cards show what they make of a sample."""

    def is_done(self, now: Seen) -> bool:
        return now.question is not None


@dataclass(frozen=True)
class TypeSample:
    """Type numbers for the Input while values are shown."""

    numbers: tuple[float, ...]

    def is_done(self, now: Seen) -> bool:
        return now.question is not None and len(now.question.inputs) == 1 and self._fits(now.question.inputs[0])

    def _fits(self, typed: str) -> bool:
        try:
            return tuple(map(float, typed.replace(",", " ").split())) == self.numbers
        except ValueError:
            return False


@dataclass(frozen=True)
class ShowGradients:
    """Have the cards show gradients in place of values."""

    def is_done(self, now: Seen) -> bool:
        return now.question is not None and now.are_gradients


@dataclass(frozen=True)
class ComputeAsInTraining:
    """Have the values computed as in training: dropout draws, BatchNorm takes the sample's own mean."""

    def is_done(self, now: Seen) -> bool:
        return now.question is not None and now.question.training


@dataclass(frozen=True)
class OpenInLarge:
    """Click what stands below a card to see it in large."""

    node: str

    def is_done(self, now: Seen) -> bool:
        return OPENED + self.node in now.deeds


def _same(found: Any, wanted: Any) -> bool:
    return (tuple(found) if isinstance(found, list) else found) == wanted
