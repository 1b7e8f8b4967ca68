"""The verbs of `studio` that look inside a network, with their options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.app import AllowCode, AsJson, Checkpoint, File, Settings, SplitName, app, load_for_training, print_json
from studio.cli.failures import FAILED, MISUSED, CommandError
from studio.cli.told import ToldCommand
from studio.text import paragraph, tr

Place = Annotated[
    Path, typer.Argument(metavar="FILE|RUN", help="A project file (.nns), or the folder of a run.", show_default=False)
]

Numbers = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        metavar="NUMBERS",
        help="A sample as the Input takes it, such as 1.0,0.5; once for each Input, in their order.",
    ),
]
Target = Annotated[
    str | None,
    typer.Option(
        metavar="TARGET",
        help="What is right: a class by its number from 0 or its name, or numbers such as 0.3,0.7.",
        show_default=False,
    ),
]


@app.command(cls=ToldCommand)
def inspect(
    place: Place,
    inputs: Numbers = None,
    sample: Annotated[
        int | None, typer.Option(metavar="N", help="A sample of the data, counted from 0.", show_default=False)
    ] = None,
    split: Annotated[SplitName | None, typer.Option(help="Where the sample is; train without it.")] = None,
    target: Target = None,
    checkpoint: Checkpoint = None,
    batch: Annotated[int, typer.Option(min=1, help="So many samples at once, from the sample on.")] = 1,
    training: Annotated[
        bool, typer.Option("--train", help="Have layers compute as in training: Dropout, BatchNorm of the batch.")
    ] = False,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Show what every node makes of a sample, and the gradients by it and by its parameters.

    Gradients are those of the loss; without a target, those of the sum of all numbers that leave the network. A file
    has the weights that a training would begin with. In JSON, values are the first 1,000 numbers of a node, std is
    that of just its numbers, and what is not finite is "NaN", "Infinity" or "-Infinity".
    """
    _check(inputs, sample, split, batch)
    from studio.cli.inspecting import as_json as told
    from studio.cli.inspecting import show
    from studio.cli.subjects import subject_at
    from studio.project.inspecting import inspect as inspected
    from studio.project.questions import Question

    question = Question(
        tuple(inputs or ()), sample, split.value if split else "train", batch, target, training=training
    )
    found = inspected(subject_at(place, checkpoint, allow_code=allow_code), question)
    print_json(told(found)) if as_json else show(found)


@app.command(cls=ToldCommand)
def gradcheck(
    place: Place,
    checkpoint: Checkpoint = None,
    entries: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Numbers of each parameter to check; 100 or fewer without it."),
    ] = None,
    training: Annotated[
        bool, typer.Option("--train", help="Have layers compute as in training, with the same chance in each pass.")
    ] = False,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Hold the gradients of back-propagation against numeric ones, parameter by parameter.

    Numeric ones are central differences of the network's own loss in float64, on the first training samples. The
    relative error is the norm of the difference over the larger of both norms: below 1e-6 both agree.
    """
    from studio.cli.inspecting import show_check
    from studio.cli.subjects import subject_at
    from studio.project.gradient_checking import SAMPLES, gradient_check
    from studio.training.device import use_cores

    subject = subject_at(place, checkpoint, allow_code=allow_code)
    use_cores(SAMPLES * subject.analysis.total.macs)
    found = gradient_check(subject, entries=entries, training=training)
    print_json(found.to_json()) if as_json else show_check(found)


@app.command(cls=ToldCommand)
def overfit(
    file: File,
    steps: Annotated[int, typer.Option(min=1, max=100_000, help="How many steps to take.")] = 300,
    samples: Annotated[int, typer.Option(min=1, max=10_000, help="How many training samples the batch has.")] = 8,
    settings: Settings = None,
    as_json: AsJson = False,
    allow_code: AllowCode = False,
) -> None:
    """Test whether the network can learn one batch by heart, as one that is wired right can.

    Its own loss and optimizer are used, without dropout, weight decay and what is drawn for training. The file stays
    as it is. The status is 1 where the batch is not learnt.
    """
    project = load_for_training(file, allow_code=allow_code)
    if settings:
        from studio.project.overrides import overridden

        project = overridden(project, settings)
    from studio.insight.one_batch import learn_one_batch
    from studio.project.snapshots import snapshot

    found = learn_one_batch(snapshot(project), steps, samples)
    print_json(found.to_json()) if as_json else print(paragraph(found.words, found.remedy))
    raise typer.Exit(0 if found.is_learnt else FAILED)


@app.command(cls=ToldCommand)
def initialization(file: File, as_json: AsJson = False, allow_code: AllowCode = False) -> None:
    """Show how activations lie through the depth of the network for several ways to begin.

    Weights are drawn anew for each: normal with σ 1 and with σ 0.01, Xavier, He. The file stays as it is.
    """
    from studio.cli.inspecting import show_beginnings
    from studio.cli.subjects import subject_at
    from studio.project.beginnings import beginnings

    found = beginnings(subject_at(file, allow_code=allow_code))
    print_json(found.to_json()) if as_json else show_beginnings(found)


def _check(inputs: list[str] | None, sample: int | None, split: SplitName | None, batch: int) -> None:
    """Raise CommandError where it is not clear what to look at."""
    if (sample is None) is not bool(inputs):
        raise CommandError(
            tr("Give either numbers with --input or a sample of the data with --sample."),
            tr("For example --input 1.0,0.5, or --sample 0."),
            MISUSED,
        )
    if sample is None and (split is not None or batch != 1):
        raise CommandError(
            tr("--split and --batch are about samples of the data."), tr("Give --sample, or leave them out."), MISUSED
        )
