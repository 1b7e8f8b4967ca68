"""When actions can be done: of what is open, selected and going on, and why not where they cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from studio.text import tr


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides which actions are possible. Whoever owns actions fills in what concerns them."""

    is_resting: bool = False
    """Whether what the actions are for is out of sight."""
    nodes: int = 0
    selected_nodes: int = 0
    selected_links: int = 0
    selected_annotations: int = 0
    is_frame_selected: bool = False
    is_comment_selected: bool = False
    is_block_selected: bool = False
    is_inside_block: bool = False
    tiles: int = 0
    selected_tiles: int = 0
    is_network_shown: bool = True
    is_unsaved: bool = False
    undo: str | None = None
    redo: str | None = None
    remedy: str = ""
    training: str = "idle"
    """`elsewhere` while that of another document goes on."""
    documents: int = 1
    selected_runs: int = 0
    chosen_runs: int = 0
    is_lesson: bool = False


class Condition(NamedTuple):
    """A question of the situation, and what is said where the answer is no."""

    holds: Callable[[Situation], bool]
    missing: str = ""


ALWAYS = Condition(lambda now: True)
NODES = Condition(lambda now: now.nodes > 0, tr("The network is empty."))
SELECTION = Condition(lambda now: now.selected_nodes > 0, tr("Select nodes first."))
NODES_OR_FRAME = Condition(
    lambda now: now.selected_nodes > 0 or now.is_frame_selected, tr("Select nodes or a frame first.")
)
SEVERAL_NODES = Condition(lambda now: now.selected_nodes > 1, tr("Select several nodes first."))
NODE_OR_LINK = Condition(lambda now: now.selected_nodes + now.selected_links > 0, tr("Select a node or a link first."))
CHOICE = Condition(
    lambda now: now.selected_nodes + now.selected_annotations > 0, tr("Select nodes, a frame or a comment first.")
)
SEVERAL_THINGS = Condition(
    lambda now: now.selected_nodes + now.selected_annotations > 1, tr("Select several nodes, frames or comments first.")
)
THREE_THINGS = Condition(
    lambda now: now.selected_nodes + now.selected_annotations > 2,
    tr("Select three nodes, frames or comments or more first."),
)
NAMED = Condition(
    lambda now: (now.selected_nodes or now.selected_annotations) == 1 or now.selected_tiles == 1,
    tr("Select one node, frame or comment first."),
)
REMOVABLE = Condition(
    lambda now: now.selected_nodes + now.selected_links + now.selected_annotations > 0,
    tr("Select a node, a link, a frame or a comment first."),
)
COMMENT = Condition(lambda now: now.is_comment_selected, tr("Select a comment first."))
FRAME = Condition(lambda now: now.is_frame_selected, tr("Select a frame first."))
BLOCK = Condition(lambda now: now.is_block_selected, tr("Select one block first."))
TILE = Condition(lambda now: now.selected_tiles > 0, tr("Select what is collapsed first."))
TILES = Condition(lambda now: now.tiles > 0, tr("Nothing is collapsed."))
INSIDE_BLOCK = Condition(lambda now: now.is_inside_block, tr("No block is open."))
RESTING = tr("Open or begin a network first.")
"""Why nothing can be done of what is out of sight."""
NETWORK_SHOWN = Condition(lambda now: now.is_network_shown, RESTING)
START_PAGE = Condition(lambda now: not now.is_network_shown, tr("The start page is not shown."))
UNSAVED = Condition(lambda now: now.is_unsaved, tr("Everything is saved."))
UNDO = Condition(lambda now: now.undo is not None, tr("There is no step to take back."))
REDO = Condition(lambda now: now.redo is not None, tr("No step was taken back."))
REMEDY = Condition(lambda now: bool(now.remedy), tr("No problem with a remedy is at hand."))
NOT_TRAINED = Condition(lambda now: now.training in ("idle", "elsewhere"), tr("A training is going on."))
IDLE = Condition(lambda now: now.training == "idle", tr("A training is going on."))
NETWORK_IDLE = Condition(
    lambda now: now.is_network_shown and now.training == "idle",
    tr("Open a network first, while no training is going on."),
)
PAUSABLE = Condition(lambda now: now.training in ("running", "paused"), tr("No training is running."))
STOPPABLE = Condition(lambda now: now.training not in ("idle", "elsewhere", "stopping"), tr("No training is running."))
RUNS_SELECTED = Condition(lambda now: now.selected_runs > 0, tr("Select a run first."))
ONE_RUN = Condition(lambda now: now.selected_runs == 1, tr("Select one run first."))
ONE_RUN_IDLE = Condition(
    lambda now: now.selected_runs == 1 and now.training == "idle",
    tr("Select one run first, while no training is going on."),
)
SEVERAL_RUNS = Condition(
    lambda now: now.selected_runs > 1 or now.chosen_runs > 1,
    tr("Select two runs, or mark them at the left, first."),
)
SEVERAL_DOCUMENTS = Condition(lambda now: now.documents > 1, tr("No other document is open."))
LESSON = Condition(lambda now: now.is_lesson, tr("No lesson is going on."))
CHOSEN_RUNS = Condition(lambda now: now.chosen_runs > 0, tr("No run is marked."))
