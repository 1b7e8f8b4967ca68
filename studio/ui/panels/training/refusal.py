"""Why a network cannot be trained yet, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from studio.graph import Problem
from studio.text import ntr, paragraph, tr


def refusal(errors: Sequence[Problem]) -> tuple[str, str]:
    """The first of the errors with its node, and its remedy with how many others there are."""
    first = errors[0]
    reason = first.message
    if first.node and first.node not in reason:
        reason = tr("“{node}”: {problem}", node=first.node, problem=reason)
    remedies = [first.remedy]
    if len(errors) > 1:
        count = len(errors) - 1
        remedies.append(ntr("{count} more in the list of problems.", "{count} more in the list of problems.", count))
    told = tr("The network cannot be trained yet. {reason}", reason=reason)
    return told, paragraph(*remedies)
