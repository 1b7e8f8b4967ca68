"""Pages about ideas that several settings share: entropy and its kin, likelihood, steps of optimizers."""

from __future__ import annotations

from functools import cache
from typing import ClassVar

from studio.explanation.content import Item, Paragraph, Section, Symbols
from studio.explanation.formula import Rule
from studio.explanation.guides import Guide
from studio.explanation.legend import LEARNING, legend_of_rules
from studio.explanation.notation import Value, number
from studio.explanation.optimizer_formulas import optimizer_rules
from studio.text import Text, in_language, tr
from studio.training.optimizers import Optimizer, optimizers

ENTROPY = Rule(tr("entropy of the target: what cannot be saved"), "H_t", "-sum_k(t_k*log(t_k))")
CROSS_ENTROPY = Rule(tr("cross entropy: what the answers cost"), "H_tp", "-sum_k(t_k*log(p_k))")
DIVERGENCE = Rule(
    tr("Kullback-Leibler divergence: what they cost more than the best"), "D", "sum_k(t_k*log(t_k / p_k))"
)
DIFFERENCE = Rule(tr("the same"), "D", "H_tp - H_t")
BY_SCORE = Rule(tr("gradient of the cross entropy by a score before the softmax"), "∂z_k", "p_k - t_k")

LIKELIHOOD = Rule(
    tr("likelihood of the targets: the probabilities that the network gives them, multiplied"), "P", "prod_i(p_i)"
)
LOGARITHM = Rule(
    tr("its negative logarithm, a sum, which is smallest where the likelihood is largest"), "L", "-sum_i(log(p_i))"
)
NORMAL = Rule(tr("targets with errors of a normal distribution: the squared error"), "L",
              "(z - t)**2 / (2*s**2) + log(s*sqrt(2*π))", {"π": 3.141592653589793})  # fmt: skip
LAPLACE = Rule(
    tr("targets with errors of a Laplace distribution: the absolute error"), "L", "abs(z - t) / s + log(2*s)"
)
BERNOULLI = Rule(tr("yes or no: the binary cross entropy"), "L", "-t*log(p) - (1 - t)*log(1 - p)")

START, STEPS = 1.0, 3
DESCENDED: tuple[tuple[str, dict[str, float]], ...] = (
    ("SGD", {"lr": 0.1}), ("SGD", {"lr": 0.1, "momentum": 0.9}), ("Adagrad", {"lr": 0.1}), ("RMSprop", {"lr": 0.1}),
    ("Adam", {"lr": 0.1}),
)  # fmt: skip
"""The optimizers told beside each other, with one rate."""


class Idea(Guide):
    """A page with formulas: `chapters` are headings with rules, words for their symbols, and a sentence."""

    chapters: ClassVar[tuple[tuple[Text, tuple[Rule, ...], tuple[tuple[str, Text], ...], Text], ...]] = ()

    @classmethod
    def sections(cls) -> tuple[Section, ...]:
        """Its chapters in the language of the reader."""
        return tuple(
            Section(
                in_language(heading),
                (
                    *rules,
                    Symbols(tuple((name, in_language(words)) for name, words in said)),
                    Paragraph(in_language(told)),
                ),
            )
            for heading, rules, said, told in cls.chapters
        )


class CrossEntropy(Idea):
    """How far answers are from targets where both are probabilities, and why a classifier makes that small."""

    name = "cross-entropy"
    title = "Cross entropy and Kullback-Leibler divergence"
    chapters = (
        (tr("What it computes"), (ENTROPY, CROSS_ENTROPY, DIVERGENCE, DIFFERENCE),
         (("t", tr("probability of class k as the target has it")), ("p", tr("as the network has it"))),
         tr("With one right class the entropy is 0, so cross entropy and divergence are the same: −log of its "
            "probability.")),
        (tr("How gradients go back"), (BY_SCORE,),
         (("z", tr("score of class k")), ("p", tr("its probability, by softmax")), ("t", tr("its target"))),
         tr("Softmax and logarithm in one step keep this gradient also where p is 0 in the computer’s numbers; one "
            "after the other they lose it. `studio loss CrossEntropyLoss` shows both.")),
    )  # fmt: skip


class MaximumLikelihood(Idea):
    """Weights under which the targets that were seen are as probable as can be: where the usual losses come from."""

    name = "maximum-likelihood"
    title = "Maximum likelihood"
    chapters = (
        (tr("What it computes"), (LIKELIHOOD, LOGARITHM),
         (("p", tr("probability of the target of sample i")), ("i", tr("over the samples"))),
         tr("A product of many probabilities is too small for a computer’s numbers, a sum of logarithms is not.")),
        (tr("Which loss belongs to which targets"), (NORMAL, LAPLACE, BERNOULLI),
         (("z", tr("output of the network")), ("t", tr("target")), ("s", tr("width of the errors, the same for all")),
          ("p", tr("probability of yes"))),
         tr("Where the width stays the same, its terms change nothing: MSELoss, L1Loss and BCEWithLogitsLoss remain.")),
    )  # fmt: skip


class Descending(Idea):
    """What optimizers do with the same gradient: the plain step, and what is kept of the steps before."""

    name = "optimizers"
    title = "Optimizers beside each other"

    @classmethod
    def sections(cls) -> tuple[Section, ...]:
        """Each with its rules, and where it comes to on one small slope."""
        return tuple(map(_descended, made()))


@cache
def made() -> tuple[Optimizer, ...]:
    """The optimizers told."""
    created = (optimizers[kind].create(settings) for kind, settings in DESCENDED)
    return tuple(each for each in created if isinstance(each, Optimizer))


def _descended(optimizer: Optimizer) -> Section:
    rules = optimizer_rules(optimizer)
    shown = ", ".join(number(each) for each in descent(optimizer))
    told = tr("On L = w², whose gradient is 2·w, the first steps from w = 1 lead to {places}.", places=shown)
    momentum = getattr(optimizer, "momentum", 0)
    title = tr("{optimizer} with momentum", optimizer=optimizer.title) if momentum else optimizer.title
    items: tuple[Item, ...] = (*rules, *legend_of_rules(rules, LEARNING), Paragraph(told))
    return Section(title, items)


def descent(optimizer: Optimizer) -> tuple[float, ...]:
    """The first weights on L = w² from 1, as the rules have them."""
    values: dict[str, Value] = {"w": START, **dict.fromkeys(("m", "v", "s", "b"), 0.0)}
    passed = []
    for step in range(1, STEPS + 1):
        values |= {"g": 2 * float(values["w"]), "t": step}  # type: ignore[arg-type]
        for rule in optimizer_rules(optimizer):
            values[rule.symbol] = rule.work_out(values)
        passed.append(float(values["w"]))  # type: ignore[arg-type]
    return tuple(passed)


IDEAS: dict[str, type[Guide]] = {each.name: each for each in (CrossEntropy, MaximumLikelihood, Descending)}
"""By their names."""
