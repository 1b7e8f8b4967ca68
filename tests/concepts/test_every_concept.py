"""Every concept of the notes has places where it is seen and a test that shows it, or says what it lacks."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from concepts import CONCEPTS, Concept

from studio.data.config.transforms.registry import transforms
from studio.layers import catalogue
from studio.layers.initialization import network_initializers
from studio.project.lessons import lessons
from studio.project.templates import templates
from studio.training.health.alarms import ALARMS
from studio.training.losses import losses
from studio.training.optimizers import optimizers
from studio.training.schedules import schedules
from studio.ui.actions import actions
from studio.ui.dialogs.playgrounds.registry import PLAYGROUNDS

TESTS = Path(__file__).parents[1]
PLACES = {
    "layer": set(catalogue),
    "loss": set(losses),
    "optimizer": set(optimizers),
    "schedule": set(schedules),
    "initialization": set(network_initializers),
    "transform": set(transforms),
    "alarm": set(ALARMS),
    "template": {each.name for each in templates()},
    "lesson": set(lessons),
    "playground": set(PLAYGROUNDS),
    "action": set(actions),
}


def test_there_are_76_of_them_each_once() -> None:
    assert len(CONCEPTS) == 76
    assert [name for name, times in Counter(each.name for each in CONCEPTS).items() if times > 1] == []


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda each: each.name)
def test_a_concept_is_seen_where_it_is_said_to_be_and_has_its_test(concept: Concept) -> None:
    assert concept.seen
    named = [place.split(":") for place in concept.seen]
    assert [name for room, name in named if name not in PLACES[room]] == []
    file, _, function = concept.test.partition("::")
    assert re.search(rf"^def {function}\(", (TESTS / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_lesson_and_every_playground_shows_some() -> None:
    seen = {place for each in CONCEPTS for place in each.seen}
    assert {f"lesson:{name}" for name in lessons} - seen == set()
    assert {f"playground:{name}" for name in PLAYGROUNDS} - seen == set()
