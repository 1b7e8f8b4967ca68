"""The read-outs of networks that no template has are those of the same networks written in plain PyTorch."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from studio.compiler.analysis import analyse
from studio.graph import Graph, Node, Source
from studio.layers import Layer, layer
from studio.layers.io import Input, Output


def graph(shape: tuple[int, ...], **nodes: tuple[Layer, str] | tuple[Layer, str, str]) -> Graph:
    """A network of layers, each with the names of what feeds it; the last leads to the Output."""
    made = {"input": Node(Input(shape=shape))}
    made |= {name: Node(chosen, tuple(map(Source, sources))) for name, (chosen, *sources) in nodes.items()}
    return Graph(made | {"output": Node(Output(), (Source(list(nodes)[-1]),))})


def conv(channels: int, side: int, **params: object) -> Layer:
    return layer("Conv2d", out_channels=channels, kernel_size=[side, side], padding=[side // 2] * 2, **params)


class Inception(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Conv2d(16, 8, 1)
        self.three = nn.Sequential(nn.Conv2d(16, 4, 1), nn.ReLU(), nn.Conv2d(4, 12, 3, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.one(x), self.three(x)], 1)


INCEPTION = graph(
    (16, 14, 14),
    one=(conv(8, 1), "input"),
    reduce=(conv(4, 1), "input"),
    relu=(layer("ReLU"), "reduce"),
    three=(conv(12, 3), "relu"),
    join=(layer("Concat"), "one", "three"),
)


class Mobile(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(8, 48, 1, bias=False),
            nn.BatchNorm2d(48),
            nn.ReLU6(),
            nn.Conv2d(48, 48, 3, padding=1, groups=48, bias=False),
            nn.BatchNorm2d(48),
            nn.Conv2d(48, 8, 1, bias=False),
        )

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = x + self.body(x)
        return result


MOBILE = graph(
    (8, 14, 14),
    expand=(conv(48, 1, bias=False), "input"),
    norm1=(layer("BatchNorm2d"), "expand"),
    relu=(layer("ReLU6"), "norm1"),
    depthwise=(conv(48, 3, bias=False, groups=48), "relu"),
    norm2=(layer("BatchNorm2d"), "depthwise"),
    project=(conv(8, 1, bias=False), "norm2"),
    add=(layer("Add"), "input", "project"),
)


class EncoderDecoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.down = nn.Conv2d(2, 6, 3, stride=2, padding=1)
        self.wide = nn.Conv2d(6, 6, 3, padding=2, dilation=2)
        self.up = nn.ConvTranspose2d(6, 2, 2, stride=2)
        self.last = nn.Conv2d(4, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.last(torch.cat([self.up(self.wide(self.down(x))), x], 1))
        return result


ENCODER_DECODER = graph(
    (2, 16, 16),
    down=(conv(6, 3, stride=[2, 2]), "input"),
    wide=(layer("Conv2d", out_channels=6, kernel_size=[3, 3], padding=[2, 2], dilation=[2, 2]), "down"),
    up=(layer("ConvTranspose2d", out_channels=2, kernel_size=[2, 2], stride=[2, 2]), "wide"),
    skip=(layer("Concat"), "up", "input"),
    last=(conv(1, 1), "skip"),
)


@pytest.mark.parametrize(
    ("network", "module", "shape", "connections"),
    [
        (INCEPTION, Inception, (16, 14, 14), 196 * (8 * 17 + 4 * 17 + 12 * 37)),
        (MOBILE, Mobile, (8, 14, 14), 196 * (48 * 8 + 96 + 48 * 9 + 96 + 8 * 48)),
        (ENCODER_DECODER, EncoderDecoder, (2, 16, 16), 64 * 6 * (19 + 55) + 64 * 6 * 8 + 256 * 2 + 256 * 5),
    ],
    ids=["inception", "mobile", "encoder-decoder"],
)
def test_counts_are_those_of_plain_pytorch(
    network: Graph, module: type[nn.Module], shape: tuple[int, ...], connections: int
) -> None:
    analysis, plain = analyse(network), module().eval()
    with FlopCounterMode(display=False) as flops, torch.no_grad():
        result = plain(torch.rand(1, *shape))
    (spec,) = analysis.nodes["output"].outputs or ()
    assert not analysis.problems
    assert spec.shape == result.shape[1:]
    assert analysis.total.parameters == sum(each.numel() for each in plain.parameters())
    assert analysis.total.macs == flops.get_total_flops() / 2
    assert analysis.total.connections == connections
