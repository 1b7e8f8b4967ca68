"""Small networks with first weights, whose answers are explained."""

from __future__ import annotations

import torch
from networks import chain

from studio.compiler.module import compile_graph
from studio.data.preparation import Preparation
from studio.evaluation.answers import Answering
from studio.evaluation.explanations.subject import Explained
from studio.graph import Graph
from studio.layers import layer

CLASSES = ("a", "b", "c")


def subject_of(graph: Graph, sample: str, *shape: int, classes: tuple[str, ...] = CLASSES, **more: object) -> Explained:
    """The network of a graph for samples of a shape."""
    preparation = Preparation(sample=sample, source=shape, shape=shape, classes=classes, **more)
    module = compile_graph(graph, seed=0).eval()
    return Explained(module, 1, preparation, Answering.of(preparation, "softmax"))


def of_pictures() -> Explained:
    graph = chain(
        input=layer("Input", shape=(2, 8, 8)),
        conv=layer("Conv2d", out_channels=4, kernel_size=[3, 3]),
        tanh=layer("Tanh"),
        pool=layer("MaxPool2d", kernel_size=[2, 2]),
        flatten=layer("Flatten"),
        fc=layer("Linear", out_features=3),
        output=layer("Output"),
    )
    return subject_of(graph, "picture", 2, 8, 8)


def of_rows(outputs: int = 3) -> Explained:
    graph = chain(
        input=layer("Input", shape=(5,)),
        fc1=layer("Linear", out_features=7),
        tanh=layer("Tanh"),
        fc2=layer("Linear", out_features=outputs),
        output=layer("Output"),
    )
    return subject_of(graph, "row", 5, classes=CLASSES[: max(outputs, 2)])


def of_tokens() -> Explained:
    graph = chain(
        input=layer("Input", shape=(6,), dtype="int64"),
        embedding=layer("Embedding", num_embeddings=9, embedding_dim=4),
        flatten=layer("Flatten"),
        fc=layer("Linear", out_features=3),
        output=layer("Output"),
    )
    return subject_of(graph, "sequence", 6, vocabulary=9)


def samples_of(subject: Explained, count: int = 2) -> torch.Tensor:
    generator, shape = torch.Generator().manual_seed(4), subject.preparation.shape
    if subject.preparation.vocabulary:
        return torch.randint(1, 9, (count, *shape), generator=generator)
    return torch.randn(count, *shape, generator=generator)
