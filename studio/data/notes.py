"""What a run notes of its data in sentences: what was done to the samples, and what is not among them."""

from __future__ import annotations

from collections.abc import Sequence

from studio.data.config.transforms import Transform
from studio.data.left_out import sentences
from studio.data.parting import Parted
from studio.data.preparation import Preparation
from studio.data.samples import Reading
from studio.data.split import too_small_sentence
from studio.data.transforms.step_words import by_chance, fitted
from studio.data.transforms.steps import Bytes
from studio.formatting.numbers import exact
from studio.text import listed, ntr, paragraph, tr


def note(reading: Reading, preparation: Preparation, found: Parted, transforms: Sequence[Transform] = ()) -> str:
    """What was done to the samples, and what was left out, in sentences."""
    notes = [*reading.notes]
    if preparation.sample == "picture":
        shapes = {shape for part in reading.parts.values() for shape in part.shapes}
        notes.append(fitted(shapes, preparation.steps, preparation.fitted))
        if any(isinstance(step, Bytes) for step in preparation.steps):
            notes.append(_on_disk(preparation))
    notes += _tokens(preparation, found)
    notes.append(by_chance(transforms))
    scale = preparation.target
    if scale is not None and len(scale.means) > 1:
        of = zip(preparation.classes, scale.means, scale.deviations, strict=True)
        told = listed(f"{name} ({mean:.4g}, {deviation:.4g})" for name, mean, deviation in of)
        notes.append(tr("Each target is shifted by its mean and divided by its deviation: {scales}.", scales=told))
    elif scale is not None:
        mean, deviation = f"{scale.means[0]:.4g}", f"{scale.deviations[0]:.4g}"
        notes.append(
            tr(
                "The target is shifted by its mean {mean} and scaled: 1 stands for {deviation} of its own units.",
                mean=mean,
                deviation=deviation,
            )
        )
    return paragraph(*notes, *sentences(reading.left_out), too_small_sentence(found.small))


def _tokens(preparation: Preparation, found: Parted) -> list[str]:
    """How large the vocabulary of texts is, and how many of them were cut."""
    tokenizer = preparation.tokenizer
    if tokenizer is None:
        return []
    size = tr("The vocabulary has {count} tokens.", count=exact(len(tokenizer.vocabulary)))
    cut = sum(part.cut for part in found.parts.values())
    if not cut:
        return [size]
    longer = ntr(
        "{count} text has more than {length} tokens and was cut.",
        "{count} texts have more than {length} tokens and were cut.", cut, length=tokenizer.length,
    )  # fmt: skip
    return [size, longer]


def _on_disk(preparation: Preparation) -> str:
    return tr(
        "The pictures stay files: each is decoded when it is first needed, brought to {size} with the 256 levels of a "
        "byte, and kept in a cache on the disk from then on.",
        size="×".join(map(str, preparation.fitted[1:])),
    )
