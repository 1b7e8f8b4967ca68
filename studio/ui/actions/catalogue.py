"""Every action there is, by its id."""

from __future__ import annotations

from collections.abc import Mapping

from studio.ui.actions.annotations import ALIGNING, ANNOTATIONS
from studio.ui.actions.data import DATA
from studio.ui.actions.declaration import Action
from studio.ui.actions.entries import ENTRIES
from studio.ui.actions.network import NETWORK
from studio.ui.actions.runs import RUNS
from studio.ui.actions.whole_window import WHOLE_WINDOW

_DECLARED = (*WHOLE_WINDOW, *NETWORK, *ANNOTATIONS, *ALIGNING, *RUNS, *DATA, *ENTRIES)

actions: Mapping[str, Action] = {action.id: action for action in _DECLARED}
