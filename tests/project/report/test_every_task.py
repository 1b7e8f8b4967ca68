"""Runs of every task have a report, and come out the same when they are trained again."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import pytest
from runs_of_tasks import TASKS, run_of

from studio.project.report import Content, page, report_of
from studio.project.report.blocks import Folded, Matrix, Paragraph, Table
from studio.project.reproduction.outcome import outcome
from studio.project.reproduction.plan import Plan
from studio.project.reproduction.repeating import repeated
from studio.training.control import Control
from studio.training.runs import Run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("task", TASKS)
def test_a_run_has_a_report_and_can_be_repeated(task: str, tmp_path: Path) -> None:
    run = run_of(task, tmp_path / "run").run
    report = report_of(Content.of(run.path))
    assert len(page(report)) > 10_000
    results = next(section for section in report.sections if section.name == "results")
    told = [block for block in results.blocks if not isinstance(block, Paragraph)]
    assert any(isinstance(block, Table | Matrix | Folded) for block in told)
    assert not [block for block in results.blocks if isinstance(block, Paragraph) and "no more to tell" in block.text]
    plan = Plan.of(run)
    deque(repeated(plan, tmp_path / "again", Control()), maxlen=0)
    found = outcome(plan, Run.open(tmp_path / "again"))
    assert (found.identical, found.reasons) == (True, ())
