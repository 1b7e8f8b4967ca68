"""Sets of runs at the command line: what happens while they are trained, then the table of their results."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.text import Text

from studio.cli.console import console, note, table
from studio.cli.failures import FAILED, INTERRUPTED, MISUSED, CommandError
from studio.cli.runs import result
from studio.cli.training import interrupts_stop
from studio.project import Project
from studio.project.new_run import usual_start
from studio.project.sweeps.amount import Method
from studio.project.sweeps.plan import SWEEP, Plan
from studio.project.sweeps.record import Record, given
from studio.project.sweeps.running import Told, Workers, check_jobs, train_all
from studio.project.sweeps.sources import source_of
from studio.text import ntr, tr, written_out
from studio.training.control import Control
from studio.training.runs.description import Description
from studio.training.runs.results_table import Format, ResultsTable


def run_sweep(
    project: Project,
    folder: Path,
    settings: Sequence[str],
    seeds: int,
    drawn: Mapping[str, int | None],
    jobs: int | None,
    *,
    form: Format | None,
    as_json: bool,
    allow_code: bool,
    file: Path | None = None,
) -> int:
    """Train what is missing of a set of runs, then show all results; gives the exit status.

    All begin with the weights that the project in `file` was taken in with, where it was.
    `drawn` says by method how many settings are drawn. Raises TrainingError or CommandError.
    """
    method, count = _method(drawn)
    if jobs is not None:
        check_jobs(jobs)
    plan = Plan.of(project, settings, seeds, method, count)
    control = Control()
    with interrupts_stop(control), Record.opened(folder, project, plan) as record:
        record.begin_with(usual_start(project, file))
        workers = Workers.of(jobs, project.training.device, allow_code=allow_code)
        source = source_of(record, project.training.seed)
        _tell_plan(record, as_json=as_json)
        for told in train_all(record, source, workers, control):
            if as_json:
                print(json.dumps(told.to_json(), ensure_ascii=False), flush=True)
            else:
                _show(told)
        return _ended(record, control, form, as_json=as_json)


def results(runs: Sequence[Description], place: Path | None) -> ResultsTable:
    """The results of runs; those of a set, whose folder `place` is, with what was set in each."""
    plan = Plan.read(place) if place is not None and (place / SWEEP).exists() else None
    if plan is None or place is None:
        return ResultsTable.of(runs)
    settings = given(plan, place)
    order = {path: at for at, path in enumerate(settings)}
    return ResultsTable.of(sorted(runs, key=lambda run: order.get(run.path, len(order))), settings)


def _method(drawn: Mapping[str, int | None]) -> tuple[Method, int | None]:
    """How settings are chosen, and how many."""
    if drawn["random"] is not None and drawn["optuna"] is not None:
        raise CommandError(tr("--random and --optuna both choose the settings."), tr("Give one of the two."), MISUSED)
    if drawn["random"] is not None:
        return "random", drawn["random"]
    if drawn["optuna"] is not None:
        return "optuna", drawn["optuna"]
    return "grid", None


def _tell_plan(record: Record, *, as_json: bool) -> None:
    if as_json or record.plan.method == "optuna":
        return
    known, missing = len(record.plan.trials), len(record.missing())
    runs = ntr("{count} run", "{count} runs", known)
    if missing < known:
        runs = tr("{runs}, {missing} of them to be trained", runs=runs, missing=missing)
    console().print(runs, style="dim")


def _show(told: Told) -> None:
    """A line for each run that begins or ends; epochs pass in silence."""
    name = Text(written_out(told.run), "bold")
    if told.state:
        words = {"finished": tr("finished"), "failed": tr("failed"), "stopped": tr("stopped"), "pruned": tr("given up")}
        said = result(told.metrics) or told.reason
        line = Text.assemble(name, "  ", words[told.state], "  ", (written_out(said), "dim"))
        if told.state == "failed" and told.metrics:
            line.append(f"\n{written_out(told.reason)}")
        console().print(line)
    elif not told.epoch:
        console().print(Text.assemble(name, "  ", (tr("training"), "dim")))


def _ended(record: Record, control: Control, form: Format | None, *, as_json: bool) -> int:
    """The table of what there is, and what is still missing."""
    plan, runs = record.plan, record.runs()
    found = ResultsTable.of(runs, given(plan, record.folder))
    missing = len(record.missing())
    if as_json:
        print(json.dumps({"table": found.to_json(), "missing": missing}, ensure_ascii=False), flush=True)
    elif form is not None:
        print(found.as_text(form), end="")
    elif found.rows:
        _show_table(found)
    failed = [trial for trial in plan.trials if trial.mark == "failed"]
    failed_runs = sum(run.state == "failed" for run in runs) + len(failed)
    if failed_runs:
        note(
            ntr(
                "{count} run failed. It is tried again by the same command once its folder is removed.",
                "{count} runs failed. They are tried again by the same command once their folders are removed.",
                failed_runs,
            )
        )
    if control.stopped:
        note(
            tr(
                "Stopped; {missing} to be trained. The same command goes on with them.",
                missing=ntr("{count} run is still", "{count} runs are still", missing),
            )
        )
        return INTERRUPTED
    return FAILED if failed_runs else 0


def _show_table(found: ResultsTable) -> None:
    words, head = found.columns_of_words, found.head
    shown = table(*(written_out(name) for name in head[:words]), *(f">{written_out(name)}" for name in head[words:]))
    for row in found.cells(mark=" *"):
        shown.add_row(*(Text(written_out(cell), "bold" if cell.endswith(" *") else "") for cell in row))
    screen = console()
    screen.print(shown)
    if found.best:
        screen.print(tr("* marks the best."), style="dim")
