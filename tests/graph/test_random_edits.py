"""Thousands of random edits with undo and redo: the document never leaves a state it may be in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from studio.compiler.analysis import analyse
from studio.graph import EditError, Graph, Source, edits, topology
from studio.graph.names import check_name, unique_name
from studio.layers import Layer, grouping, layer
from studio.layers.block import Block, block_of
from studio.layers.block_edits import bypass, edit_inside, freeze
from studio.project import History, Project, diagnostics
from studio.project.file import dumps, loads

LAYERS = [
    layer("Input", shape=(1, 28, 28)),
    layer("Conv2d", out_channels=6),
    layer("ReLU"),
    layer("Linear", out_features=10),
    layer("Add"),
    layer("Concat"),
    layer("Output"),
]
START = ["input", "conv1", "relu1", "conv2", "add1", "flatten", "fc1", "output"]
MOST_NODES = 30

picks = st.integers(0, 2**16)
"""Which node an edit is about: a number stands for the node at that place, counted round and round."""

layers = st.sampled_from(LAYERS)
positions = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
groups = st.lists(picks, min_size=1, max_size=4)
ports = st.integers(-1, 3)
output_ports = st.sampled_from([0, 0, 0, 0, 1])


class Editing(RuleBasedStateMachine):
    """A person at work: `steps` is what the history has to hold, `at` where in it we are."""

    def __init__(self) -> None:
        super().__init__()
        graph = Graph()
        for place, name in enumerate(START):
            chosen = LAYERS[place % len(LAYERS)]
            graph = edits.add(graph, name, chosen, (Source(START[place - 1]),) if 0 < place < 7 else ())
        self.history = History(Project(graph=graph))
        self.steps = [self.history.present]
        self.at = 0

    @property
    def graph(self) -> Graph:
        return self.history.present.graph

    def name(self, pick: int) -> str:
        return list(self.graph)[pick % len(self.graph)] if self.graph else "nothing"

    def edit(self, change: Callable[[Graph], Graph]) -> None:
        with suppress(EditError):
            project = self.history.present.with_graph(change(self.graph))
            self.history.apply("Edit", project)
            del self.steps[self.at + 1 :]
            self.steps.append(project)
            self.at += 1

    @rule(layer=layers, inputs=st.lists(picks, max_size=3), port=output_ports, position=positions)
    def add(self, layer: Layer, inputs: list[int], port: int, position: tuple[float, float]) -> None:
        name = unique_name(layer.kind.lower(), self.graph)
        sources = tuple(Source(self.name(pick), port) for pick in inputs)
        if len(self.graph) < MOST_NODES:
            self.edit(lambda graph: edits.add(graph, name, layer, sources, position))

    @rule(source=picks, output=output_ports, consumer=picks, port=ports)
    def connect(self, source: int, output: int, consumer: int, port: int) -> None:
        begin, end = Source(self.name(source), output), self.name(consumer)
        self.edit(lambda graph: edits.connect(graph, begin, end, port))

    @rule(source=picks, consumer=picks)
    def connect_first_port(self, source: int, consumer: int) -> None:
        begin, end = Source(self.name(source)), self.name(consumer)
        self.edit(lambda graph: edits.connect(graph, begin, end, 0))

    @rule(consumer=picks, port=st.integers(0, 1))
    def disconnect(self, consumer: int, port: int) -> None:
        name = self.name(consumer)
        self.edit(lambda graph: edits.disconnect(graph, name, port))

    @rule(group=groups)
    def remove(self, group: list[int]) -> None:
        chosen = {self.name(pick) for pick in group}
        self.edit(lambda graph: edits.remove(graph, chosen))

    @rule(group=groups)
    def remove_and_heal(self, group: list[int]) -> None:
        chosen = {self.name(pick) for pick in group}
        self.edit(lambda graph: edits.remove_and_heal(graph, chosen))

    @rule(pick=picks, layer=layers)
    def change(self, pick: int, layer: Layer) -> None:
        name = self.name(pick)
        self.edit(lambda graph: edits.set_layer(graph, name, layer))

    @rule(pick=picks, new=st.sampled_from(["stem", "head", "conv1", "add1", "train", "1st", ""]))
    def rename(self, pick: int, new: str) -> None:
        old = self.name(pick)
        self.edit(lambda graph: edits.rename(graph, old, new))

    @rule(group=groups, position=positions)
    def move(self, group: list[int], position: tuple[float, float]) -> None:
        chosen = {self.name(pick): position for pick in group}
        self.edit(lambda graph: edits.move(graph, chosen))

    @rule(pick=picks, consumer=picks, port=st.integers(0, 1))
    def insert_on_link(self, pick: int, consumer: int, port: int) -> None:
        name, end = self.name(pick), self.name(consumer)
        self.edit(lambda graph: edits.insert_on_link(graph, name, end, port))

    @rule(group=groups, incoming=st.booleans())
    def copy_and_paste(self, group: list[int], incoming: bool) -> None:
        chosen = {self.name(pick) for pick in group}
        if len(self.graph) < MOST_NODES:
            self.edit(lambda graph: edits.paste(graph, edits.fragment(graph, chosen, incoming=incoming), (40, 40))[0])

    @precondition(lambda self: self.at > 0)
    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        for _ in range(times):
            assert self.history.undo() == (self.at > 0)
            self.at = max(0, self.at - 1)

    @precondition(lambda self: self.at < len(self.steps) - 1)
    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        for _ in range(times):
            assert self.history.redo() == (self.at < len(self.steps) - 1)
            self.at = min(len(self.steps) - 1, self.at + 1)

    @invariant()
    def the_history_stands_at_the_value_it_was_given(self) -> None:
        assert self.history.present is self.steps[self.at]
        assert (self.history.undo_label is None) == (self.at == 0)
        assert (self.history.redo_label is None) == (self.at == len(self.steps) - 1)

    @invariant()
    def the_network_is_whole(self) -> None:
        graph = self.graph
        topology.check(graph)
        for name, node in graph.items():
            check_name(name)
            assert edits.fit_ports(node.layer, node.inputs) == node.inputs
            for source in filter(None, node.inputs):
                assert source.port < len(graph[source.node].layer.outputs)

    @invariant()
    def what_is_kept_of_its_structure_is_what_it_would_be_anew(self) -> None:
        anew = Graph(dict(self.graph))
        assert dict(self.graph.consumers) == dict(anew.consumers)
        assert self.graph.order == anew.order
        assert list(self.graph.layer_classes.items()) == list(anew.layer_classes.items())
        assert len(anew.order) == len(anew)


class EditingBlocks(Editing):
    """The same person, who also makes blocks, works inside them and takes them apart."""

    def block(self, pick: int) -> str:
        """One of the blocks, where there are any."""
        blocks = [name for name, node in self.graph.items() if isinstance(node.layer, Block)]
        return blocks[pick % len(blocks)] if blocks else self.name(pick)

    @rule(group=groups, title=st.sampled_from(["Part", "Shell"]))
    def make_a_block(self, group: list[int], title: str) -> None:
        chosen = {self.name(pick) for pick in group}
        self.edit(lambda graph: edit_inside(graph, (), lambda now: grouping.group(now, chosen, title, {})[0]))

    @rule(pick=picks)
    def take_a_block_apart(self, pick: int) -> None:
        name = self.block(pick)
        if len(self.graph) < MOST_NODES:
            self.edit(lambda graph: grouping.ungroup(graph, name)[0])

    @rule(pick=picks, copies=st.integers(1, 3), shared=st.booleans())
    def copy_in_a_row(self, pick: int, copies: int, shared: bool) -> None:
        name = self.block(pick)
        self.edit(
            lambda graph: edits.set_layer(graph, name, block_of(graph, name).changed(repeat=copies, shared=shared))
        )

    @rule(group=groups)
    def bypass(self, group: list[int]) -> None:
        chosen = {self.name(pick) for pick in group}
        self.edit(lambda graph: bypass(graph, chosen))

    @rule(group=groups)
    def freeze(self, group: list[int]) -> None:
        chosen = {self.name(pick) for pick in group}
        self.edit(lambda graph: freeze(graph, chosen))

    @rule(pick=picks, source=picks, layer=layers)
    def add_inside(self, pick: int, source: int, layer: Layer) -> None:
        name = self.block(pick)

        def change(inner: Graph) -> Graph:
            links = (Source(list(inner)[source % len(inner)]),) if inner and layer.inputs else ()
            return edits.add(inner, unique_name("inside1", inner), layer, links)

        self.edit(lambda graph: edit_inside(graph, (name,), change))

    @rule(pick=picks, inner=picks)
    def remove_inside(self, pick: int, inner: int) -> None:
        name = self.block(pick)
        self.edit(
            lambda graph: edit_inside(graph, (name,), lambda now: edits.remove(now, [list(now)[inner % len(now)]]))
        )

    def teardown(self) -> None:
        """What came of it can be told of and saved."""
        for project in self.steps[:: max(1, len(self.steps) // 3)]:
            assert loads(dumps(project)).graph == project.graph
            assert all(problem.message for problem in diagnostics.problems(project, analyse(project.graph)))


TestEditing = pytest.mark.slow(Editing.TestCase)
TestEditing.settings = settings(
    max_examples=130,
    stateful_step_count=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)

TestEditingBlocks = EditingBlocks.TestCase
TestEditingBlocks.settings = settings(TestEditing.settings, max_examples=8, stateful_step_count=25)
