"""Where data come from: one registered declaration a kind, which describes, shows the first samples, and reads.

To add a kind of data: its settings in `studio/data/config.py`, and a module here whose class is registered for them.
"""

from studio.data.sources import (
    arrays,
    digit_rows,
    digits,
    drawn,
    functions,
    idx,
    image_folder,
    logic_gates,
    photo_tiles,
    sequences,
    table_files,
    tables,
    texts,
    toys,
    waveforms,
)
from studio.data.sources.source import SOURCES, Source, register, source_of

__all__ = [
    "SOURCES", "Source", "arrays", "digit_rows", "digits", "drawn", "functions", "idx", "image_folder", "logic_gates",
    "photo_tiles", "register", "sequences", "source_of", "table_files", "tables", "texts", "toys", "waveforms",
]  # fmt: skip
