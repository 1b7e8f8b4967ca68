"""Lessons: guided tours through the window, each a declaration of steps that wait for what a person does."""

from collections.abc import Mapping

from studio.project.lessons.beginning import BACK_PROPAGATION, FIRST_NETWORK, GATES
from studio.project.lessons.learning import BATCH_NORM, FIRST_WEIGHTS, OPTIMIZERS, OVERFITTING
from studio.project.lessons.lesson import Lesson, Step
from studio.project.lessons.networks import CONVOLUTION, RESIDUAL, SEQUENCES
from studio.project.lessons.progress import Progress, keep, kept_project, progress

lessons: Mapping[str, Lesson] = {
    lesson.name: lesson
    for lesson in (
        FIRST_NETWORK,
        GATES,
        BACK_PROPAGATION,
        FIRST_WEIGHTS,
        OPTIMIZERS,
        OVERFITTING,
        BATCH_NORM,
        CONVOLUTION,
        RESIDUAL,
        SEQUENCES,
    )
}
"""All lessons by name, in the order in which the notes come to them."""

__all__ = ["Lesson", "Progress", "Step", "keep", "kept_project", "lessons", "progress"]
