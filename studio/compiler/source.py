"""From a graph to PyTorch source a person would have written: a class a block, one line a node."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable
from typing import NamedTuple

from torch import nn

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.constructor import is_torch_class
from studio.compiler.formatting import WIDTH
from studio.compiler.initialize import Schemes
from studio.compiler.module import CompileError, inputs_of, outputs_of, steps
from studio.compiler.source_classes import Classes, class_name
from studio.compiler.source_forward import batch_of
from studio.compiler.source_style import Style
from studio.compiler.tensors import TensorSpec
from studio.graph import Graph, Kind

__all__ = ["Companion", "class_name", "source"]

THEIRS = ("torch", "builtins")
"""Packages whose classes the source need not bring along."""

WRITTEN = "custom_layer"
"""The module name of classes written in the project; only the last of a text carries it."""

SAME_CLASS = Kind(
    "same-class-twice",
    "Two custom layers define a class “{name}”, which one source file cannot hold.",
    "Call one of the classes otherwise.",
)


class Companion(NamedTuple):
    """What stands in the file beside the network's classes, and the `names` that it takes.

    `about` is a sentence of the docstring.
    """

    names: tuple[str, ...]
    constants: tuple[str, ...] = ()
    functions: tuple[tuple[str, ...], ...] = ()
    about: str = ""


def source(
    graph: Graph,
    name: str,
    *,
    initialization: Schemes = (),
    analysis: Analysis | None = None,
    companion: Companion | None = None,
    style: Style = "module",
) -> str:
    """A Python module with a class, called after `name`, that computes the network, and one for each kind of block.

    Weights begin as the nodes say, or as `initialization` says of the network. Its `state_dict` has the keys of
    the module that `compile_graph` makes. Raises CompileError when the network has errors.
    """
    analysis = analyse(graph, analysis)
    if analysis.errors:
        raise CompileError(analysis.errors)
    beside = companion or Companion(())
    classes = Classes(analysis, initialization, taken={*beside.names, "OrderedDict"}, style=style)
    whole = classes.collect(graph)
    own = _own_classes(classes.modules.values())
    _check_names(own)
    classes.taken |= {each.__name__ for each in own}
    title = class_name(name, classes.taken)
    classes.taken.add(title)
    blocks = [
        *([_source_of(each)] for each in own),
        *classes.of_blocks(graph),
        classes.write_whole(title, whole),
        *map(list, beside.functions),
    ]
    body = "\n\n\n".join("\n".join(block) for block in blocks)
    head = [*_docstring(name, whole.graph, analysis, beside.about), "", *_imports(body, beside)]
    if beside.constants:
        head += ["", *beside.constants]
    return "\n".join(head) + f"\n\n\n{body}\n"


def _own_classes(modules: Iterable[nn.Module]) -> list[type[nn.Module]]:
    """Classes that torch does not have, each once and behind those of ours that it is made from."""
    classes = (type(module) for module in modules if not is_torch_class(module))
    families = (family for each in classes for family in reversed(each.__mro__))
    own = [each for each in families if each.__module__.partition(".")[0] not in THEIRS]
    return list(dict.fromkeys(each for each in own if each.__module__ != WRITTEN or "source_text" in vars(each)))


def _check_names(own: Iterable[type[nn.Module]]) -> None:
    """One file can hold one class of a name. Raises CompileError where the project has written two."""
    known: dict[str, type[nn.Module]] = {}
    for each in own:
        if known.setdefault(each.__name__, each) is not each:
            raise CompileError((SAME_CLASS.problem("error", None, name=each.__name__),))


def _source_of(each: type[nn.Module]) -> str:
    """Source of a class that torch does not have; one written in the project carries its own."""
    return str(getattr(each, "source_text", None) or textwrap.dedent(inspect.getsource(each)).rstrip())


def _imports(body: str, beside: Companion) -> list[str]:
    """What the classes and functions need beside builtins."""
    told = {
        "import base64": r"\bbase64\.",
        "import csv": r"\bcsv\.",
        "import gzip": r"\bgzip\.",
        "import hashlib": r"\bhashlib\.",
        "import math": r"\bmath\b",
        "import zlib": r"\bzlib\.",
        "from collections import OrderedDict": r"\bOrderedDict\(",
        "from collections.abc import Sequence": r"\bSequence\[",
        "from pathlib import Path": r"\bPath\(",
        "": "",
        "import numpy as np": r"\bnp\.",
        "import torch": r"\btorch\.",
        "from safetensors.torch import load_file": r"\bload_file\(",
        "from sklearn import datasets": r"\bdatasets\b",
        "from sklearn.datasets import load_digits": r"\bload_digits\(",
        "from sklearn.model_selection import train_test_split": r"\btrain_test_split\(",
        "from torch import nn": "",
        "from torch.nn import functional as F": r"\bF\.|= F\b",
    }
    whole = "\n".join((body, *beside.constants))
    return "\n".join(line for line, used in told.items() if re.search(used, whole)).lstrip("\n").split("\n")


def _docstring(name: str, graph: Graph, analysis: Analysis, about: str = "") -> list[str]:
    title = "".join(letter for letter in " ".join(name.split()) if letter.isprintable() and letter not in '\\"')
    takes = _described("Input", inputs_of(graph), analysis)
    gives = _described("Output", outputs_of(graph), analysis)
    count = f"{sum(analysis.nodes[step].parameters for step in steps(graph)):,} parameters."
    return [
        *textwrap.wrap(f'"""{title or "Network"}: a network drawn in NN Studio.', WIDTH),
        "",
        *textwrap.wrap(f"{takes} {gives} {count}", WIDTH),
        *(["", *textwrap.wrap(about, WIDTH)] if about else []),
        '"""',
    ]


def _described(end: str, names: list[str], analysis: Analysis) -> str:
    """`Input: input (N, 1, 28, 28) float32.`"""
    specs = (f"{name} {batch_of(_spec(name, analysis))} {_spec(name, analysis).dtype}" for name in names)
    return f"{end}{'s' if len(names) > 1 else ''}: {', '.join(specs)}."


def _spec(name: str, analysis: Analysis) -> TensorSpec:
    outputs = analysis.nodes[name].outputs
    assert outputs is not None
    return outputs[0]
