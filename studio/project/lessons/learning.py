"""Lessons about learning well: first weights, optimizers, overfitting, batch normalisation."""

from __future__ import annotations

from studio.project.lessons.lesson import Lesson, Step
from studio.project.lessons.tasks import (
    ComputeAsInTraining,
    Insert,
    Press,
    Read,
    Select,
    SetParameter,
    SetTraining,
    Show,
    ShowValues,
    Train,
)
from studio.text import tr

FIRST_WEIGHTS = Lesson(
    "first-weights",
    tr("Activations and first weights"),
    tr("Why a sigmoid learns slowly from tiny weights, and what Xavier and He do about it."),
    "two-layer-net",
    (
        Step(tr("Between two dense layers stands a sigmoid. Click its card and press F1: its derivative is at most "
                "0.25."), Read("Sigmoid", "sigmoid")),
        Step(tr("The weights begin with deviation 0.01. Train so, and watch how long the loss stands still."), Train()),
        Step(tr("Now choose Xavier: in the training panel, under Initialisation, “Xavier normal” for the weights."),
             SetTraining("initialization", "XavierNormal")),
        Step(tr("Train again. The signal keeps its spread through the layers, and the loss falls at once."), Train()),
        Step(tr("See what each layer went through: bring the Health panel forward."), Show("health")),
    ),
    tr("Weights that begin too small or too large lose the signal; Xavier suits sigmoids, He suits ReLU."),
    ("training.steps=100",),
)  # fmt: skip

OPTIMIZERS = Lesson(
    "optimizers",
    tr("Optimizers"),
    tr("The same network with SGD and with Adam, side by side."),
    "two-layer-net",
    (
        Step(tr("Train with what is set: plain SGD, which takes the gradient times the learning rate."), Train()),
        Step(tr("Choose Adam in the training panel. It divides each step by how large gradients have been of late."),
             SetTraining("optimizer", "Adam")),
        Step(tr("Train again, with Adam."), Train()),
        Step(tr("Both runs are kept. Show the runs: accuracy, time and settings of each stand side by side."),
             Press("train.runs")),
        Step(tr("Walk with them: open the playgrounds, where SGD, momentum, AdaGrad and Adam race down one slope. Turn "
                "the learning rate up until one falls off."), Press("help.playgrounds")),
    ),
    tr("There is no best optimizer: compare runs that differ in nothing else."),
    ("training.steps=100",),
)  # fmt: skip

OVERFITTING = Lesson(
    "overfitting",
    tr("Overfitting and dropout"),
    tr("What a network does that learns its samples by heart, and two ways to keep it from that."),
    "two-layer-net",
    (
        Step(tr("Put a Dropout behind the sigmoid: drag it from the palette onto the link below, or select that link "
                "and press Ins."), Insert("Dropout", "sigmoid")),
        Step(tr("Turn on the values. Dropout hands on what it gets: outside of training it does nothing."),
             ShowValues()),
        Step(tr("Now press the sign with two crossing arrows in the bar above the canvas, to compute as in training. "
                "Half of the units fall out, and the others count twice."), ComputeAsInTraining()),
        Step(tr("The other way is to keep weights small. Choose AdamW in the training panel, which has a weight decay "
                "from the start."), SetTraining("optimizer", "AdamW")),
        Step(tr("Train. Where training and validation loss part, a network begins to learn by heart."), Train()),
    ),
    tr("Judge a network by samples that it has not seen; dropout and weight decay bring both curves together."),
    ("training.steps=100",),
)  # fmt: skip

BATCH_NORM = Lesson(
    "batch-norm",
    tr("Batch normalisation"),
    tr("Give a convolution its BatchNorm, and see why it behaves otherwise in training than in use."),
    "simple-convnet",
    (
        Step(tr("Put a BatchNorm2d between conv and its ReLU: drag it from the palette onto that link."),
             Insert("BatchNorm2d", "conv")),
        Step(tr("The conv's own bias is of no use now, as the mean is taken off behind it. Click the card of conv."),
             Select("conv")),
        Step(tr("Turn its bias off in the inspector."), SetParameter("conv", "bias", False)),
        Step(tr("Train. The running mean and variance of each channel are gathered on the way."), Train()),
        Step(tr("Select the BatchNorm2d and press F1: in training it takes mean and variance of the batch, in use the "
                "ones it gathered."), Read("BatchNorm2d", "conv")),
    ),
    tr("BatchNorm keeps the spread of every channel, so that higher learning rates and deeper networks train."),
    ("training.steps=40",),
)  # fmt: skip
