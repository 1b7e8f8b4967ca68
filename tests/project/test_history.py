"""Undo and redo over values of a project."""

from __future__ import annotations

from dataclasses import replace

from studio.project import History, Project
from studio.project.history import Sight


def named(name: str) -> Project:
    return replace(Project(), name=name)


def test_steps_are_taken_back_and_brought_back_by_name() -> None:
    history = History(named("a"))
    history.apply("To b", named("b"))
    history.apply("To c", named("c"))
    assert history.undo_label == "To c"
    assert history.undo()
    assert history.present.name == "b"
    assert (history.undo_label, history.redo_label) == ("To b", "To c")
    assert history.redo()
    assert history.present.name == "c"
    assert not history.redo()


def test_a_new_step_forgets_what_was_undone() -> None:
    history = History(named("a"))
    history.apply("To b", named("b"))
    history.undo()
    history.apply("To c", named("c"))
    assert history.redo_label is None
    assert history.undo()
    assert history.present.name == "a"
    assert not history.undo()


def test_a_drag_is_one_step() -> None:
    history = History(named("a"))
    for name in "bcd":
        history.apply("Move", named(name), merge=True)
    assert history.present.name == "d"
    history.undo()
    assert history.present.name == "a"


def test_a_drag_after_undo_is_a_step_of_its_own() -> None:
    history = History(named("a"))
    history.apply("Move", named("b"))
    history.apply("Move", named("c"))
    history.undo()
    history.apply("Move", named("d"), merge=True)
    history.undo()
    assert history.present.name == "b"


def test_going_back_and_forth_brings_what_was_in_sight() -> None:
    history = History(named("a"))
    history.apply("To b", named("b"), Sight((), frozenset({"conv1"})))
    history.undo(Sight(("block",), frozenset({"relu1"})))
    assert history.sight == Sight((), frozenset({"conv1"}))
    history.redo()
    assert history.sight == Sight(("block",), frozenset({"relu1"}))


def test_all_steps_are_listed_with_how_many_of_them_are_done() -> None:
    history = History(named("a"))
    for name in "bcd":
        history.apply(f"To {name}", named(name))
    history.undo()
    history.undo()
    assert history.labels == ("To b", "To c", "To d")
    assert history.done == 1
