"""Source that is taken away prepares samples and gives answers back as the training did."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
import torch

from studio.compiler.source import source
from studio.data.preparation import Preparation, Scale
from studio.data.texts.learning import learnt
from studio.data.texts.tokenizer import Tokenizer
from studio.data.transforms.row_steps import CropSequence, Fill, OneHot, Tokens
from studio.data.transforms.sound_steps import Amplify, FitLength
from studio.data.transforms.steps import Colour, Grey, Normalize, Reshape, Resize
from studio.data.words import SampleWord
from studio.project.preparation_source import companion
from studio.project.templates import template

THIRDS, HALVES = (0.25, 0.5, 0.125), (0.5, 0.25, 2.0)

PREPARATIONS = {
    "nothing": Preparation(sample="point", source=(2,), shape=(2,), classes=("a", "b")),
    "rows": Preparation(
        sample="row",
        source=(3,),
        shape=(3,),
        steps=(Normalize(mean=THIRDS, deviation=HALVES),),
        target=Scale(mean=-152.125, deviation=77.0625),
        task="numbers",
        classes=("progress",),
        features=("age", "it's", 'a "size"'),
    ),
    "categories": Preparation(
        sample="row",
        source=(3,),
        shape=(1, 6),
        steps=(
            Fill(values=(0.25, None, -3.5), marked=(2,)),
            OneHot(sizes=(0, 3, 0, 0)),
            Normalize(mean=(1.5, 0.0, 0.0, 0.0, -2.0, 0.25), deviation=(2.0, 1.0, 1.0, 1.0, 0.125, 1.0)),
            Reshape(to=(1, 6)),
        ),
        target=Scale(mean=(1.5, -20.25), deviation=(0.5, 7.0)),
        task="numbers",
        classes=("price", "age"),
        features=("length", "colour", "weight"),
        categories=((), ("it's red", 'so "blue"', ""), ()),
    ),
    "categories as tokens": Preparation(
        sample="row",
        source=(2,),
        shape=(2,),
        steps=(Tokens(sizes=(3, 4)),),
        vocabulary=7,
        classes=("a", "b"),
        features=("one", "two"),
        categories=(("a", "b", "c"), ("a", "b", "c", "d")),
    ),
    "grey": Preparation(
        sample="picture",
        source=(3, None, None),
        shape=(60,),
        steps=(Grey(), Resize(height=6, width=10), Normalize(mean=(0.5,), deviation=(0.25,)), Reshape(to=(60,))),
        classes=("one only",),
    ),
    "colour": Preparation(
        sample="picture",
        source=(1, None, None),
        shape=(3, 6, 10),
        steps=(Colour(), Resize(height=6, width=10), Normalize(mean=THIRDS, deviation=HALVES)),
        task="input",
    ),
    "flat answers": Preparation(
        sample="picture",
        source=(3, 2, 2),
        shape=(12,),
        steps=(Normalize(mean=THIRDS, deviation=HALVES), Reshape(to=(12,))),
        task="input",
    ),
    "recordings": Preparation(
        sample="recording",
        source=(2, 50),
        shape=(2, 50),
        steps=(Normalize(mean=(0.125, -0.25), deviation=(0.5, 0.25)),),
        classes=("yes", "no"),
        rate=8_000,
    ),
    "recordings of a length": Preparation(
        sample="recording",
        source=(1, 50),
        shape=(1, 60),
        steps=(CropSequence(size=40), FitLength(size=60, fill=0.5), Amplify(factor=2.0)),
        classes=("yes", "no"),
        rate=8_000,
    ),
    "moments in front": Preparation(
        sample="sample",
        source=(9, 4),
        shape=(6, 4),
        steps=(CropSequence(size=6, axis="first"),),
        classes=("yes", "no"),
    ),
    "texts": Preparation(
        sample="sequence",
        source=(4,),
        shape=(4,),
        vocabulary=9,
        classes=("a", "b"),
        tokenizer=learnt(Tokenizer(tokens="words", lower=True, length=4, most=9), ['it is "so"', "a\\b 漢"]),
    ),
    "tokens": Preparation(sample="sequence", source=(20,), shape=(20,), vocabulary=9, classes=("一", "é\udc80")),
}

each_preparation = pytest.mark.parametrize("preparation", PREPARATIONS.values(), ids=list(PREPARATIONS))


def written(preparation: Preparation) -> str:
    project = template("two-layer-net").load()
    return source(project.graph, "CLASSES", companion=companion(preparation))


def raw(preparation: Preparation) -> torch.Tensor:
    sizes = [size or 17 for size in preparation.source]
    if preparation.vocabulary:
        return torch.randint(0, 3, (4, *sizes))
    if preparation.categories:
        return torch.tensor([[0.5, 0, 1.5], [float("nan"), 2, 1], [1, 1, float("nan")], [0, 0, 0]])
    return torch.rand(4, *sizes)


@pytest.mark.parametrize("word", get_args(SampleWord))
def test_samples_of_every_kind_are_told_as_they_come(word: SampleWord) -> None:
    assert "(N, 1, 8)" in companion(Preparation(sample=word, source=(1, 8), shape=(1, 8), rate=8_000)).about


@each_preparation
def test_samples_are_prepared_and_answers_given_back_to_the_last_bit(preparation: Preparation) -> None:
    names: dict[str, Any] = {}
    exec(written(preparation), names)
    samples = raw(preparation)
    prepared = names["prepare"](samples)
    assert torch.equal(prepared, preparation.prepare()(samples))
    finish = preparation.finish()
    assert (finish is None) is ("finish" not in names)
    if finish is not None:
        answers = torch.rand(4, len(preparation.classes)) if preparation.target else prepared
        torch.testing.assert_close(names["finish"](answers), finish(answers), rtol=1e-6, atol=1e-6)
    assert names.get("CLASSES", ()) == preparation.classes
    assert names.get("FEATURES", ()) == preparation.features
    assert names.get("CATEGORIES", ()) == preparation.categories
    assert names.get("VOCABULARY", ()) == (preparation.tokenizer.vocabulary if preparation.tokenizer else ())


@each_preparation
def test_the_network_keeps_the_keys_of_its_weights_and_a_name_of_its_own(preparation: Preparation) -> None:
    names: dict[str, Any] = {}
    exec(written(preparation), names)
    (network,) = (each for each in names.values() if isinstance(each, type) and issubclass(each, torch.nn.Module))
    bare: dict[str, Any] = {}
    exec(source(template("two-layer-net").load().graph, "Bare"), bare)
    network().load_state_dict(bare["Bare"]().state_dict(), strict=True)


@each_preparation
def test_a_formatter_has_nothing_to_change(preparation: Preparation, tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(written(preparation), encoding="utf-8")
    for command in (["format", "--diff"], ["check", "--select", "E,F,W,I,B,UP"]):
        ran = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", "--line-length", "100", str(path)],
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
