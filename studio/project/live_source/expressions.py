"""From expressions in `forward` to layers: sums, concatenations, functions of torch, slices."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_args

from studio.layers import Layer, ParameterError, catalogue
from studio.layers.elementwise import TIMES
from studio.layers.native import FunctionLayer
from studio.layers.torch_functions import TORCH_FUNCTIONS
from studio.project.live_source.constructions import RefusedError
from studio.text import tr

MERGES: Mapping[type[ast.operator], str] = {
    ast.Add: "Add", ast.Mult: "Multiply", ast.Sub: "Subtract", ast.Div: "Divide", ast.MatMult: "MatMul",
}  # fmt: skip
SIGNS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
NAMES = {"cat": "Concat", "concat": "Concat", "amax": "Max", "neg": "Function"}


def layer_of(template: str, count: int) -> Layer:
    """The layer that an expression with so many operands is. Raises RefusedError, ParameterError."""
    node = ast.parse(template, mode="eval").body
    try:
        found = _of(node, count)
    except (ValueError, AttributeError, IndexError, TypeError):
        found = None
    if found is None:
        raise RefusedError(tr("There is no layer for “{code}” here.", code=template))
    return found


def _of(node: ast.expr, count: int) -> Layer | None:
    if isinstance(node, ast.BinOp):
        return _operator(node, count)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _made("Function", function="neg")
    if isinstance(node, ast.Subscript):
        return _part(node.slice)
    return _call(node) if isinstance(node, ast.Call) else None


def _operator(node: ast.BinOp, count: int) -> Layer | None:
    kind = type(node.op)
    if count > 1:
        return _made(MERGES[kind]) if kind in MERGES else None
    number = _literal(node.right) if _is_operand(node.left) else _literal(node.left)
    if _is_operand(node.left) and kind is ast.Sub:
        return _made("Arithmetic", operation="add", number=-float(number))
    if kind not in SIGNS or (not _is_operand(node.left) and kind not in (ast.Add, ast.Mult)):
        return None
    operation = next(name for name, sign in TIMES.items() if sign == SIGNS[kind])
    return _made("Arithmetic", operation=operation, number=float(number))


def _call(node: ast.Call) -> Layer | None:
    """A function of torch or torch.nn.functional, or a method of a value."""
    function = node.func
    if not isinstance(function, ast.Attribute):
        return None
    name, keywords = function.attr, {each.arg: _literal(each.value) for each in node.keywords if each.arg}
    is_method = not isinstance(function.value, ast.Name) or _is_operand(function.value)
    is_method = is_method and ast.unparse(function.value) not in ("nn.functional", "torch.nn.functional")
    values = [_literal(each) for each in node.args if not _is_tensor(each)]
    if name == "unflatten" and isinstance(function.value, ast.Call):
        return _made("Reshape", shape=values[-1])
    if name == "sign" and isinstance(function.value, ast.Call):
        return _made("Step") if ast.unparse(function.value) == "torch.relu(_0)" else None
    if name == "clamp" and len(keywords) == 1 and not values:
        ((bound, number),) = keywords.items()
        return _made("Arithmetic", operation="minimum" if bound == "max" else "maximum", number=float(number))
    if name == "pad" and not is_method and len(values[0]) == 6 and not any(values[0][:4]):
        return _made("ZeroPadChannels", padding=values[0][4:])
    if name in _functional() or name in NAMES or name in _functions():
        return _function(name, values, keywords)
    if name in TORCH_FUNCTIONS and (found := _by_name(name, values, keywords)) is not None:
        return found
    return _made("Function", function=name) if not values and not keywords else None


def _function(name: str, values: list[Any], keywords: dict[str, Any]) -> Layer | None:
    """A layer whose function or class has this name, with its arguments by place or by name."""
    kind = NAMES.get(name) or _functions().get(name) or _functional()[name]
    if kind == "Function":
        return _made(kind, function=name)
    fields = list(catalogue[kind].model_fields)
    given = {**dict(zip(fields, values, strict=False)), **keywords}
    for fitted in (given, {key: (value,) if isinstance(value, int) else value for key, value in given.items()}):
        try:
            return _made(kind, **fitted)
        except ParameterError:
            if fitted is not given:
                return _made(kind, **given)
    return None


def _by_name(name: str, values: list[Any], keywords: dict[str, Any]) -> Layer | None:
    """A function of torch by its name; None where it is one of mathematics, which has a layer."""
    declared = TORCH_FUNCTIONS[name]
    if not declared.arguments and name in get_args(catalogue["Function"].model_fields["function"].annotation):
        return None
    given = {**dict(zip(declared.arguments, values, strict=False)), **keywords}
    given = {key: value for key, value in given.items() if key not in declared.named}
    return _made("TorchFunction", function=name, arguments=given)


def _part(inside: ast.expr) -> Layer | None:
    """`x[:, 2:5]` is a Slice, `x[..., 1:-1, 1:-1]` a Crop."""
    parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
    if len(parts) == 3 and isinstance(parts[0], ast.Constant) and parts[0].value is ...:
        (top, bottom), (left, right) = map(_edges, parts[1:])
        return _made("Crop", cropping=(left, right, top, bottom))
    last = parts[-1]
    if any(ast.unparse(each) != ":" for each in parts[:-1]) or not isinstance(last, ast.Slice):
        return None
    start, stop, step = (None if each is None else _literal(each) for each in (last.lower, last.upper, last.step))
    return _made("Slice", dim=len(parts) - 1, start=start or 0, stop=stop, step=step or 1)


def _edges(part: ast.expr) -> tuple[int, int]:
    assert isinstance(part, ast.Slice)
    first, last = (0 if each is None else _literal(each) for each in (part.lower, part.upper))
    return first, -last


@cache
def _functions() -> Mapping[str, str]:
    """The layers that call a function of torch, by its name."""
    return {each.function: kind for kind, each in catalogue.items() if issubclass(each, FunctionLayer)}


@cache
def _functional() -> Mapping[str, str]:
    """Layers that torch has a function for: `relu` is ReLU, `max_pool2d` MaxPool2d."""
    from torch.nn import functional

    names = (name for name in vars(functional) if name.strip("_") == name)
    plain = {name.replace("_", ""): name for name in (*names, "flatten", "sigmoid", "tanh")}
    kinds = (kind for kind, each in catalogue.items() if each.family in ("activation", "pooling", "regularization"))
    return {plain[kind.lower()]: kind for kind in (*kinds, "Flatten") if kind.lower() in plain}


def _made(kind: str, **params: Any) -> Layer:
    return catalogue[kind].create(params)


def _is_operand(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id.startswith("_") and node.id[1:].isdecimal()


def _is_tensor(node: ast.expr) -> bool:
    return any(_is_operand(each) for each in ast.walk(node) if isinstance(each, ast.expr))


_literal: Callable[[ast.expr], Any] = ast.literal_eval
