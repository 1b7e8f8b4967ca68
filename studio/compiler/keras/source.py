"""The whole file: imports, functions of blocks, `build_model`, and `load_weights` with the conversions it needs."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Sequence

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.formatting import STEP, WIDTH, statement
from studio.compiler.keras import carried
from studio.compiler.keras.functions import function, layer_names, lift_all, passing, written
from studio.compiler.keras.lines import Value
from studio.compiler.keras.obstacles import check, check_names
from studio.compiler.keras.own_layers import OWN
from studio.compiler.keras.writing import Body, Writer
from studio.compiler.module import CompileError, inputs_of, outputs_of
from studio.graph import Graph
from studio.layers.io import Input

DTYPES = {"int64": "int32"}
"""Types of inputs that Keras calls otherwise; its backends count in 32 bits."""

LOADING = '''
def parts_of(model: keras.Model) -> list[keras.Layer]:
    """All layers, also those of models within."""
    found = []
    for layer in model.layers:
        found += parts_of(layer) if isinstance(layer, keras.Model) else [layer]
    return found


def load_weights(model: keras.Model, path: str) -> None:
    """Give the model the weights of a .safetensors file that NN Studio wrote of this network."""
    tensors = {name.replace(".", "_"): tensor for name, tensor in load_file(path).items()}
    for layer in parts_of(model):
        if type(layer).__name__ in CONVERSIONS and layer.weights:
            layer.set_weights(CONVERSIONS[type(layer).__name__](tensors, layer))
'''


def keras_source(
    graph: Graph, name: str, analysis: Analysis | None = None, beside: Sequence[str] = (), about: str = ""
) -> str:
    """A Python file whose `build_model` makes the network, and whose `load_weights` takes its weights.

    `beside` are texts of further functions and constants, `about` a sentence about them.
    Raises CompileError when the network has errors, ExportError where Keras has no counterpart of a layer.
    """
    analysis = analyse(graph, analysis)
    if analysis.errors:
        raise CompileError(analysis.errors)
    writer = Writer(analysis)
    whole = writer.whole(graph)
    check(writer.refusals)
    check_names((*inputs_of(graph), *layer_names(whole.lines)))
    lift_all(writer.groups)
    functions = [function(group) for group in writer.groups]
    parts = ["\n".join(each) for each in (*functions, _model(graph, name, whole))]
    body = "\n\n\n".join([*_own("\n".join(parts)), *parts, *_weights("\n".join(parts)), *beside])
    head = [*_docstring(graph, name, whole, about), "", *_imports(body)]
    return "\n".join(head) + f"\n\n\n{body}\n"


def _own(body: str) -> list[str]:
    """Layers and functions that are called and that Keras does not have."""
    return [text.strip() for name, text in OWN.items() if re.search(rf"(?<![.\w]){name}\(", body)]


def _model(graph: Graph, name: str, body: Body) -> list[str]:
    """The function that makes the model."""
    inputs = inputs_of(graph)
    lines = []
    for node, value in zip(inputs, body.inputs, strict=True):
        layer = graph[node].layer
        assert isinstance(layer, Input)
        dtype = DTYPES.get(layer.dtype, layer.dtype)
        typed = "" if dtype == "float32" else f', dtype="{dtype}"'
        made = f'keras.Input({tuple(value.sizes())}{typed}, name="{node}")'
        lines += statement(f"{value.text} = ", made, indent=STEP)
    lines += [text for line in map(passing, body.lines) for text in written(line, inside=False)]
    takes, gives = (_one_or_list([value.text for value in values]) for values in (body.inputs, body.results))
    title = re.sub(r"\W+", "_", name).strip("_") or "network"
    return [
        "def build_model() -> keras.Model:",
        '    """The network, with the weights that training begins with."""',
        *lines,
        *statement("return ", f'keras.Model({takes}, {gives}, name="{title}")', indent=STEP),
    ]


def _one_or_list(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _weights(body: str) -> list[str]:
    """Conversions of the layers that there are, and the function that reads the file."""
    kinds = [kind for kind in carried.CONVERSIONS if re.search(rf"(\blayers\.|[ (]){kind}\(", body)]
    used = list(dict.fromkeys(carried.CONVERSIONS[kind] for kind in kinds))
    needed = [carried.present, *used] if used else []
    functions = [*needed, *([carried.positions] if "positions(" in body else [])]
    if not used:
        return list(map(_text, functions))
    table = ", ".join(f'"{kind}": {carried.CONVERSIONS[kind].__name__}' for kind in kinds)
    flat = f"CONVERSIONS = {{{table}}}"
    lines = [flat] if len(flat) <= WIDTH else [
        "CONVERSIONS = {", *(f'    "{kind}": {carried.CONVERSIONS[kind].__name__},' for kind in kinds), "}"
    ]  # fmt: skip
    return [*map(_text, functions), "\n".join(lines) + f"\n\n{LOADING.rstrip()}"]


def _text(function: object) -> str:
    """A function as it stands in its module, with plain types."""
    text = inspect.getsource(function)  # type: ignore[arg-type]
    return re.sub(r"\bArray\b", "np.ndarray", re.sub(r"\bTensors\b", "dict[str, np.ndarray]", text)).replace(
        "layer: Any", "layer: keras.Layer"
    ).rstrip()  # fmt: skip


def _imports(body: str) -> list[str]:
    ours = [name for name in ("layers", "ops") if re.search(rf"\b{name}\.", body)]
    lines = ["import numpy as np"] if "np." in body else []
    lines = ["import keras", *lines, *([f"from keras import {', '.join(ours)}"] if ours else [])]
    return [*lines, *(["from safetensors.numpy import load_file"] if "load_file(" in body else [])]


def _docstring(graph: Graph, name: str, body: Body, about: str) -> list[str]:
    title = "".join(letter for letter in " ".join(name.split()) if letter.isprintable() and letter not in '\\"')
    return [
        *textwrap.wrap(
            f'"""{title or "Network"}: a network drawn in NN Studio, as a functional model of Keras 3.', WIDTH
        ),
        "",
        *_described("Input", inputs_of(graph), body.inputs),
        *_described("Output", outputs_of(graph), body.results),
        *(["", *textwrap.wrap(about, WIDTH)] if about else []),
        '"""',
    ]


def _described(kind: str, names: Sequence[str], values: Sequence[Value]) -> list[str]:
    lines = []
    for name, value in zip(names, values, strict=True):
        last = ", channels last" if value.order == "last" and len(value.shape) > 1 else ""
        lines += textwrap.wrap(f"{kind} `{name}`: ({', '.join(map(str, ('N', *value.sizes())))}){last}.", WIDTH)
    return lines
