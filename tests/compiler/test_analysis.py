"""Read-outs are true, and what is wrong is said with the shapes that met and what to change."""

from __future__ import annotations

import pytest
from networks import chain

from studio.compiler.analysis import analyse
from studio.graph import Graph, Node, Problem, Source, edits
from studio.layers import Layer, Placeholder
from studio.layers.activation import ReLU, Sigmoid, Softmax
from studio.layers.convolution import Conv2d
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.merge import Add, Concat
from studio.layers.normalization import BatchNorm1d, BatchNorm2d
from studio.layers.placeholder import UNKNOWN
from studio.layers.pooling import AvgPool2d, MaxPool2d
from studio.layers.regularization import Dropout
from studio.layers.shape import Flatten


def lenet() -> Graph:
    return chain(
        input=Input(shape=(1, 28, 28)),
        conv1=Conv2d(out_channels=6, kernel_size=(5, 5), padding=(2, 2)),
        sigmoid1=Sigmoid(),
        pool1=AvgPool2d(),
        conv2=Conv2d(out_channels=16, kernel_size=(5, 5)),
        sigmoid2=Sigmoid(),
        pool2=AvgPool2d(),
        flatten=Flatten(),
        fc1=Linear(out_features=120),
        fc2=Linear(out_features=84),
        fc3=Linear(out_features=10),
        output=Output(),
    )


def problem_of(node: str, graph: Graph) -> Problem:
    (problem,) = analyse(graph).nodes[node].problems
    return problem


def test_lenet_reads_out_as_in_the_textbook() -> None:
    analysis = analyse(lenet())
    shapes = {name: report.outputs[0].shape for name, report in analysis.nodes.items() if report.outputs}
    assert shapes["conv1"] == (6, 28, 28)
    assert shapes["pool2"] == (16, 5, 5)
    assert shapes["flatten"] == (400,)
    assert analysis.total.parameters == analysis.total.trainable_parameters == 61_706
    assert analysis.nodes["conv1"].macs == 28 * 28 * 6 * 25
    assert analysis.nodes["fc1"].macs == 400 * 120
    assert analysis.nodes["conv1"].activation_bytes == 4 * 6 * 28 * 28
    assert analysis.nodes["output"].activation_bytes == 0
    assert analysis.problems == ()


def test_what_stands_before_a_mistake_still_reads_out_and_what_follows_is_not_blamed() -> None:
    analysis = analyse(edits.set_layer(lenet(), "conv2", Conv2d(kernel_size=(50, 50))))
    assert analysis.nodes["pool1"].outputs is not None
    assert analysis.nodes["fc1"].outputs is None
    assert [problem.node for problem in analysis.problems] == ["conv2"]


@pytest.mark.parametrize(
    ("layer", "message", "remedy"),
    [
        (
            Conv2d(kernel_size=(9, 9)),
            "The window of 9×9 pixels is larger than the input (4, 6, 6) from “data”.",
            "Make kernel_size smaller",
        ),
        (
            Conv2d(kernel_size=(9, 9), padding=(1, 1)),
            "The window of 9×9 pixels is larger than the input (4, 6, 6) from “data”, which padding makes 8×8.",
            "add padding",
        ),
        (
            Conv2d(groups=3),
            "groups is 3, which does not divide both the 4 channels of the input (4, 6, 6) from “data” and "
            "out_channels 16.",
            "divides both",
        ),
        (
            Conv2d(padding="same", stride=(2, 2)),
            "padding “same” is possible with stride 1 only, but stride is 2×2.",
            "Set stride to 1",
        ),
        (
            Conv2d(padding=(7, 7), padding_mode="reflect"),
            "padding 7×7 is too much for padding_mode “reflect”: it takes its pixels from the input (4, 6, 6) from "
            "“data”.",
            "Use less padding",
        ),
        (
            MaxPool2d(padding=(2, 2)),
            "padding 2×2 is more than half of kernel_size 2×2.",
            "Use less padding or a larger window.",
        ),
        (
            BatchNorm1d(),
            "BatchNorm1d needs a vector (features) or a sequence (channels, length), but gets (4, 6, 6) from “data”, "
            "an image (channels, height, width).",
            "Put a Flatten before it.",
        ),
        (
            Flatten(start_dim=0),
            "Flatten with these parameters works across the samples of a batch.",
            "axis 0 is the batch",
        ),
        (
            Flatten(start_dim=3, end_dim=1),
            "start_dim 3 lies behind end_dim 1 in the axes of the input (4, 6, 6) from “data”.",
            "such as 1 and -1",
        ),
        (Softmax(dim=0), "Softmax with these parameters works across the samples of a batch.", "from 1 up"),
        (Softmax(dim=-4), "Softmax with these parameters works across the samples of a batch.", "from 1 up"),
        (Softmax(dim=5), "dim is 5, but the input (4, 6, 6) from “data” has no such axis.", "from 1 to 3, or -1"),
    ],
)
def test_a_refusal_says_what_met_and_what_to_change(layer: Layer, message: str, remedy: str) -> None:
    problem = problem_of("tested", chain(data=Input(shape=(4, 6, 6)), tested=layer, output=Output()))
    assert problem.severity == "error"
    assert problem.message == message
    assert remedy in problem.remedy


def test_branches_that_do_not_fit_are_named_with_their_shapes() -> None:
    graph = edits.add(lenet(), "add", Add(), (Source("conv1"), Source("conv2")))
    assert problem_of("add", graph).message == (
        "Add needs inputs of the same shape, but gets (6, 28, 28) from “conv1” and (16, 10, 10) from “conv2”."
    )
    graph = edits.add(lenet(), "concat", Concat(), (Source("conv1"), Source("conv2"), Source("fc1")))
    assert problem_of("concat", graph).message == (
        "Concat along axis 1 needs inputs alike in every other axis, but gets (6, 28, 28) from “conv1”, "
        "(16, 10, 10) from “conv2” and (120) from “fc1”."
    )


def test_an_image_layer_behind_the_flatten_is_sent_before_it() -> None:
    problem = problem_of("conv", chain(input=Input(), flatten=Flatten(), conv=Conv2d(), output=Output()))
    assert problem.message == (
        "Conv2d needs an image (channels, height, width), but gets (784) from “flatten”, a vector (features)."
    )
    assert problem.remedy.startswith("Put it before the Flatten")


def test_whole_numbers_into_a_layer_of_real_numbers_are_refused_with_the_remedy() -> None:
    problem = problem_of("fc", chain(words=Input(shape=(5,), dtype="int64"), fc=Linear(), output=Output()))
    assert problem.message == (
        "Linear computes with real numbers (float32), but the input (5) from “words” has whole numbers (int64)."
    )
    assert problem.remedy == "Set the dtype of the Input to float32."


def test_an_image_into_a_linear_layer_runs_with_a_warning() -> None:
    analysis = analyse(chain(input=Input(shape=(3, 8, 8)), fc=Linear(out_features=10), output=Output()))
    (problem,) = analysis.problems
    assert (problem.severity, problem.node) == ("warning", "fc")
    assert "works on the last axis only" in problem.message
    assert "(3, 8, 8) from “input”" in problem.message
    assert "put a Flatten before it" in problem.remedy
    assert analysis.nodes["output"].outputs == ((((3, 8, 10), "float32")),)
    assert analysis.errors == ()


def test_a_sequence_into_a_linear_layer_is_as_it_should_be() -> None:
    assert analyse(chain(input=Input(shape=(7, 8)), fc=Linear(), output=Output())).problems == ()


@pytest.mark.parametrize("layer", [Dropout(p=1.0), BatchNorm2d(track_running_stats=False)])
def test_settings_that_mislead_are_warned_of(layer: Layer) -> None:
    (problem,) = analyse(chain(input=Input(), layer=layer, output=Output())).problems
    assert problem.severity == "warning"


def test_a_branch_that_leads_to_no_output_is_warned_of_at_its_end() -> None:
    graph = edits.add(lenet(), "stray1", Conv2d(), (Source("conv1"),))
    graph = edits.add(graph, "stray2", ReLU(), (Source("stray1"),))
    (problem,) = analyse(graph).problems
    assert (problem.severity, problem.node) == ("warning", "stray2")
    assert "leads to no Output" in problem.message


def test_an_unplugged_input_is_named() -> None:
    graph = edits.add(lenet(), "relu", ReLU())
    assert problem_of("relu", graph).message == "Nothing is plugged into the input of ReLU."


def test_a_single_branch_at_a_merge_is_mere_waste() -> None:
    (problem,) = analyse(chain(input=Input(), add=Add(), output=Output())).problems
    assert problem.severity == "info"


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (Graph(), "The network is empty."),
        (chain(input=Input()), "The network has no Output, where data leaves it."),
        (Graph({"output": Node(Output(), (None,))}), "The network has no Input, where data enters it."),
    ],
)
def test_a_network_without_ends_is_told_what_it_lacks(graph: Graph, message: str) -> None:
    assert message in [problem.message for problem in analyse(graph).errors]


def test_an_unknown_layer_is_told_and_the_rest_still_reads_out() -> None:
    stand_in = Placeholder.of("Capsule", {}, UNKNOWN.finding(layer="Capsule"))
    graph = chain(input=Input(), conv1=Conv2d())
    graph = edits.add(graph, "capsule", stand_in, (Source("conv1"),))
    analysis = analyse(graph)
    assert analysis.nodes["conv1"].outputs is not None
    assert analysis.nodes["capsule"].problems[0].message == "There is no layer “Capsule” here."


def test_no_problem_is_told_twice() -> None:
    graph = edits.set_layer(lenet(), "conv1", Conv2d(groups=7))
    for name in ("a", "b", "c"):
        graph = edits.add(graph, name, ReLU(), (Source("conv1"),))
    problems = analyse(graph).problems
    assert len(set(problems)) == len(problems) == 1
