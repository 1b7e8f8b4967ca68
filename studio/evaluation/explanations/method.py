"""What every way of explaining an answer is: a declared choice with its settings, which gives each number its share."""

from __future__ import annotations

from typing import ClassVar, cast

import torch
from pydantic import Field
from torch import Tensor

from studio.compiler.own_generator import OwnGenerator
from studio.compiler.turns import a_batch
from studio.evaluation.explanations.errors import ExplanationError
from studio.evaluation.explanations.subject import Explained
from studio.layers import Declaration
from studio.text import tr


class Method(Declaration):
    """A subclass declares a way; its docstring explains it. What `takes_tokens` can explain sequences of tokens.

    `signed` shares tell what speaks for an answer (above 0) and what against it; others tell how much something counts.
    """

    takes_tokens: ClassVar[bool] = False
    signed: ClassVar[bool] = True

    def shares(self, subject: Explained, samples: Tensor, target: int) -> Tensor:
        """The share of each number of samples (N, *shape) in the score of one answer, (N, *shape).

        Grad-CAM gives one for all channels, (N, 1, …). Chance begins at a seed. Raises ExplanationError.
        """
        if not self.takes_tokens and not samples.is_floating_point():
            raise ExplanationError(
                tr("{method} needs derivatives, and tokens have none.", method=self.title),
                tr("Choose Occlusion, which leaves tokens out."),
            )
        if not 0 <= target < len(subject.names):
            raise ExplanationError(tr("There is no answer {target}.", target=target), tr("Choose one of its answers."))
        with a_batch(), torch.enable_grad(), OwnGenerator(getattr(self, "seed", 0)):
            found = self.worked_out(subject, samples.detach(), target).detach()
        if not bool(torch.isfinite(found).all()):
            raise ExplanationError(
                tr("The derivatives of this answer are not finite (NaN or infinite)."),
                tr("The weights may have diverged: choose another checkpoint of the run."),
            )
        return found

    def worked_out(self, subject: Explained, samples: Tensor, target: int) -> Tensor:
        """The shares, within derivatives and a generator of its own."""
        raise NotImplementedError


class Seeded(Method):
    """A way in which chance has a part."""

    seed: int = Field(0, ge=0, le=2**31 - 1, description="Start of all chance")


def as_tensor(found: object) -> Tensor:
    """What captum gives of one input."""
    return cast(Tensor, found)
