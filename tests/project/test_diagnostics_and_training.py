"""What advice calls an error, training refuses, and all else it takes: every kind of data with every loss."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, product
from pathlib import Path

import pytest
from data_files import write_idx_folder, write_picture_folder
from data_kinds_prepared import prepared
from networks import chain

from studio.compiler.analysis import analyse
from studio.data import Data, Sequences, data_kinds
from studio.data.load import describe
from studio.data.samples import Description
from studio.graph import Graph, Problem
from studio.graph.definition import Definition
from studio.layers import Layer, fields, layer
from studio.layers.block import create_block
from studio.project import Project
from studio.project.diagnostics import OTHER_DATA, advise, remedy, title
from studio.training.config import TrainingConfig
from studio.training.events import BatchesDone, RunFailed, RunStarted
from studio.training.loop import train
from studio.training.losses import Loss, losses
from studio.training.runs import Run
from studio.training.snapshot import Snapshot

QUICK = {"path", "gate", "samples", "vocabulary"}


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Data that lie in folders."""
    made = tmp_path_factory.mktemp("data")
    return {
        "idx": write_idx_folder(made / "idx"),
        "image_folder": write_picture_folder(made / "pictures", ("cats", "dogs", "owls"), pictures=12),
    }


def targets_of(kind: str) -> list[dict[str, str]]:
    """A setting for each thing that can be learnt of such data."""
    spec = next((spec for spec in fields(data_kinds[kind]) if spec.name == "target"), None)
    return [{"target": word} for word in spec.choices] if spec else [{}]


def plain_losses() -> list[Loss]:
    """A loss for each kind of targets, tasks and factors that losses declare."""
    alike = {(each.targets, each.tasks, each.factors): each for each in losses.values()}
    return [each.create({}) for each in alike.values()]


def weighted_losses(found: Description) -> list[Loss]:
    """Losses with as many factors as there are classes, and with one too many."""
    counts = {len(found.classes), len(found.classes) + 1} - {0}
    declared = [each for each in losses.values() if each.factors]
    return [each.create({each.factors: [1.0] * count}) for each in declared for count in counts]


def cases(found: Description) -> Iterator[tuple[Graph, Loss]]:
    """Networks with losses."""
    drawn = list(networks(found))
    yield from product(drawn, plain_losses())
    yield from product(drawn[:3], weighted_losses(found))


def networks(found: Description) -> Iterator[Graph]:
    """Networks as a person may draw them for such data: right, too wide, of one number, for something else."""
    names, shape = len(found.classes), found.sample_shape
    tokens = {"embedding": layer("Embedding", num_embeddings=found.vocabulary or 4, embedding_dim=2)}
    few = {"embedding": layer("Embedding", num_embeddings=3, embedding_dim=2)}
    samples = layer("Input", shape=shape, dtype="int64" if found.vocabulary else "float32")
    first = tokens if found.vocabulary else {}
    widths = {max(names, 1), names + 1, 1}
    for width in widths:
        last = {"flatten": layer("Flatten"), "fc": layer("Linear", out_features=width)}
        yield chain(input=samples, **first, **last, output=layer("Output"))
    for width in widths | {shape[0]} if len(shape) == 3 else ():
        yield chain(input=samples, conv=layer("Conv2d", out_channels=width, kernel_size=1), output=layer("Output"))
    narrow: dict[str, Layer] = {"flatten": layer("Flatten"), "fc": layer("Linear", out_features=max(names, 1))}
    yield chain(input=layer("Input", shape=(5,)), **narrow, output=layer("Output"))
    yield chain(input=layer("Input", shape=shape, dtype="int64"), **few, **narrow, output=layer("Output"))
    yield chain(input=samples, flatten=layer("Flatten"), output=layer("Output"))


def first_step(project: Project, folder: Path) -> BatchesDone | RunFailed:
    """What comes of a training when it begins."""
    snapshot = Snapshot("", project.graph, project.data, project.training, document="{}")
    events = train(snapshot, run=Run.create(folder, snapshot))
    found = next(event for event in events if not isinstance(event, RunStarted))
    events.close()
    assert isinstance(found, BatchesDone | RunFailed)
    return found


def errors_of(project: Project) -> list[Problem]:
    return [problem for problem in advise(project, analyse(project.graph)) if problem.severity == "error"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "target"), [(kind, target) for kind in data_kinds for target in targets_of(kind)], ids=str
)
def test_training_begins_unless_advice_has_an_error(
    kind: str, target: dict[str, str], folders: dict[str, Path], tmp_path: Path
) -> None:
    share = {"validation": 0.2} if kind == "digits" else {}  # chosen, rather than what stands in until data are
    path = {"path": str(folders[kind])} if kind in folders else {}
    data: Data = prepared(kind, tmp_path / "data").changed(**target, **path, **share)
    found = describe(data)
    wrong, runs = [], count()
    for graph, loss in cases(found):
        training = TrainingConfig.create({"epochs": 1, "batch_size": 512, "device": "cpu", "loss": loss})
        project = Project(graph=graph, data=data, training=training)
        errors = errors_of(project)
        for problem in errors:
            if title(project, problem):
                assert problem not in errors_of(remedy(project, problem))
        outcome = first_step(project, tmp_path / str(next(runs)))
        if isinstance(outcome, RunFailed) != bool(errors):
            wrong.append((graph, loss, errors, outcome))
    assert wrong == []


def told(project: Project) -> list[tuple[str, str, str]]:
    problems = advise(project, analyse(project.graph))
    return [(problem.severity, problem.message, title(project, problem)) for problem in problems]


def classifier(classes: int, *shape: int) -> Graph:
    last = {"flatten": layer("Flatten"), "fc": layer("Linear", out_features=classes)}
    return chain(input=layer("Input", shape=shape or (3, 6, 9)), **last, output=layer("Output"))


def test_a_folder_of_pictures_that_is_chosen_has_its_say_with_its_own_classes(folders: dict[str, Path]) -> None:
    data = data_kinds["image_folder"].create({"path": str(folders["image_folder"])})
    message = "The network gives 5 numbers for each sample, but the data have 3 classes."
    assert told(Project(graph=classifier(5), data=data)) == [("error", message, "Set out_features of fc to 3")]
    assert told(Project(graph=classifier(3), data=data)) == []


def test_a_class_that_comes_into_the_folder_counts_at_once(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "pictures", ("cats", "dogs"))
    project = Project(graph=classifier(2), data=data_kinds["image_folder"].create({"path": str(folder)}))
    assert told(project) == []
    write_picture_folder(folder, ("owls",))
    ((_, message, _),) = told(project)
    assert message.endswith("the data have 3 classes.")


def test_no_folder_chosen_yet_is_no_problem_but_one_that_is_not_there_is(tmp_path: Path) -> None:
    def project(path: str) -> Project:
        return Project(graph=classifier(3), data=data_kinds["image_folder"].create({"path": path}))

    assert told(project("")) == []
    ((severity, message, _),) = told(project(str(tmp_path / "moved")))
    assert severity == "warning"
    assert message.endswith("moved” does not exist.")


def test_digits_that_only_stand_in_are_a_note_where_they_do_not_suit() -> None:
    project = Project(graph=classifier(1000, 3, 224, 224))
    (problem,) = advise(project, analyse(project.graph))
    assert (problem.severity, problem.code) == ("info", OTHER_DATA.code)


def test_an_embedding_inside_a_block_is_held_against_the_vocabulary_and_put_right_there() -> None:
    unit = chain(
        input=layer("Input", shape=(20,), dtype="int64"),
        embedding=layer("Embedding", num_embeddings=4),
        output=layer("Output"),
    )
    last = {"flatten": layer("Flatten"), "fc": layer("Linear", out_features=2)}
    tokens = layer("Input", shape=(20,), dtype="int64")
    words = create_block(Definition("Words", unit), {})
    project = Project(graph=chain(input=tokens, words=words, **last, output=layer("Output")), data=Sequences())
    (problem,) = advise(project, analyse(project.graph))
    assert problem.node == "words.embedding"
    assert title(project, problem) == "Set num_embeddings of embedding to 16 in every Words"
    assert told(remedy(project, problem)) == []
