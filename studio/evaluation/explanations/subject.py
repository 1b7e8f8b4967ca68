"""A trained network as a function from prepared samples to a score for each answer, which is what is explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from studio.data.preparation import Preparation
from studio.evaluation.answers import Answering
from studio.evaluation.explanations.errors import ExplanationError
from studio.text import tr


@dataclass(frozen=True, eq=False)
class Explained:
    """A network in evaluation mode that takes the same samples (N, *shape) at each of its `inputs`."""

    module: nn.Module
    inputs: int
    preparation: Preparation
    answering: Answering

    def __post_init__(self) -> None:
        if self.answering.task == "input":
            raise ExplanationError(
                tr("The network learns the sample itself, so there is no one answer to be explained."),
                tr("Look at what its layers make of a sample instead."),
            )

    @property
    def names(self) -> tuple[str, ...]:
        """What there is a score for: classes, labels, or numbers that are learnt."""
        return self.answering.classes

    def scores(self, samples: Tensor) -> Tensor:
        """Scores (N, K) for prepared samples (N, *shape), before they are made probabilities, with derivatives.

        Those of pixels and positions are means over all of them. Where one score tells two classes apart, the first
        class has its negative.
        """
        found = self.module(*(samples,) * self.inputs)
        first: Tensor = found[0] if isinstance(found, tuple) else found
        scores = self.answering.arranged(first)
        if scores.dim() > 2:
            scores = scores.flatten(2).mean(2)
        return torch.cat([-scores, scores], 1) if self.answering.is_single(scores) else scores

    def likeliest(self, samples: Tensor) -> Tensor:
        """The place of the highest score of each sample, (N,)."""
        with torch.no_grad():
            return self.scores(samples).argmax(1)

    def layers(self, sample: Tensor) -> dict[str, tuple[int, ...]]:
        """The shape of what each layer gives for a prepared sample (*shape), without the batch, in order of computing.

        Only layers that give one tensor are among them.
        """
        shapes: dict[str, tuple[int, ...]] = {}

        def note(name: str) -> Callable[..., None]:
            def hook(module: nn.Module, given: object, made: object) -> None:
                if isinstance(made, Tensor) and made.dim() > 1 and len(made) == 1:
                    shapes[name] = tuple(made.shape[1:])

            return hook

        with self._watched(note), torch.no_grad():
            self.scores(sample[None])
        return shapes

    def activations(self, layer: str, samples: Tensor) -> Tensor:
        """What a layer gives for prepared samples (N, *shape), as rows (N, F)."""
        made: list[Tensor] = []

        def keep(module: nn.Module, given: object, found: object) -> None:
            assert isinstance(found, Tensor)
            made.append(found.flatten(1).float().clone())  # what follows may change it in place

        handle = self.module.get_submodule(layer).register_forward_hook(keep)
        try:
            with torch.no_grad():
                self.scores(samples)
        finally:
            handle.remove()
        return made[-1]

    @contextmanager
    def _watched(self, hook: Callable[[str], Callable[..., None]]) -> Iterator[None]:
        """Within this, each layer tells what it gives."""
        leaves = [(name, each) for name, each in self.module.named_modules() if name and not any(each.children())]
        handles = [each.register_forward_hook(hook(name)) for name, each in leaves]
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()
