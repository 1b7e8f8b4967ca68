"""The summary of a network as a table for papers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from studio.project.exporters.exporter import Exporter, put_in_place, register
from studio.project.exporters.subject import Exported, Subject
from studio.text import in_language, tr

if TYPE_CHECKING:
    from studio.compiler.report import NodeReport, Totals

HEAD = (tr("name"), tr("layer"), tr("output shape"), tr("parameters"), tr("MACs"))
WORDS = 3


@register
class LatexTable(Exporter):
    """The layers with their shapes, parameters and multiply-accumulates, and the sums, as a LaTeX table."""

    name = "latex"
    title = tr("LaTeX table")
    about = tr("The layers with their shapes, parameters and multiply-accumulates, as a table with booktabs.")
    suffixes = (".tex",)

    def write(self, subject: Subject, path: Path) -> Exported:
        """Write the table: a row for each layer, those inside blocks under their paths, and the sums."""
        from studio.compiler.module import CompileError
        from studio.compiler.table import rows
        from studio.formatting.tables import latex

        analysis = subject.analysis
        if analysis.errors:
            raise CompileError(analysis.errors)
        reports = analysis.nodes
        lines = [
            (each.path, each.layer, each.shape().replace("x", "×"), *_costs(reports[each.path]))
            for each in rows(analysis)
        ]
        sums = (tr("total"), "", "", *_costs(analysis.total))
        content = latex(tuple(map(in_language, HEAD)), [*lines, sums], WORDS).encode()
        put_in_place(path, content)
        told = tr(r"A LaTeX table; it wants \usepackage{booktabs}. Numbers are for one sample.")
        return Exported(path, len(content), trained=False, told=told, notes=subject.notes)


def _costs(found: NodeReport | Totals) -> tuple[str, str]:
    return f"{found.parameters:,}", f"{found.macs:,}"
