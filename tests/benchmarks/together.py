"""Two processes that train together, against the script that people write for torchrun by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from studio.project import Project
from studio.project.file import save
from studio.training.config import TrainingConfig
from studio.training.events import BatchesDone
from studio.training.runs import Run
from tests.benchmarks.reference import BATCH_SIZE, fashion_mnist, lenet_graph
from tests.benchmarks.result import Benchmark, Result

PROCESSES, ROUNDS, STEPS = 2, 3, 600
TESTS = Path(__file__).resolve().parent.parent
PATHS = [str(TESTS.parent), str(TESTS / "support")]

TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={PROCESSES}"]

SCRIPT = """
import sys, time
sys.path[:0] = {paths!r}
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from tests.benchmarks.reference import BATCH_SIZE, fashion_mnist_tensors, lenet_module

dist.init_process_group("gloo")
rank, size = dist.get_rank(), dist.get_world_size()
inputs, targets = fashion_mnist_tensors()
torch.manual_seed(0)
model, loss_of = DistributedDataParallel(lenet_module()), nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
order = torch.randperm(len(targets), generator=torch.Generator().manual_seed(0))
share = BATCH_SIZE // size
for step in range({steps}):
    if step == 50:
        began = time.perf_counter()
    first = step * BATCH_SIZE + rank * share
    chosen = order[first : first + share]
    optimizer.zero_grad()
    loss = loss_of(model(inputs[chosen]), targets[chosen])
    loss.backward()
    optimizer.step()
if rank == 0:
    print("speed", ({steps} - 50) * BATCH_SIZE / (time.perf_counter() - began))
dist.destroy_process_group()
"""


def two_processes() -> Result:
    """LeNet on Fashion-MNIST, batches of 64 shared by two: the pair in the middle of several."""
    pairs = sorted(((ours(), by_hand()) for _ in range(ROUNDS)), key=lambda pair: pair[0] / pair[1])
    return Result("two processes with gloo, against a plain torchrun script", *pairs[len(pairs) // 2], "images/s", 0.97)


def ours() -> float:
    """Samples per second of both processes together, as the events tell."""
    project = Project("LeNet-5", lenet_graph(), fashion_mnist(), TrainingConfig.create(
        {"batch_size": BATCH_SIZE, "steps": STEPS, "device": "cpu"}
    ))  # fmt: skip
    with TemporaryDirectory() as folder:
        file, run = Path(folder) / "lenet.nns", Path(folder) / "run"
        save(project, file)
        command = [sys.executable, "-m", "studio", "train", str(file), "--out", str(run), "--json"]
        subprocess.run(
            [*command, "--launch", "torchrun", "--nproc", str(PROCESSES)], check=True, stdout=subprocess.DEVNULL
        )
        told = [event for event in Run.open(run).events() if isinstance(event, BatchesDone)]
    return median(event.samples_per_second for event in told[2:])


def by_hand() -> float:
    """The same of the plain script."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "train.py"
        script.write_text(SCRIPT.format(paths=PATHS, steps=STEPS), encoding="utf-8")
        told = subprocess.run([*TORCHRUN, str(script)], check=True, capture_output=True, encoding="utf-8").stdout
    return float(next(line.split()[1] for line in told.splitlines() if line.startswith("speed")))


BENCHMARKS: tuple[Benchmark, ...] = (two_processes,)
