"""Tables in files: CSV, TSV and Parquet."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from studio.data.config.table_files import ENDINGS, TableFile
from studio.data.samples import Check, Description, Reading, carry_on, count_classes
from studio.data.sources.source import Source, register

if TYPE_CHECKING:
    from studio.data.table_files.building import Table


@register(TableFile)
class TableFileSource(Source[TableFile]):
    """Rows as samples, in the splits that a column or further files give, else in one."""

    def describe(self, config: TableFile, check: Check = carry_on) -> Description:
        table = _table(config)
        sizes = {split: len(samples) for split, samples in table.samples.items()}
        counts = {}
        if table.task == "classes":
            counts = {
                split: count_classes(samples.groups.tolist(), table.classes) for split, samples in table.samples.items()
            }
        return Description(
            table.classes,
            (table.rows.width,),
            sizes,
            counts,
            task=table.task,
            vocabulary=table.rows.vocabulary,
            features=table.features,
            left_out=table.left_out,
            columns=table.columns,
            rows=table.rows,
            grouped=table.grouped and len(sizes) < 3,
            is_large=table.is_large,
            notes=table.notes,
        )

    def read(self, config: TableFile, check: Check = carry_on) -> Reading:
        table = _table(config)
        return Reading(table.classes, **table.samples, left_out=table.left_out, notes=())

    def stamp(self, config: TableFile) -> Hashable:
        """Changes when one of the files does."""
        from studio.data.table_files.parsing import stamp

        return stamp(config)

    def files(self, config: TableFile) -> Mapping[str, Hashable]:
        """One file, or one for each split."""
        from studio.data.table_files.parsing import stamp

        return {each[0]: each for each in stamp(config)}

    def place(self, path: Path) -> Path | None:
        """A file, by its ending."""
        return path if path.suffix.lower().removeprefix(".") in ENDINGS and path.is_file() else None


def _table(config: TableFile) -> Table:
    from studio.data.table_files.parsing import table_of

    return table_of(config)
