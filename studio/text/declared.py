"""Texts that follow from declarations: a docstring as help, a parameter's name as words, an attribute told anew."""

from __future__ import annotations

from inspect import cleandoc

from studio.text.message import tr

TOLD = frozenset({"title", "wanted", "another", "untold", "no_onnx"})
"""Attributes of declarations that people read."""

_SPELT_OUT = {
    "attn": "attention",
    "dim": "dimension",
    "dims": "dimensions",
    "dtype": "data type",
    "eps": "epsilon",
    "idx": "index",
    "init": "initial value",
    "is": "",
    "keepdim": "keep dimension",
    "max": "largest",
    "min": "smallest",
    "nhead": "heads",
    "num": "",
    "p": "probability",
    "proj": "projection",
    "val": "value",
}


class Told:
    """A class attribute that people read: kept in English, told in the language in use whenever it is looked at."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __get__(self, instance: object, owner: type) -> str:
        return tr(self.message)


def spelt_out(name: str) -> str:
    """A parameter's name as English words: `Kernel size`, with torch's abbreviations spelt out."""
    words = " ".join(_SPELT_OUT.get(word, word) for word in name.split("_")).strip()
    return words[:1].upper() + words[1:]


def paragraphs(docstring: str) -> tuple[str, str]:
    """The first paragraph of a docstring and the rest of it, each on one line."""
    first, _, rest = cleandoc(docstring).partition("\n\n")
    return " ".join(first.split()), " ".join(rest.split())
