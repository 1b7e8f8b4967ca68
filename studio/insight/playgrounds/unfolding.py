"""im2col: the windows of a picture as columns of a matrix, so that a convolution is one product."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

Size = tuple[int, int]


@dataclass(frozen=True)
class Unfolded:
    """A picture (C, H, W), and the matrix (C·k·k, L) of its L windows, one a column, as torch's unfold has it.

    `cells` (C·k·k, L) has for each entry its place in the padded picture, (C, H + 2p, W + 2p) laid out in a row.
    `product` (L,) is kernel · matrix, `convolved` what conv2d gives, in the same order, of height and width `out`.
    """

    padded: Tensor
    kernel: Tensor
    matrix: Tensor
    cells: Tensor
    product: Tensor
    convolved: Tensor
    out: Size


def picture(channels: int, side: int) -> Tensor:
    """Whole numbers (C, side, side) that are told apart: 1, 2, 3 … row by row."""
    return torch.arange(1.0, channels * side * side + 1).view(channels, side, side)


def kernel_of(channels: int, size: int) -> Tensor:
    """A kernel (C, size, size) of small whole numbers that are no pattern."""
    return (3 * torch.arange(channels * size * size) % 5 - 1.0).view(channels, size, size)


def unfolded(image: Tensor, kernel: Tensor, stride: int, padding: int) -> Unfolded:
    """Lay out the windows of an image (C, H, W) for a kernel (C, k, k)."""
    size = kernel.shape[-1]
    padded = functional.pad(image, [padding] * 4)
    numbers = torch.arange(padded.numel(), dtype=torch.float64).view_as(padded)
    matrix = functional.unfold(image[None], size, padding=padding, stride=stride)[0]
    cells = functional.unfold(numbers[None], size, stride=stride)[0].long()
    convolved = functional.conv2d(image[None], kernel[None], padding=padding, stride=stride)[0, 0]
    product = kernel.flatten() @ matrix
    return Unfolded(
        padded, kernel, matrix, cells, product, convolved.flatten(), (convolved.shape[0], convolved.shape[1])
    )
