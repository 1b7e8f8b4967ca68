"""Lessons about kinds of networks: convolutions, ways around layers, sequences."""

from __future__ import annotations

from studio.project.lessons.lesson import Lesson, Step
from studio.project.lessons.tasks import (
    OpenInLarge,
    Press,
    Read,
    Select,
    SetParameter,
    ShowGradients,
    ShowValues,
    Train,
)
from studio.text import tr

CONVOLUTION = Lesson(
    "convolution",
    tr("Convolution"),
    tr("Windows that slide over a picture: kernels, maps, and what a size of output comes from."),
    "lenet5",
    (
        Step(tr("Turn on the values: below each card stand the maps that it makes of a digit."), ShowValues()),
        Step(tr("Click the maps below conv1 to see them in large. Point at one place: its window in the picture, the "
                "kernel and the sum are shown."), OpenInLarge("conv1")),
        Step(tr("Click the card of conv2, which looks at all six maps at once."), Select("conv2")),
        Step(tr("Give it 32 filters in the inspector. Shapes, weights and costs of all that follows change with it."),
             SetParameter("conv2", "out_channels", 32)),
        Step(tr("Where do its 10 × 10 maps come from? Press F1: (W − F + 2P) / S + 1, with the numbers of this "
                "layer."), Read("Conv2d", "conv2")),
    ),
    tr("A convolution has few weights, as it uses the same ones at every place of the picture."),
)  # fmt: skip

RESIDUAL = Lesson(
    "residual",
    tr("Deep networks and shortcuts"),
    tr("Why twenty layers in a row may learn less than ten, and what a way around them changes."),
    "residual-digits",
    (
        Step(tr("Two ways lead to add1: through convolutions, and around them. Click its card."), Select("add1")),
        Step(tr("Turn on the values, to see what both ways bring."), ShowValues()),
        Step(tr("Choose “Gradients”: what comes back to add1 goes both ways unchanged, so that the layers above are "
                "reached however deep the network is."), ShowGradients()),
        Step(tr("Train it for one epoch."), Train()),
        Step(tr("See which layers hold the weights: in the View menu, “Show Share of”, “Parameters”."),
             Press("view.share.parameters")),
    ),
    tr("Layers with a way around them learn what is to be added; where nothing is, they learn zero with ease."),
    ("training.epochs=1",),
)  # fmt: skip

SEQUENCES = Lesson(
    "sequences",
    tr("Sequences and embeddings"),
    tr("Words as vectors, read one after the other by an LSTM."),
    "lstm-text",
    (
        Step(tr("A text comes in as numbers of words. Click the card of embedding, which has a vector for each word."),
             Select("embedding")),
        Step(tr("Give each word 16 numbers in place of 32: set embedding_dim to 16 in the inspector."),
             SetParameter("embedding", "embedding_dim", 16)),
        Step(tr("Click the card of lstm and press F1: three gates decide what it keeps, takes in and tells."),
             Read("LSTM", "lstm")),
        Step(tr("Train it for one epoch."), Train()),
        Step(tr("Try it: type a sequence of your own and see what it is taken for."), Press("train.try_it")),
    ),
    tr("An embedding makes vectors of words, and a recurrent layer makes one vector of a whole sequence."),
    ("training.epochs=1",),
)  # fmt: skip
