"""Every text that people read goes through the catalogue of messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from bare_text import bare_texts

import studio

PACKAGE = Path(studio.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

EXEMPT: tuple[str, ...] = ()
"""Rooms and modules that have not been converted yet. This list only ever gets shorter."""

NO_TEXT = (
    "compiler/source", "compiler/keras/source.py", "compiler/keras/functions.py",
    "project/keras_preparation.py", "project/preparation_source.py",
    "project/training_script/functions.py", "project/training_script/learning.py", "project/training_script/script.py",
    "project/training_script/stepping.py",
    "project/figures/tikz.py",
)  # fmt: skip
"""What writes Python or LaTeX, of which no word is translated."""

HARMLESS = {
    "cli/console.py": ["bold red"],
    "cli/network_verbs.py": ["NN Studio {x}"],
    "compiler/onnx/description.py": ["{x}: a network drawn in NN Studio."],
    "data/config/table_files.py": ["NA, N/A, NaN, null, ?"],
    "data/preparation.py": ["Value error, "],
    "data/sources/image_folder.py": ["Shape | UnreadableError"],
    "data/folders/sought.py": ["cats/1.jpg, dogs/1.jpg", "yes/1.wav, no/1.wav"],
    "data/sources/tables.py": ["disease progression"],
    "data/folders/walk.py": ["system volume information"],
    "data/transforms/targets.py": ["greater than 4", "closed loop"],
    "data/table_files/dialect.py": ["column {x}"],
    "project/onnx_recipe.py": ["Written by NN Studio"],
    "project/figures/svg.py": [
        "Inter, Helvetica, Arial, sans-serif",
        "Inter, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif",
    ],
    "project/exporters/notebook.py": [
        'network.load_state_dict(torch.load("weights.pt", weights_only=True))  # of an export as .pt',
        "Python 3",
    ],
    "explanation/average_formulas.py": ["w if e < s + 2 else a + (w - a) / (e - s)"],
    "explanation/notation.py": ["{x} has no place in a formula."],
    "explanation/optimizer_formulas.py": [
        "g if t < 2 else μ*v + (1 - τ)*g", "w - lr*m̂*r / u if ρ > 5 else w - lr*m̂",
    ],
    "formatting/quantities.py": ["{x}{x}min {x}{x}s"],
    "layers/attention.py": ["key and value"],
    "layers/normalization.py": ["batch norm", "batch normalization", "instance norm", "style transfer"],
    "layers/registry.py": ["the catalogue has a layer {x} already"],
    "layers/time_limit.py": ["trial of code"],
    "layers/torch_module.py": ["module: {x}"],
    "project/parsing.py": ["Unterminated string"],
    "text/compiled.py": ["it has no header", "line {x} is cut short"],
    "ui/theme/faces.py": [
        "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
        "Microsoft YaHei UI", "Microsoft YaHei", "Hiragino Sans GB", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
        "Droid Sans Fallback", "Heiti SC",
    ],
    "text/declared.py": ["data type", "initial value", "keep dimension"],
    "training/events.py": [
        "each step has a loss", "not an event: {x}", "steps and losses do not belong together: {x}",
    ],
    "training/failures.py": [
        "out of memory", "can't allocate memory", "not enough memory", "Expected more than 1 value per channel",
    ],
    "training/losses.py": ["like output"],
    "training/old_events.py": ["mean absolute error"],
    "training/runs/description.py": ["not begun", "not the description of a run", "not the state of a run"],
    "training/runs/index.py": [
        "CREATE TABLE IF NOT EXISTS runs (path BLOB PRIMARY KEY, stamp TEXT NOT NULL, description TEXT NOT NULL)",
        "SELECT path, stamp, description FROM runs WHERE path = ? OR (path >= ? AND path < ?)",
        "DELETE FROM runs WHERE path = ?",
        "INSERT OR REPLACE INTO runs VALUES (?, ?, ?)",
    ],
    "training/runs/notes.py": ["not the notes of a run"],
    "project/sweeps/plan.py": ["--set {x}", "--seeds {x}", "--{x} {x}"],
    "training/mismatch.py": ["like output"],
    "ui/app.py": ["This plugin does not support propagateSizeHints()", "Unexpected failure"],
    "ui/background/parameter_facts.py": [
        "shapes of parameters", "parameters of sums", "ranks of parameters", "first values", "first weights",
    ],
    "ui/background/pool.py": ["No %s: %s"],
    "ui/background/slow_readouts.py": ["further read-outs"],
    "ui/canvas/search/finding.py": ["{x} problem {x}"],
    "ui/panels/runs/delegate.py": ["not begun"],
    "ui/plain_text.py": [" style='width: {x}px'"],
    "ui/widgets/choice.py": ["QToolButton { padding: 2px 6px 2px 0; }"],
    "ui/widgets/number_grid.py": ["QTableCornerButton::section { background: transparent; border: none; }"],
    "ui/widgets/transform_row.py": ["QToolButton { padding: 3px 6px 3px 0; text-align: left; }"],
}  # fmt: skip
"""Words in files, in the log, of PyTorch, Qt or the system, names of data, mistakes of programs: in every language the
same."""


def is_exempt(module: str) -> bool:
    return module.startswith((*EXEMPT, *NO_TEXT))


@pytest.mark.parametrize("room", sorted({module.partition("/")[0] for module in MODULES}))
def test_no_text_is_bare(room: str) -> None:
    modules = [module for module in MODULES if module.partition("/")[0] == room and not is_exempt(module)]
    found = [(module, each) for module in modules for each in bare_texts((PACKAGE / module).read_text("utf-8"))]
    assert [f"{module}:{line}: {text}" for module, (line, text) in found if text not in HARMLESS.get(module, [])] == []


@pytest.mark.parametrize("room", EXEMPT)
def test_what_is_exempt_still_has_bare_text(room: str) -> None:
    exempt = [module for module in MODULES if module.startswith(room)]
    assert any(bare_texts((PACKAGE / module).read_text(encoding="utf-8")) for module in exempt), "take it off the list"


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ('raise EditError("There is no node.")', True),
        ('show(f"{count} layers selected")', True),
        ('button.setText("Add layer")', True),
        ('words = "Add layer" if one else tr("Add layers")', True),
        ('show(tr("{a} layers", a="Add layer"))', True),
        ('raise EditError(tr("There is no node."))', False),
        ('NO_NODE = Kind("no-node", "There is no node.", "Add one.")', False),
        ('def f():\n    """What it does."""', False),
        ('raise TypeError("there is a mistake here")', False),
        ('label.setObjectName("side_panel")', False),
        ('size: int = Field(1, description="Size of it")', False),
    ],
)
def test_sentences_are_told_from_what_is_translated_or_no_text(source: str, bare: bool) -> None:
    assert bool(bare_texts(source)) is bare
