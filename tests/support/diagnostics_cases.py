"""For every check a project in which it finds something, and one much like it in which it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from networks import chain

from studio.data import Data, Diabetes, Digits, LogicGates, Sequences
from studio.data.load import describe
from studio.data.samples import Description
from studio.graph import Graph, Source, edits
from studio.layers.activation import SELU, LogSoftmax, ReLU, Sigmoid, Softmax, Step, Tanh, Threshold
from studio.layers.convolution import Conv2d
from studio.layers.dense import Linear
from studio.layers.initialization import Constant, KaimingNormal, Normal, Ones, Uniform, Zeros
from studio.layers.initializer import Initializer
from studio.layers.io import Input, Output
from studio.layers.merge import Add
from studio.layers.normalization import BatchNorm1d, BatchNorm2d
from studio.layers.placeholder import UNKNOWN, Placeholder
from studio.layers.pooling import MaxPool2d
from studio.layers.recurrent import Embedding
from studio.layers.regularization import Dropout
from studio.layers.shape import Flatten
from studio.project import Project
from studio.training.averages import SWA
from studio.training.config import TrainingConfig
from studio.training.early_stopping import EarlyStopping
from studio.training.losses import Loss, losses
from studio.training.optimizers import LBFGS, SGD, Adam, AdamW
from studio.training.schedules import CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau, StepLR

DIGITS = Digits(validation=0.2)
"""Chosen, rather than what stands in until somebody chooses."""


class Example(NamedTuple):
    """A project, what is known of its data, and whether a check has something to say about it."""

    check: str
    project: Project
    is_found: bool
    data: Description | None


WEIGHTED = losses["CrossEntropyLoss"].create({"weight": [1.0, 2.0]})


def project(graph: Graph, loss: str | Loss = "CrossEntropyLoss", **settings: object) -> Project:
    """A project with this loss and these training settings."""
    chosen = losses[loss].create({}) if isinstance(loss, str) else loss
    return Project(graph=graph, training=TrainingConfig(loss=chosen, **settings))  # type: ignore[arg-type]


def with_transform(graph: Graph, kind: str, **settings: object) -> Project:
    """A project of digits to which a transform is done."""
    return replace(project(graph), data=Digits.create({"transforms": [{"kind": kind, **settings}]}))


def head(*last: object, width: int = 10, inputs: int = 8) -> Graph:
    """A small classifier whose last layers, behind the one with weights, are these."""
    layers = {f"last{place}": layer for place, layer in enumerate(last)}
    return chain(input=Input(shape=(inputs,)), fc=Linear(out_features=width), **layers, output=Output())  # type: ignore[arg-type]


def words(tokens: int = 16, width: int = 2) -> Graph:
    """A classifier of sequences with so many different tokens."""
    return chain(
        input=Input(shape=(20,), dtype="int64"),
        embedding=Embedding(num_embeddings=tokens),
        flatten=Flatten(),
        fc=Linear(out_features=width),
        output=Output(),
    )


def deep(activation: type, times: int, between: type | None = None) -> Graph:
    """Linear layers, each with an activation behind it."""
    layers = {}
    for place in range(times):
        layers[f"fc{place}"] = Linear(out_features=16)
        if between is not None:
            layers[f"norm{place}"] = between()
        layers[f"act{place}"] = activation()
    return chain(input=Input(shape=(8,)), **layers, fc=Linear(out_features=10), output=Output())


def convolutions(*layers: object, side: int = 8) -> Graph:
    """These layers on a small image, named by their place, before a classifier."""
    named = {f"layer{place}": layer for place, layer in enumerate(layers)}
    return chain(
        input=Input(shape=(1, side, side)), **named, flatten=Flatten(), fc=Linear(out_features=10), output=Output()
    )  # type: ignore[arg-type]


def branched(*, dead: bool) -> Graph:
    """A classifier with a branch beside it that leads to an Output, or nowhere."""
    graph = head()
    graph = edits.add(graph, "branch1", ReLU(), (Source("fc"),))
    graph = edits.add(graph, "branch2", ReLU(), (Source("branch1"),))
    return graph if dead else edits.add(graph, "output2", Output(), (Source("branch2"),))


def normed(*between: object) -> Graph:
    """A Linear, these layers, an activation and a classifier."""
    named = {f"layer{place}": layer for place, layer in enumerate(between)}
    return chain(
        input=Input(shape=(8,)),
        fc1=Linear(bias=False),
        **named,
        relu=ReLU(),
        fc=Linear(out_features=10),
        output=Output(),
    )  # type: ignore[arg-type]


def begun(
    scheme: Initializer, key: str = "weight", *, node: str = "fc1", width: int = 8, between: object = None
) -> Graph:
    """A Linear, an activation and a classifier, one of which begins in this way."""
    named = {} if between is None else {"between": between}
    graph = chain(
        input=Input(shape=(width,)), fc1=Linear(), **named, relu=ReLU(), fc=Linear(out_features=10), output=Output()
    )  # type: ignore[arg-type]
    return edits.set_init(graph, node, {key: scheme})


def stepped_beside() -> Graph:
    """A step with a way around it, on which gradients come back."""
    graph = edits.add(normed(), "step", Step(), (Source("fc1"),))
    graph = edits.add(graph, "sum", Add(), (Source("step"), Source("relu")))
    return edits.connect(graph, Source("sum"), "fc", 0)


def _pair(check: str, bad: Project, good: Project, data: Data | None = None) -> list[Example]:
    """Both with such data, of which nothing is known where there are none."""
    found = describe(data) if data is not None else None
    return [
        Example(check, replace(each, data=data) if data is not None else each, is_found, found)
        for each, is_found in ((bad, True), (good, False))
    ]


def residual_convolutions() -> Graph:
    """Two convolutions in a row, the first with a way around the second."""
    graph = convolutions(Conv2d(out_channels=8), ReLU())
    graph = edits.add(graph, "way", Conv2d(out_channels=8, padding=(1, 1)), (Source("layer0"),))
    graph = edits.add(graph, "add", Add(), (Source("layer0"), Source("way")))
    return edits.connect(graph, Source("add"), "layer1", 0)


def unplugged(graph: Graph, name: str) -> Graph:
    """The graph without a node, and nothing in its place."""
    return edits.remove(graph, [name])


def unread(kind: str, **params: object) -> Placeholder:
    """What a file asks of a layer that does not allow it."""
    return Placeholder.of(kind, params, UNKNOWN.finding(layer=kind))


def shortcut(channels: int) -> Graph:
    """A convolution of pictures of 4 channels with a shortcut around it."""
    conv = Conv2d(out_channels=channels, padding=(1, 1))
    graph = chain(input=Input(shape=(4, 8, 8)), conv=conv, add=Add(), output=Output())
    return edits.connect(graph, Source("input"), "add", 1)


EXAMPLES = [
    *_pair("not-allowed", project(head(unread("LeakyReLU", negative_slope="steep", slope=1))), project(head(Tanh()))),
    *_pair("not-allowed", project(head(unread("Dropout", p=0.0, probability=2))), project(head(unread("Swoosh")))),
    *_pair("missing-input", project(unplugged(convolutions(ReLU()), "input")), project(convolutions(ReLU()))),
    *_pair("missing-output", project(unplugged(head(), "output")), project(head())),
    *_pair("dead-end", project(branched(dead=True)), project(branched(dead=False))),
    *_pair(
        "flatten-first",
        project(chain(input=Input(shape=(1, 8, 8)), fc=Linear(out_features=10), output=Output())),
        project(chain(input=Input(shape=(12, 8)), fc=Linear(out_features=10), output=Output())),
    ),
    *_pair(
        "kernel-too-large",
        project(convolutions(Conv2d(kernel_size=(9, 9)))),
        project(convolutions(Conv2d(kernel_size=(8, 8)))),
    ),
    *_pair("branches-apart", project(shortcut(8)), project(shortcut(4))),
    *_pair("other-rank", project(normed(BatchNorm2d())), project(normed(BatchNorm1d()))),
    *_pair(
        "output-width",
        project(edits.set_layer(convolutions(ReLU()), "fc", Linear(out_features=7))),
        project(convolutions(ReLU())),
        DIGITS,
    ),
    *_pair(
        "missing-head",
        project(chain(input=Input(shape=(1, 8, 8)), conv=Conv2d(), output=Output())),
        project(chain(input=Input(shape=(1, 8, 8)), conv=Conv2d(), flatten=Flatten(), fc=Linear(), output=Output())),
        DIGITS,
    ),
    *_pair(
        "missing-head",
        project(chain(input=Input(shape=(1, 8, 8)), flatten=Flatten(), norm=BatchNorm1d(), output=Output())),
        project(convolutions(ReLU())),
        DIGITS,
    ),
    *_pair("input-of-data", project(head(inputs=63)), project(head(inputs=64)), DIGITS),
    *_pair("input-of-data", project(words(tokens=8)), project(words(tokens=16)), Sequences(vocabulary=16)),
    *_pair("output-width", project(words(width=3)), project(words()), Sequences(vocabulary=16)),
    *_pair("loss-factors", project(convolutions(ReLU()), WEIGHTED), project(convolutions(ReLU())), DIGITS),
    *_pair(
        "other-metrics",
        project(convolutions(ReLU()), metrics=("f1", "mae", "iou")),
        project(convolutions(ReLU()), metrics=("f1", "auroc")),
        DIGITS,
    ),
    *_pair(
        "other-metrics",
        project(words(), metrics=("top5_accuracy",)),
        project(words(), metrics=("matthews",)),
        Sequences(vocabulary=16),
    ),
    *_pair("one-score", project(head(width=1)), project(head(width=1), "BCEWithLogitsLoss")),
    *_pair(
        "loss-for-task",
        project(head(width=1, inputs=2)),
        project(head(width=1, inputs=2), "BCEWithLogitsLoss"),
        LogicGates(gate="OR"),
    ),
    *_pair("squashed-scores", project(head(Softmax())), project(head(Softmax()), "MSELoss")),
    *_pair("squashed-scores", project(head(Softmax(), Dropout())), project(head(ReLU(), Dropout()), "MSELoss")),
    *_pair("squashed-scores", project(head(LogSoftmax())), project(head(Tanh()))),
    *_pair("squashed-scores", project(head(Sigmoid()), "BCEWithLogitsLoss"), project(normed(Sigmoid()))),
    *_pair("clipped-scores", project(head(ReLU())), project(head(ReLU()), "MSELoss")),
    *_pair("loss-takes-other", project(head(), "NLLLoss"), project(head(LogSoftmax()), "NLLLoss")),
    *_pair("loss-takes-other", project(head(ReLU()), "KLDivLoss"), project(head(LogSoftmax()), "KLDivLoss")),
    *_pair("softmax-before-nll", project(head(Softmax()), "NLLLoss"), project(head(LogSoftmax()), "NLLLoss")),
    *_pair("softmax-before-nll", project(head(Softmax()), "KLDivLoss"), project(head(Softmax()), "MSELoss")),
    *_pair("dropped-scores", project(head(Dropout())), project(head(Dropout(p=0.0)))),
    *_pair("dropout-before-norm", project(normed(Dropout(), BatchNorm1d())), project(normed(BatchNorm1d(), Dropout()))),
    *_pair("vanishing-gradients", project(deep(Sigmoid, 4)), project(deep(Sigmoid, 4, BatchNorm1d))),
    *_pair("vanishing-gradients", project(deep(Tanh, 8)), project(deep(Tanh, 4))),
    *_pair("single-sample-norm", project(normed(BatchNorm1d()), batch_size=1), project(normed(BatchNorm1d()))),
    *_pair(
        "single-sample-norm",
        project(convolutions(Conv2d(bias=False), BatchNorm2d()), batch_size=1),
        project(convolutions(Conv2d()), batch_size=1),
    ),
    *_pair("rate-too-large", project(head(), optimizer=Adam(lr=3.0)), project(head(), optimizer=SGD(lr=3.0))),
    *_pair("rate-too-large", project(head(), optimizer=AdamW(lr=0.5)), project(head(), optimizer=AdamW(lr=0.02))),
    *_pair(
        "rate-too-large",
        project(head(), optimizer=SGD(lr=5.0, momentum=0.9)),
        project(head(), optimizer=SGD(lr=1.0, momentum=0.9)),
    ),
    *_pair(
        "rate-too-large",
        project(head(), schedule=OneCycleLR(max_lr=3.0)),
        project(head(), optimizer=Adam(lr=3.0), schedule=OneCycleLR()),
    ),
    *_pair(
        "lowest-above-rate",
        project(head(), schedule=CosineAnnealingLR(eta_min=0.01)),
        project(head(), schedule=CosineAnnealingLR(eta_min=0.0001)),
    ),
    *_pair(
        "lowest-above-rate",
        project(head(), schedule=ReduceLROnPlateau(min_lr=0.01)),
        project(head(), schedule=ReduceLROnPlateau(min_lr=0.001)),
    ),
    *_pair(
        "warmup-too-long",
        project(head(inputs=64), warmup_steps=200),
        project(head(inputs=64), warmup_steps=199),
        DIGITS,
    ),
    *_pair("schedule-too-long", project(head(), schedule=StepLR(step_size=10)), project(head(), schedule=StepLR())),
    *_pair(
        "schedule-too-long",
        project(head(), schedule=CosineAnnealingLR(T_max=20)),
        project(head(), schedule=CosineAnnealingLR(T_max=20), epochs=20),
    ),
    *_pair(
        "schedule-too-long",
        project(head(), schedule=ReduceLROnPlateau()),
        project(head(), schedule=ReduceLROnPlateau(patience=2)),
    ),
    *_pair(
        "decay-of-nothing",
        project(head(), decay_biases_and_norms=False),
        project(head(), decay_biases_and_norms=False, optimizer=AdamW()),
    ),
    *_pair(
        "schedule-too-long",
        project(head(), schedule=StepLR(step_size=10), steps=200),
        project(head(), schedule=StepLR(step_size=10), steps=201),
        DIGITS,
    ),
    *_pair("warmup-too-long", project(head(), warmup_steps=50, steps=50), project(head(), warmup_steps=50, steps=51)),
    *_pair(
        "monitor-not-told",
        project(head(inputs=64), early_stopping=EarlyStopping(monitor="validation_f1")),
        project(head(inputs=64), early_stopping=EarlyStopping(monitor="validation_f1"), metrics=("accuracy", "f1")),
        DIGITS,
    ),
    *_pair(
        "monitor-not-told",
        project(head(inputs=64), early_stopping=EarlyStopping()),
        project(head(inputs=64), early_stopping=EarlyStopping(monitor="loss")),
        Digits(validation=0.0),
    ),
    *_pair(
        "never-early",
        project(head(), early_stopping=EarlyStopping(patience=9)),
        project(head(), early_stopping=EarlyStopping(patience=8)),
    ),
    *_pair(
        "average-too-late",
        project(head(), average_weights=SWA(start=10), epochs=10),
        project(head(), average_weights=SWA(start=9), epochs=10),
    ),
    *_pair(
        "average-too-late",
        project(head(), average_weights=SWA(start=2), steps=40),
        project(head(), average_weights=SWA(start=1), steps=50),
        DIGITS,
    ),
    *(
        case
        for wrong in ({"accumulate": 2}, {"clip_norm": 1.0}, {"clip_value": 0.5}, {"precision": "float16"})
        for case in _pair(
            "contradicting-settings",
            project(head(), optimizer=LBFGS(), **wrong),
            project(head(), optimizer=SGD(), **wrong),
        )
    ),
    *_pair("equal-weights", project(begun(Zeros())), project(begun(Zeros(), "bias"))),
    *_pair("equal-weights", project(begun(Constant(val=0.5))), project(begun(Constant(val=0.5), node="fc"))),
    *_pair("equal-weights", project(normed(), initialization=Ones()), project(head(), initialization=Zeros())),
    *_pair("wide-weights", project(begun(Normal(std=1.0), width=64)), project(begun(Normal(std=0.1), width=64))),
    *_pair(
        "wide-weights",
        project(begun(Uniform(a=-4.0, b=4.0))),
        project(begun(Uniform(a=-4.0, b=4.0), between=BatchNorm1d())),
    ),
    *_pair(
        "wide-weights",
        project(convolutions(Conv2d()), initialization=Normal(std=2.0)),
        project(convolutions(Conv2d()), initialization=KaimingNormal()),
    ),
    *_pair("no-slope", project(normed(Step())), project(head(ReLU()), "MSELoss")),
    *_pair("no-slope", project(normed(Threshold(threshold=100.0))), project(normed(Threshold(threshold=1.0)))),
    *_pair("no-slope", project(normed(Step())), project(stepped_beside())),
    *_pair("loss-for-task", project(head(inputs=64), "MSELoss"), project(head(inputs=64)), DIGITS),
    *_pair(
        "loss-for-task",
        project(head(inputs=64), "BCEWithLogitsLoss"),
        project(head(inputs=64, width=3), "BCEWithLogitsLoss"),
        DIGITS,
    ),
    *_pair("loss-for-task", project(head(inputs=10, width=1)), project(head(inputs=10), "MSELoss"), Diabetes()),
    *_pair(
        "loss-for-task",
        project(head(inputs=64, width=4)),
        project(head(inputs=64, width=4), "BCEWithLogitsLoss"),
        Digits(target="properties"),
    ),
    *_pair(
        "loss-for-task",
        project(head(inputs=64, width=64)),
        project(head(inputs=64, width=64), "MSELoss"),
        Digits(target="input"),
    ),
    *_pair(
        "nothing-between",
        project(chain(input=Input(shape=(8,)), a=Linear(), b=Linear(out_features=10), output=Output())),
        project(chain(input=Input(shape=(64,)), a=Linear(out_features=4), b=Linear(), output=Output())),
    ),
    *_pair(
        "nothing-between",
        project(convolutions(Conv2d(), Conv2d())),
        project(convolutions(Conv2d(), ReLU(), Conv2d())),
    ),
    *_pair(
        "nothing-between",
        project(convolutions(Conv2d(), Conv2d(kernel_size=(1, 1)))),
        project(convolutions(Conv2d(), Conv2d(groups=16), Conv2d(kernel_size=(1, 1)))),
    ),
    *_pair(
        "nothing-between",
        project(convolutions(Conv2d(), Dropout(), Conv2d())),
        project(convolutions(Conv2d(), ReLU(), Conv2d(out_channels=4), Conv2d())),
    ),
    *_pair("nothing-between", project(convolutions(Conv2d(), Conv2d())), project(residual_convolutions())),
    *_pair("too-deep", project(deep(ReLU, 24)), project(deep(ReLU, 24, BatchNorm1d))),
    *_pair("too-deep", project(deep(ReLU, 23)), project(deep(ReLU, 22))),
    *_pair("too-deep", project(deep(ReLU, 24)), project(deep(SELU, 24))),
    *_pair(
        "softmax-of-one",
        project(head(Softmax(), width=1), "MSELoss"),
        project(head(Softmax(), width=2), "MSELoss"),
    ),
    *_pair(
        "softmax-of-one",
        project(convolutions(Conv2d(), MaxPool2d(kernel_size=(6, 6)), Softmax(dim=-1)), "MSELoss"),
        project(convolutions(Conv2d(), MaxPool2d(kernel_size=(6, 6)), Softmax(dim=1)), "MSELoss"),
    ),
    *_pair("nearly-all-dropped", project(normed(ReLU(), Dropout(p=0.9))), project(normed(ReLU(), Dropout(p=0.7)))),
    *_pair("nearly-all-dropped", project(normed(ReLU(), Dropout(p=1.0))), project(normed(ReLU(), Dropout(p=0.5)))),
    *_pair(
        "window-on-one-pixel",
        project(convolutions(MaxPool2d(kernel_size=(8, 8)), Conv2d(padding=(1, 1)))),
        project(convolutions(MaxPool2d(kernel_size=(8, 8)), Conv2d(kernel_size=(1, 1)))),
    ),
    *_pair(
        "window-on-one-pixel",
        project(convolutions(MaxPool2d(kernel_size=(8, 8)), Conv2d(padding="same"))),
        project(convolutions(MaxPool2d(kernel_size=(4, 4)), Conv2d(padding=(1, 1)))),
    ),
    *_pair(
        "dead-end",
        project(edits.add(head(), "input2", Input(shape=(8,)))),
        project(head()),
    ),
    *_pair(
        "wasted-bias",
        project(convolutions(Conv2d(), BatchNorm2d())),
        project(convolutions(Conv2d(), ReLU(), BatchNorm2d())),
    ),
    *_pair(
        "flipped-digits",
        with_transform(convolutions(Conv2d()), "RandomHorizontalFlip"),
        with_transform(convolutions(Conv2d()), "RandomHorizontalFlip", enabled=False),
    ),
    *_pair(
        "no-colours-to-change",
        with_transform(chain(input=Input(shape=(1, 8, 8)), output=Output()), "ColorJitter", hue=0.2),
        with_transform(chain(input=Input(shape=(3, 8, 8)), output=Output()), "ColorJitter", hue=0.2),
    ),
]  # fmt: skip
