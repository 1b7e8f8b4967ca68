"""What the values of settings are called where people choose among them; values that are PyTorch's stay as they are."""

from __future__ import annotations

from collections.abc import Mapping

from studio.layers.fields import FieldSpec
from studio.text import in_language, tr

AUTO, NONE = tr("auto"), tr("none")
FIRST, LAST = tr("first"), tr("last")
CLASS, INPUT, NUMBER = tr("class"), tr("input"), tr("number")

WORDS: Mapping[str, Mapping[str, str]] = {
    "target": {
        "auto": AUTO, "class": CLASS, "input": INPUT, "number": NUMBER, "labels": tr("labels"),
        "properties": tr("properties"), "ink": tr("ink"),
    },
    "axes": {"auto": AUTO, "numbers": tr("numbers"), "tokens": tr("tokens")},
    "axis": {"first": FIRST, "last": LAST},
    "categories": {"one-hot": tr("one-hot"), "tokens": tr("tokens")},
    "channels": {"auto": AUTO, "first": FIRST, "last": LAST, "mono": tr("mono")},
    "colours": {"light": tr("light"), "dark": tr("dark")},
    "decimal": {"auto": AUTO},
    "detail": {"full": tr("full"), "short": tr("short"), "tiles": tr("tiles")},
    "device": {"auto": AUTO},
    "direction": {"down": tr("down"), "right": tr("right"), "canvas": tr("canvas")},
    "encoding": {"auto": AUTO},
    "fonts": {"named": tr("named"), "embedded": tr("embedded"), "outlined": tr("outlined")},
    "ground": {"solid": tr("solid"), "transparent": tr("transparent")},
    "head": {"none": NONE},
    "how": {"thread": tr("thread"), "process": tr("process")},
    "layout": {
        "auto": AUTO, "class_folders": tr("class folders"), "split_folders": tr("split folders"),
        "labels_file": tr("labels file"), "label_sets": tr("label sets"), "masks": tr("masks"),
        "file_names": tr("file names"),
    },
    "method": {"grid": tr("grid"), "random": tr("random")},
    "missing": {"drop": tr("drop"), "mean": tr("mean"), "category": tr("category")},
    "operation": {
        "multiply": tr("multiply"), "add": tr("add"), "divide": tr("divide"), "power": tr("power"),
        "minimum": tr("minimum"), "maximum": tr("maximum"),
    },
    "pattern": {"circles": tr("circles"), "moons": tr("moons"), "spirals": tr("spirals"), "xor": "XOR"},
    "quote": {"none": NONE},
    "returns": {"sequence": tr("sequence"), "last": LAST},
    "separator": {"auto": AUTO, "tab": tr("tab"), "space": tr("space")},
    "sizes": {"root": tr("root"), "linear": tr("linear"), "equal": tr("equal")},
    "tokens": {"words": tr("words"), "characters": tr("characters"), "byte-pairs": tr("byte pairs")},
    "weights": {"none": NONE, "colour": tr("colour"), "width": tr("width"), "both": tr("both")},
}  # fmt: skip
"""By the name of the setting; what has no words is called by its value."""


def said(field: FieldSpec) -> dict[str, str]:
    """The words allowed for a field, by what they are called in the language in use."""
    words = WORDS.get(field.name, {})
    return {in_language(words.get(word, word)): word for word in field.choices}
