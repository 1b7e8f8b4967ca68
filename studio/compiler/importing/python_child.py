"""Runs a person's Python file, in a process of its own, and writes what its network computes as an ONNX file.

`python -m studio.compiler.importing.python_child REQUEST.json`: only begun once the person has allowed that code, or
for a constructor of an installed package.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import re
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils._pytree import tree_leaves

SAMPLES = 3

CHANGED = "text-changed"
"""What is answered where the file is not the one that was allowed."""


def main(request: Path) -> None:
    """Read the request, and leave its answer beside it: `answer.json`, and on success `network.onnx`, `trial.npz`."""
    asked = json.loads(request.read_text(encoding="utf-8"))
    source = Path(asked["source"])
    try:
        answer = _answered(asked, source, request.parent)
    except BaseException as error:  # whatever the code of a person raises, SystemExit among it
        answer = {"error": _first_line(error), "line": _line(error, source)}
    (request.parent / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


def _answered(asked: dict[str, Any], source: Path, folder: Path) -> dict[str, Any]:
    warnings.simplefilter("ignore")
    torch.manual_seed(0)
    module = (_constructed(asked) if asked["package"] else _made(asked, source)).eval().float()
    samples = _samples(module, [tuple(shape) for shape in asked["shapes"] or _shapes(module)])
    with torch.no_grad():
        results = module(*samples)
    several = [each for each in tree_leaves(results) if each is not None]
    odd = next((type(each).__name__ for each in several if not isinstance(each, torch.Tensor)), "")
    if odd:
        raise TypeError(f"forward gives a {odd}, no tensor")
    sizes = tuple({0: torch.export.Dim("batch")} for _ in samples)
    torch.onnx.export(
        module, samples, folder / "network.onnx", dynamo=True, dynamic_shapes=sizes, verbose=False, external_data=False,
        input_names=_names(module, len(samples)), output_names=_called(results),
    )  # fmt: skip
    trial = {f"input{place}": each.numpy() for place, each in enumerate(samples)}
    trial |= {f"output{place}": each.detach().numpy() for place, each in enumerate(several)}
    np.savez(folder / "trial.npz", allow_pickle=False, **trial)
    learned = [name for name, each in module.named_parameters(remove_duplicate=False) if each.requires_grad]
    return {"name": type(module).__name__, "inputs": len(samples), "outputs": len(several), "learned": learned}


def _made(asked: dict[str, Any], source: Path) -> nn.Module:
    """The module that a class or a function of the file makes of the arguments."""
    sys.path.insert(0, str(source.parent))
    text = source.read_bytes()
    if asked["digest"] and hashlib.sha256(text).hexdigest() != asked["digest"]:
        raise ValueError(CHANGED)
    found = importlib.util.spec_from_file_location("imported_network", source)
    assert found is not None
    code = importlib.util.module_from_spec(found)
    sys.modules["imported_network"] = code
    exec(compile(text, str(source), "exec"), vars(code))
    made = getattr(code, asked["name"])(**asked["arguments"])
    if not isinstance(made, nn.Module):
        raise TypeError(f"{asked['name']} gives a {type(made).__name__}, no nn.Module")
    return made


def _constructed(asked: dict[str, Any]) -> nn.Module:
    """The network that an installed package makes."""
    if asked["package"] == "timm":
        found = importlib.import_module("timm").create_model(asked["name"], **asked["arguments"])
    else:
        found = importlib.import_module("torchvision.models").get_model(asked["name"], **asked["arguments"])
    assert isinstance(found, nn.Module)
    return found


def _shapes(module: nn.Module) -> list[tuple[int, ...]]:
    """What such a network takes, as it says itself (timm), or as most of them do."""
    told = getattr(module, "default_cfg", None) or {}
    return [tuple(told.get("input_size", (3, 224, 224)))]


def _samples(module: nn.Module, shapes: list[tuple[int, ...]]) -> tuple[torch.Tensor, ...]:
    """Chance numbers, whole ones where the network looks something up by them."""
    chance = torch.Generator().manual_seed(0)
    real = tuple(torch.rand(SAMPLES, *shape, generator=chance) for shape in shapes)
    if any(isinstance(part, nn.Embedding) for part in module.modules()):
        try:
            with torch.no_grad():
                module(*real)
        except (RuntimeError, IndexError):
            return tuple(torch.randint(0, 2, (SAMPLES, *shape), generator=chance) for shape in shapes)
    return real


def _names(module: nn.Module, count: int) -> list[str]:
    """The names of forward's parameters."""
    from inspect import signature

    names = list(signature(module.forward).parameters)
    return names[:count] if len(names) >= count else [f"input{place}" for place in range(count)]


def _called(results: object) -> list[str] | None:
    """What the results are called where they are a dictionary of tensors by names, else None."""
    if not isinstance(results, dict) or not all(isinstance(each, torch.Tensor) for each in results.values()):
        return None
    return [f"{key}_output" for key in results]  # the exporter may call another tensor like the key


def _first_line(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    words = next((line for line in str(error).splitlines() if line.strip()), "")
    return f"{type(error).__name__}: {words}"[:300].rstrip(": ")


def _line(error: BaseException, source: Path) -> int:
    """The line of the file that it came from; 0 where it came from elsewhere."""
    if isinstance(error, SyntaxError) and error.filename == str(source):
        return error.lineno or 0
    cause: BaseException | None = error
    while cause is not None:
        frames = [frame for frame in traceback.extract_tb(cause.__traceback__) if frame.filename == str(source)]
        if frames:
            return frames[-1].lineno or 0
        cause = cause.__cause__ or cause.__context__
    told = re.search(rf'File "{re.escape(str(source))}", line (\d+)', str(error))  # torch tells it in words
    return int(told[1]) if told else 0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
