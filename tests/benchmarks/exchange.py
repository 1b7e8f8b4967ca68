"""What leaves and arrives, held against the plain way of doing it: exports, imports, the module a document becomes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from studio import api
from studio.compiler.module import compile_graph
from studio.graph import Graph
from studio.layers.io import Input
from studio.project import Project
from studio.project.importing import import_file
from tests.benchmarks.reference import lenet_graph, lenet_module
from tests.benchmarks.result import Benchmark, Result

BATCH, ROUNDS = 64, 400
IMPORT_SECONDS = 5.0


def export_with_certificate() -> Result:
    """ONNX with its certificate, against torch's exporter and the check of PyTorch's tutorial; LeNet-5."""
    return _certified("Export with certificate", lenet_graph(), lenet_module)


def export_resnet18_with_certificate() -> Result:
    """The same of a network whose samples take long."""
    graph = api.template("resnet18").project.graph
    return _certified("Export of ResNet-18 with certificate", graph, lambda: compile_graph(graph, seed=0))


def _certified(name: str, graph: Graph, made: Callable[[], nn.Module]) -> Result:
    ours: list[float] = []
    plain: list[float] = []
    document = api.Document(Project(name="Network", graph=graph))
    sample = next(node.layer.shape for node in graph.values() if isinstance(node.layer, Input))
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(4):
            ours.append(_on_processor(lambda: api.export(document, Path(folder) / "ours.onnx", certificate=True)))
            plain.append(_on_processor(lambda: _plain_export(made().eval(), sample, Path(folder) / "plain.onnx")))
            if turn == 0:  # the first of each loads libraries
                ours, plain = [], []
    return Result(name, min(ours), min(plain), "s", 1.3, "at most")


def _plain_export(network: nn.Module, sample: Sequence[int], path: Path) -> None:
    """torch's exporter, onnx's checker, and one comparison with onnxruntime, as PyTorch's tutorial on it has them."""
    samples = torch.randn(2, *sample)
    shapes = ({0: torch.export.Dim("batch")},)
    torch.onnx.export(network, (samples,), path, dynamo=True, dynamic_shapes=shapes, verbose=False)
    onnx.checker.check_model(onnx.load(path))
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {session.get_inputs()[0].name: samples.numpy()})
    with torch.no_grad():
        np.testing.assert_allclose(found, network(samples).numpy(), atol=1e-3)


def compiled_module() -> Result:
    """Forward and back through the module of a document, against the same network by hand; LeNet-5, batch 64."""
    torch.set_num_threads(1)  # teams of threads wait for each other on a busy machine
    pictures = torch.randn(BATCH, 1, 28, 28)
    steps = [_step(compile_graph(lenet_graph(), seed=0), pictures), _step(lenet_module(), pictures)]
    for step in steps:
        step()  # the first loads what it needs
    times: list[list[float]] = [[], []]
    for turn in range(ROUNDS):
        for which in (0, 1) if turn % 2 else (1, 0):
            times[which].append(_on_processor(steps[which]))
    ours, plain = map(median, times)  # the fastest of two networks that are the same differ by 2 %
    return Result("Compiled module, forward and back", 1000 * ours, 1000 * plain, "ms", 1.02, "at most")


def _step(network: nn.Module, pictures: Tensor) -> Callable[[], None]:
    def step() -> None:
        network.zero_grad(set_to_none=True)
        network(pictures).sum().backward()

    return step


def import_resnet50() -> Result:
    """ResNet-50 taken in from ONNX with its weights, against five seconds."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "resnet50.onnx"
        network = compile_graph(api.template("resnet50").project.graph, seed=0).eval()
        sample = torch.randn(2, 3, 224, 224)
        torch.onnx.export(network, (sample,), source, dynamo=False)
        import_file(source, Path(folder) / "first.nns")  # loads libraries
        taken = _seconds(lambda: import_file(source, Path(folder) / "second.nns"))
    return Result("Import of ResNet-50 from ONNX", taken, IMPORT_SECONDS, "s", 1.0, "at most")


def _on_processor(work: Callable[[], object]) -> float:
    """Seconds of all threads on the processor, which other programs do not lengthen."""
    begin = process_time()
    work()
    return process_time() - begin


def _seconds(work: Callable[[], object]) -> float:
    begin = perf_counter()
    work()
    return perf_counter() - begin


BENCHMARKS: tuple[Benchmark, ...] = (
    export_with_certificate, export_resnet18_with_certificate, compiled_module, import_resnet50,
)  # fmt: skip
