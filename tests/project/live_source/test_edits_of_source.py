"""What is changed in the source of a level becomes an edit of the network, and nothing else of it changes."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from networks import chain, other_values

from studio.compiler.analysis import analyse
from studio.compiler.source_classes import class_name
from studio.graph import Graph, Node, Source, edits
from studio.graph.definition import Definition, definitions
from studio.layers import Layer, ParameterError, catalogue, fields
from studio.layers.activation import GELU, ReLU
from studio.layers.block import create_block
from studio.layers.convolution import Conv2d
from studio.layers.custom import Custom
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.merge import Add, Concat, Split
from studio.layers.regularization import Dropout
from studio.layers.shape import Flatten
from studio.project import templates
from studio.project.level import Place
from studio.project.live_source.difference import Edit, edited
from studio.project.live_source.listing import Listing, listing
from studio.project.live_source.reading import MistakeError, check, read


def listed(graph: Graph, *level: str, examined: bool = True) -> Listing:
    return listing(Place(graph, level), "Net", analyse(graph) if examined else None)


def changed(graph: Graph, change: Callable[[str], str], *level: str) -> Edit:
    """The edit that a change of the text makes."""
    shown = listed(graph, *level)
    text = change(shown.text)
    assert text != shown.text
    blocks = {class_name(name): each for name, each in definitions(graph).items()}
    return edited(Place(graph, level), blocks, shown, read(shown.text), read(text))


def swap(*pairs: tuple[str, str]) -> Callable[[str], str]:
    """A change that puts texts in place of others, all of which are there."""

    def change(text: str) -> str:
        for old, new in pairs:
            assert old in text, text
            text = text.replace(old, new)
        return text

    return change


def network() -> Graph:
    graph = chain(
        input=Input(shape=(3, 8, 8)),
        conv1=Conv2d(out_channels=6, padding=(1, 1)),
        relu1=ReLU(),
        conv2=Conv2d(out_channels=6, padding=(1, 1)),
    )
    graph = edits.add(graph, "add", Add(), (Source("conv2"), Source("relu1")), (0.0, 480.0))
    graph = edits.add(graph, "flatten", Flatten(), (Source("add"),), (0.0, 600.0))
    graph = edits.add(graph, "fc", Linear(out_features=10), (Source("flatten"),), (0.0, 720.0))
    return edits.add(graph, "output", Output(), (Source("fc"),), (0.0, 840.0))


def test_an_argument_that_is_changed_is_the_layers() -> None:
    graph = network()
    found = changed(graph, swap(("nn.Conv2d(3, 6, kernel_size=3, padding=1)", "nn.Conv2d(3, 9, 5, padding=2)")))
    assert found.label == "Edit conv1 in the code"
    assert found.graph["conv1"].layer == Conv2d(out_channels=9, kernel_size=(5, 5), padding=(2, 2))
    assert all(found.graph[name] is graph[name] for name in graph if name != "conv1")


def test_a_line_that_is_added_stands_in_the_link() -> None:
    found = changed(
        network(),
        swap(
            ("        self.fc =", "        self.drop = nn.Dropout(0.25)\n        self.fc ="),
            ("        x = self.fc(x)", "        x = self.drop(x)\n        x = self.fc(x)"),
        ),
    ).graph
    assert found["drop"].layer == Dropout(p=0.25)
    assert (found["drop"].inputs, found["fc"].inputs) == ((Source("flatten"),), (Source("drop"),))
    places = [found[name].position[1] for name in ("flatten", "drop", "fc", "output")]
    assert places == sorted(places)
    assert len(set(places)) == 4


def test_a_line_that_is_added_stands_to_the_right_where_data_flow_there() -> None:
    graph = edits.move(network(), {name: (248.0 * place, 0.0) for place, name in enumerate(network())})
    shown = listed(graph)
    text = swap(
        ("        self.fc =", "        self.drop = nn.Dropout(0.25)\n        self.fc ="),
        ("        x = self.fc(x)", "        x = self.drop(x)\n        x = self.fc(x)"),
    )(shown.text)
    found = edited(Place(graph, (), "right"), {}, shown, read(shown.text), read(text)).graph
    places = [found[name].position[0] for name in ("flatten", "drop", "fc", "output")]
    assert places == sorted(places)
    assert len(set(places)) == 4
    assert {node.position[1] for node in found.values()} == {0.0}


def test_a_line_that_is_taken_out_closes_the_gap() -> None:
    def without_relu(text: str) -> str:
        return "\n".join(line for line in text.splitlines() if "self.relu1" not in line).replace("+ relu1", "+ conv1")

    shown = listed(network()).text
    assert "x = self.conv2(relu1)" in shown
    found = changed(network(), lambda text: without_relu(text).replace("conv2(relu1)", "conv2(conv1)").replace(
        "x = self.conv1(input)", "conv1 = self.conv1(input)")).graph  # fmt: skip
    assert "relu1" not in found
    assert found["add"].inputs == (Source("conv2"), Source("conv1"))


def test_names_that_are_changed_in_both_places_rename_the_node() -> None:
    graph = network()
    found = changed(graph, swap(("self.conv1", "self.stem"), ("relu1", "bend"))).graph
    assert list(found) == ["input", "stem", "bend", "conv2", "add", "flatten", "fc", "output"]
    assert found["stem"].layer is graph["conv1"].layer
    assert found["add"].inputs == (Source("conv2"), Source("bend"))


def test_inputs_and_outputs_are_those_of_forward() -> None:
    found = changed(
        network(),
        swap(
            ("input: torch.Tensor", "image: torch.Tensor, other: torch.Tensor"),
            ("self.conv1(input)", "self.conv1(image)"),
            ("return x", "return x, relu1"),
        ),
    ).graph
    assert {"image", "other"} <= found.keys()
    assert "input" not in found
    assert [found[name].inputs for name in ("output", "output1")] == [(Source("fc"),), (Source("relu1"),)]


def test_expressions_nested_calls_and_functions_are_layers() -> None:
    found = changed(
        network(),
        swap(
            ("        x = x + relu1", "        x = torch.cat([F.gelu(x) * 0.5, relu1], dim=1)"),
            ("        x = self.fc(x)", "        x = self.fc(F.relu(x))"),
        ),
    ).graph
    assert found["concat1"].layer == Concat(dim=1)
    assert found["arithmetic1"].layer.params() == {"operation": "multiply", "number": 0.5}
    assert found["gelu1"].layer == GELU()
    assert found["gelu1"].inputs == (Source("conv2"),)
    assert found["fc"].inputs == (Source("relu2"),)


def test_what_says_the_same_changes_nothing() -> None:
    graph = network()
    text = listed(graph).text
    other = text.replace("        self.fc", "        # the end\n        self.fc").replace("  # (N, 10)", "")
    other = other.replace("kernel_size=3, padding=1)", "kernel_size=(3, 3),\n            padding=1,\n        )")
    shown = listed(graph)
    assert edited(Place(graph, ()), {}, shown, read(text), read(other)).graph is graph


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("nn.ReLU()", "nn.ReLU(", 5, "Not complete yet: '\\(' was never closed"),
        ("nn.ReLU()", "nn.Relu()", 5, "There is no layer “nn.Relu” here"),
        ("nn.ReLU()", "3", 5, "self.relu1 has to be made by a class"),
        ("kernel_size=3, padding=1)\n        self.relu", "kernel_size=0)\n        self.relu", 4, "kernel_size"),
        ("nn.Linear(384, 10)", "nn.Linear(384, ten)", 8, "out_features.* cannot be ten"),
        ("nn.Linear(384, 10)", "nn.Linear(400, 10)", 8, "“in_features” follows from what is plugged in: it is 384"),
        ("nn.Linear(384, 10)", "nn.Linear(384, 10, size=3)", 8, "Linear has no argument “size” here"),
        ("nn.Linear(384, 10)", "nn.Linear(384, 10, True, 1, 2, 3, 4)", 8, "more arguments than it takes"),
        ("self.fc = ", "self.head = ", 16, "self.fc is called, but not made"),
        ("        x = self.fc(x)  # (N, 10)\n", "", 8, "self.fc is made, but not called"),
        ("self.fc(x)", "self.fc(y)", 16, "“y” has no value here yet"),
        ("self.fc(x)", "self.fc(x, relu1)", 16, "Linear takes 1 inputs"),
        ("self.fc(x)", "self.relu1(x)", 16, "self.relu1 is called twice"),
        ("        return x", "        if x: return x", 17, "no conditions"),
        ("        return x", "        print(x)", 17, "no layer"),
        ("        return x", "        y = x", 16, "returns nothing"),
        ("class Net(", "class Other(", 1, "name of the network"),
        ("def forward", "def apply", 10, "Only __init__ and forward"),
        ("self.fc", "self.train", 8, "cannot be a node's name"),
        ("        x = x + relu1", "        x = torch.fft.fft(x)", 14, "There is no layer for"),
        ("        x = x + relu1", "        x = torch.sort(x, stable=True)", 14, "There is no layer for"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_over_is_told_at_its_line(old: str, new: str, line: int, says: str) -> None:
    with pytest.raises(MistakeError, match=says) as told:
        changed(network(), swap((old, new)))
    assert told.value.line == line


def test_networks_that_are_not_complete_are_shown_and_can_be_completed() -> None:
    graph = Graph({"input": Node(Input(shape=(4,))), "fc": Node(Linear(out_features=3), (None,)), "add": Node(Add())})
    shown = listed(graph)
    assert "fc = self.fc(...)" in shown.text
    assert "add = ... + ..." in shown.text
    found = changed(
        graph, swap(("self.fc(...)", "self.fc(input)"), ("... + ...", "input + fc\n        return add"))
    ).graph
    assert found["add"].inputs == (Source("input"), Source("fc"))
    assert found["output"].inputs == (Source("add"),)
    assert listed(Graph({})).text.endswith("pass\n")


def test_parameters_of_a_block_are_followed_and_given_up() -> None:
    inside = chain(input=Input(shape=(4,)), fc=Linear(out_features=8), output=Output())
    inside = inside.replacing({"fc": replace(inside["fc"], bindings=(("out_features", "2 * width"),))})
    definition = Definition("Wide", inside, (("width", 4),))
    graph = chain(input=Input(shape=(4,)), wide=create_block(definition, {"width": 5}), output=Output())
    assert "self.fc = nn.Linear(4, 2 * width)" in listed(graph, "wide").text
    found = changed(graph, swap(("2 * width", "3 * width")), "wide").graph
    assert found["fc"].bindings == (("out_features", "3 * width"),)
    found = changed(graph, swap(("2 * width", "7")), "wide").graph
    assert (found["fc"].bindings, found["fc"].layer) == ((), Linear(out_features=7))
    with pytest.raises(MistakeError, match="inspector"):
        changed(graph, swap(("width: int = 4", "width: int = 6")), "wide")
    many = changed(graph, swap(("Wide(width=5)", "nn.Sequential(*(Wide(width=4) for _ in range(3)))"))).graph
    assert many["wide"].layer == create_block(definition, {"width": 4, "repeat": 3})
    frozen = changed(graph, swap(("Wide(width=5)", "Wide(width=5).requires_grad_(False)"))).graph
    assert frozen["wide"].frozen
    twice = changed(
        graph,
        swap(
            ("(width=5)\n", "(width=5)\n        self.more = Wide(9)\n"),
            ("return x", "x = self.more(x)\n        return x"),
        ),
    ).graph
    assert twice["more"].layer == create_block(definition, {"width": 9})


def test_code_of_a_layer_is_named_but_not_changed() -> None:
    graph = chain(
        input=Input(shape=(4,)), own=Custom(code="raise SystemExit\ndef forward(x): return x"), output=Output()
    )
    assert "self.own = Custom()" in listing(Place(graph, ()), "Net", None).text
    with pytest.raises(MistakeError, match="code of its own"):
        changed(graph, swap(("Custom()", "Custom(3)")))


def test_parts_are_taken_one_by_one() -> None:
    graph = chain(input=Input(shape=(12,)), split=Split(), output=Output())
    text = listed(graph).text
    found = changed(graph, lambda _: text.replace("x = torch.split", "a, b = torch.split").replace("x[0]", "b + a"))
    assert found.graph["output"].inputs == (Source("add1"),)
    assert found.graph["add1"].inputs == (Source("split", 1), Source("split"))


def changed_layers(declared: type[Layer]) -> Iterator[Layer]:
    """The layer as it is at first, and with one parameter at another value, whether it runs on the example or not."""
    yield from (declared.create(each) for each in ({}, *declared.others))
    for spec in fields(declared):
        for value in itertools.islice(other_values(spec), 1):
            with contextlib.suppress(ParameterError):
                yield declared.create({spec.name: value})


def alone(layer: Layer) -> Graph:
    """The layer between Inputs of its example and an Output."""
    arriving = layer.example()
    ends = {f"in{place}": Node(Input.create({"shape": list(each.shape), "dtype": each.dtype}))
            for place, each in enumerate(arriving)}  # fmt: skip
    node = Node(layer, edits.fit_ports(layer, tuple(map(Source, ends))))
    return Graph({**ends, "node": node, "output": Node(Output(), (Source("node"),))})


KINDS = [kind for kind, each in catalogue.items() if each.family != "io" and each is not Custom]
MOST = 4
"""Variants of a layer that are tried."""

WRITTEN_OTHERWISE = {"DepthwiseConv2d": "Conv2d", "PointwiseConv2d": "Conv2d"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_layer_is_read_as_it_is_written(kind: str) -> None:
    """Written anew, and in place of the layer with its defaults."""
    declared = catalogue[kind]
    first = alone(declared.create({}))
    empty, known = edits.remove(first, ["node"]), listed(first)
    for layer in itertools.islice(changed_layers(declared), MOST):
        graph = alone(layer)
        if graph.keys() != first.keys() or len(layer.outputs) != len(first["node"].layer.outputs):
            continue
        text = listed(graph).text
        found = changed(empty, lambda _, text=text: text).graph
        new = next(node.layer for name, node in found.items() if name not in empty)
        assert new.kind == WRITTEN_OTHERWISE.get(kind, kind)
        assert kind in WRITTEN_OTHERWISE or listed(edits.set_layer(graph, "node", new)).text == text
        if text != known.text and kind not in WRITTEN_OTHERWISE:
            other = changed(first, lambda _, text=text: text).graph["node"].layer
            assert listed(edits.set_layer(graph, "node", other)).text == text


@pytest.mark.parametrize("template", templates.templates(), ids=lambda each: each.name)
def test_every_template_is_written_anew_from_its_source(template: templates.Template) -> None:
    graph = templates.load(template.path).graph
    shown = listed(graph)
    reading = read(shown.text)
    check(reading)
    ends = edits.remove(graph, [name for name in graph if graph[name].layer.kind not in ("Input", "Output")])
    blocks = {class_name(name): each for name, each in definitions(graph).items()}
    empty = listed(ends)
    found = edited(Place(ends, ()), blocks, empty, read(empty.text), reading).graph
    assert listed(found).text == shown.text
