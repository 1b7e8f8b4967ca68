"""The checked content of an ONNX file: in one piece, or with its weights in a file of their own beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from studio.compiler.export_error import ExportError, not_written
from studio.compiler.onnx.parity import first_line
from studio.files import replace_file
from studio.text import tr

if TYPE_CHECKING:
    import onnx

LARGEST_FILE = 2**31 - 1
"""Bytes of the largest ONNX file: protocol buffers hold no more in one piece."""


@dataclass(frozen=True)
class Content:
    """What is to be put in place: `model` are the bytes of the file, or the place where it waits beside `weights`."""

    model: bytes | Path
    weights: Path | None = None

    def put(self, path: Path) -> int:
        """Put it in place, the weights first; gives the bytes in all. Raises ExportError."""
        content = self.model if isinstance(self.model, bytes) else self.model.read_bytes()
        apart = 0 if self.weights is None else self.weights.stat().st_size
        try:
            if self.weights is not None:
                self.weights.replace(path.with_name(self.weights.name))
            replace_file(path, content)
            return len(content) + apart
        except OSError as error:
            raise not_written(path, error) from None


def weights_path(path: Path) -> Path:
    """Where the weights of a file lie that has them apart: `net.onnx.data` beside `net.onnx`."""
    return path.with_name(f"{path.name}.data")


@contextmanager
def content_of(model: onnx.ModelProto, path: Path, *, apart: bool = False) -> Iterator[Content]:
    """The content for a file at `path`, checked; `apart` puts weights into a file of their own.

    Where all of it is too large for one file they are so in any case. Until it is put in place it lies in a folder
    beside, which is gone afterwards. Raises ExportError where the model is not valid.
    """
    if not apart and model.ByteSize() <= LARGEST_FILE:
        content = model.SerializeToString()
        _check(content)
        yield Content(bytes(content))
        return
    try:
        folder = TemporaryDirectory(prefix=f".{path.stem}-", dir=path.parent)
    except OSError as error:
        raise not_written(path, error) from None
    with folder as name:
        waiting = Path(name) / path.name
        _save_apart(model, waiting)
        _check(waiting)
        weights = weights_path(waiting)
        yield Content(waiting, weights if weights.exists() else None)


def _save_apart(model: onnx.ModelProto, path: Path) -> None:
    import onnx

    apart = onnx.ModelProto()
    apart.CopyFrom(model)
    try:
        onnx.save_model(
            apart, path, save_as_external_data=True, all_tensors_to_one_file=True,
            location=weights_path(path).name, size_threshold=1024,
        )  # fmt: skip
    except OSError as error:
        raise not_written(path, error) from None


def _check(content: bytes | Path) -> None:
    """Raise ExportError where it is not valid."""
    import onnx

    try:
        onnx.checker.check_model(content if isinstance(content, bytes) else str(content), full_check=True)
    except Exception as error:
        raise ExportError(
            tr("The exported network is not valid ONNX: {reason}", reason=first_line(error)),
            tr("Replace the layer that it names, or export PyTorch source instead."),
        ) from None
