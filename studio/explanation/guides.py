"""Pages about what is done with a trained network: its results, trying it, why it answers so, and reports."""

from __future__ import annotations

from typing import ClassVar

from studio.explanation.content import Bullets, Paragraph, Section
from studio.layers import Declaration
from studio.text import Text, in_language, tr


class Guide(Declaration):
    """A subclass is a page: its docstring says what it is about, `parts` are headings with the sentences below."""

    parts: ClassVar[tuple[tuple[Text, tuple[Text, ...]], ...]] = ()

    @classmethod
    def sections(cls) -> tuple[Section, ...]:
        """Its parts in the language of the reader."""
        return tuple(
            Section(in_language(heading), (Paragraph(in_language(lines[0])),) if len(lines) == 1
                    else (Bullets(tuple(map(in_language, lines))),))
            for heading, lines in cls.parts
        )  # fmt: skip


class Results(Guide):
    """What a run has learnt: the answers of its weights to samples, made once and kept with the run."""

    name = "results"
    title = "Results"
    parts = (
        (tr("What is shown"), (
            tr("Overview: metrics with the interval in which they lie with 95 % confidence, and figures of each class, "
               "label or target."),
            tr("Confusion: rows are the truth, columns the answers. A click on a cell shows its samples."),
            tr("Plots: ROC, precision and recall, calibration, accuracy at each position, predictions against truth, "
               "and residuals."),
            tr("Samples: the worst mistakes first; they can be sorted by loss, confidence or label, and found by truth "
               "or prediction."),
            tr("Boundary: of two inputs, what the network says at every point of the plane, live while it trains."),
        )),
        (tr("How to read it"), (
            tr("Choose by validation samples, and look at the test samples last: what is chosen by them flatters."),
            tr("A dash stands where nothing says what a figure is, such as the recall of a class without samples."),
            tr("An accuracy says little where one class is frequent. Look at the recall of each class beside it."),
            tr("Calibrated answers of 80 % confidence are right in four of five cases; the expected calibration error "
               "is the mean distance from that."),
        )),
        (tr("On the command line"), (tr("`studio evaluate RUN --json` gives the same figures."),)),
    )  # fmt: skip


class TryIt(Guide):
    """A trained network asked about samples of your own, which are prepared as those of its training were."""

    name = "try-it"
    title = "Try it"
    parts = (
        (tr("Ways to give a sample"), (
            tr("Draw: lines get the size, the place, the thickness and the slant that samples of the training have."),
            tr("File: drop, choose or paste a picture, a table, an array, a text or a recording."),
            tr("Row: type a value for each column; the range that was seen stands beside it."),
            tr("Samples: step through those of the run, with what is true of them."),
            tr("Truth table: all inputs of a logic gate with the answers."),
        )),
        (tr("What to keep in mind"), (
            tr("“As the network sees it” is what its first layer gets. Where that looks wrong, so will the answer be."),
            tr("A network names one of its classes for anything, also for what is none of them."),
            tr("The network of the run answers, also where the one on the canvas was edited since."),
        )),
        (tr("On the command line"), (tr("`studio predict RUN INPUT… --json` gives the same answers."),)),
    )  # fmt: skip


class Why(Guide):
    """What of a sample an answer hangs on, as shares that are laid over it."""

    name = "why"
    title = "Why this answer"
    parts = (
        (tr("Ways of explaining"), (
            tr("Integrated gradients: shares add up to the score less that of an empty sample."),
            tr("Grad-CAM: which places of a picture the last convolution found something at; coarse, and calm."),
            tr("Saliency and SmoothGrad: how much the score changes with each number; the second is less noisy."),
            tr("Occlusion: how much is lost where a part is covered. It needs no derivatives, and suits tokens."),
            tr("Attention: which places of a sequence a layer gathers from. What is attended to need not be what the "
               "answer hangs on."),
        )),
        (tr("What to keep in mind"), (
            tr("An explanation tells what this network uses, not what is right to use."),
            tr("Where two ways disagree, trust neither: cover the part in question and ask again."),
        )),
    )  # fmt: skip


class Report(Guide):
    """All of a run in one file: network, layers, data, settings, curves, results, and how to train it again."""

    name = "report"
    title = "Report"
    parts = (
        (tr("What it is good for"), (
            tr("It needs nothing else: the HTML file can be sent and opened anywhere, and printed as PDF."),
            tr("It is written from what the run kept, so that it stays true when the project changes."),
        )),
        (tr("To trust it"), (
            tr("`studio reproduce RUN` trains it again and says whether the weights are the same to the last bit."),
        )),
        (tr("On the command line"), (tr("`studio report RUN OUT.html` writes it."),)),
    )  # fmt: skip


GUIDES: dict[str, type[Guide]] = {each.name: each for each in (Results, TryIt, Why, Report)}
"""By their names."""
