"""Lessons for the beginning: a first network, gates, back-propagation."""

from __future__ import annotations

from studio.project.lessons.lesson import Lesson, Step
from studio.project.lessons.tasks import (
    Export,
    OpenInLarge,
    Press,
    Read,
    Select,
    ShowGradients,
    ShowValues,
    Train,
    TypeSample,
)
from studio.text import tr

FIRST_NETWORK = Lesson(
    "first-network",
    tr("Your first network"),
    tr("Train LeNet-5 on scanned digits, see what it gets wrong, and take it away."),
    "lenet5",
    (
        Step(tr("This is LeNet-5: a digit comes in at the top, ten numbers leave at the bottom. Click the card of "
                "conv1, its first layer."), Select("conv1")),
        Step(tr("The inspector tells what conv1 does and costs. Read its page: press F1."), Read("Conv2d", "conv1")),
        Step(tr("Look at the samples that it will learn from: show the data."), Press("data.show")),
        Step(tr("Now train it. The curves show how the loss falls, epoch by epoch, and it ends by itself."), Train()),
        Step(tr("It is trained. See which digits of the test it gets wrong: show the results."),
             Press("train.results")),
        Step(tr("Take it away: export it as ONNX. The file is compared with PyTorch before it counts as written."),
             Export()),
    ),
    tr("You have trained a network, looked at its mistakes, and hold a file that other programs can run."),
    ("training.epochs=6",),
)  # fmt: skip

GATES = Lesson(
    "gates",
    tr("Perceptrons and gates"),
    tr("Three perceptrons with weights set by hand make XOR, which one alone cannot."),
    "xor-gates",
    (
        Step(tr("Each Linear here is one perceptron: w1·x1 + w2·x2 + b. Click the card of nand_gate."),
             Select("nand_gate")),
        Step(tr("Its weights are −0.5 and −0.5, its bias 0.7. Have every card show its number: turn on the values."),
             ShowValues()),
        Step(tr("Choose “Typed numbers” in the bar above the canvas, and type 1,0. s1 and s2 are both 1, so y is 1."),
             TypeSample((1.0, 0.0))),
        Step(tr("Now type 1,1. NAND closes: s1 is 0, and y is 0, though OR is still open."), TypeSample((1.0, 1.0))),
        Step(tr("A Step gives 1 above 0 and else 0. Click the card of s1 and press F1 to see why it cannot be learnt."),
             Read("Step", "s1")),
    ),
    tr("One perceptron draws one straight line; XOR takes two lines and a gate that joins them."),
)  # fmt: skip

BACK_PROPAGATION = Lesson(
    "back-propagation",
    tr("Back-propagation"),
    tr("Two apples at 100 with tax: follow the price forwards, and its derivatives backwards."),
    "apples",
    (
        Step(tr("The network multiplies numbers of fruit by prices and then by the tax. Turn on the values."),
             ShowValues()),
        Step(tr("Choose “Typed numbers”, and type 2,0 for two apples. 200 before tax, 220 after it."),
             TypeSample((2.0, 0.0))),
        Step(tr("Now backwards: choose “Gradients”. Each card shows how much the price rises with its own number: "
                "1 at the end, 1.1 before the tax."), ShowGradients()),
        Step(tr("At the Input stand 110 for an apple and 165 for an orange. Click the numbers below the card of price "
                "to see them in large: point at a gradient there, and the products are told that it comes of."),
             OpenInLarge("price")),
        Step(tr("Never trust a derivative that was not checked: hold it against a numeric one. The check opens beside "
                "the window."), Press("train.check_gradients")),
    ),
    tr("Every layer multiplies what comes back by its own derivative. That is the whole of the chain rule."),
)  # fmt: skip
