"""The small networks in plain PyTorch: perceptrons, dense layers, an auto-encoder, readers of text."""

from __future__ import annotations

import math

import torch
from torch import nn

VOCABULARY = 16


def perceptron() -> nn.Module:
    """One unit with two inputs."""
    return nn.Linear(2, 1)


class Heaviside(nn.Module):
    """1 above 0, and 0 elsewhere."""

    def forward(self, sums: torch.Tensor) -> torch.Tensor:
        """The step of each number."""
        return (sums > 0).float()


def stepped_perceptron() -> nn.Module:
    """A gate as Rosenblatt drew it."""
    return nn.Sequential(nn.Linear(2, 1), Heaviside())


class XorOfGates(nn.Module):
    """NAND and OR of two inputs, and AND of both."""

    def __init__(self) -> None:
        super().__init__()
        self.nand, self.either, self.both = stepped_perceptron(), stepped_perceptron(), stepped_perceptron()

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """(N, 2) -> (N, 1)."""
        return self.both(torch.cat([self.nand(inputs), self.either(inputs)], dim=1))  # type: ignore[no-any-return]


def xor_network() -> nn.Module:
    """Four hidden units."""
    return nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))


def three_layer_network() -> nn.Module:
    """2-3-2-2 with sigmoids and an identity at the end."""
    return nn.Sequential(nn.Linear(2, 3), nn.Sigmoid(), nn.Linear(3, 2), nn.Sigmoid(), nn.Linear(2, 2))


def two_prices() -> nn.Module:
    """Two prices, and the tax on their sum."""
    return nn.Sequential(nn.Linear(2, 1, bias=False), nn.ReLU(), nn.Linear(1, 1, bias=False))


def two_layer_network() -> nn.Module:
    """784-50-10."""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 50), nn.Sigmoid(), nn.Linear(50, 10))


class AutoEncoder(nn.Module):
    """A picture (N, 1, 28, 28) through 16 numbers and back."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 16), nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(16, 128), nn.ReLU(), nn.Linear(128, 784), nn.Sigmoid())

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """The pictures again."""
        return self.decoder(self.encoder(pictures.flatten(1))).reshape(pictures.shape)  # type: ignore[no-any-return]


class LSTMReader(nn.Module):
    """Words (N, L) to the scores of two classes, from the last step."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, 32)
        self.lstm = nn.LSTM(32, 64, batch_first=True)
        self.head = nn.Linear(64, 2)

    def forward(self, words: torch.Tensor) -> torch.Tensor:
        """Scores (N, 2)."""
        steps, _ = self.lstm(self.embedding(words))
        return self.head(steps[:, -1])  # type: ignore[no-any-return]


class TransformerReader(nn.Module):
    """Words (N, L) to the scores of two classes, from the mean over all steps."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, 64)
        layer = nn.TransformerEncoderLayer(64, 4, 128, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(64, 2)

    def forward(self, words: torch.Tensor) -> torch.Tensor:
        """Scores (N, 2)."""
        vectors = self.embedding(words)
        return self.head(self.encoder(vectors + _waves(*vectors.shape[1:])).mean(1))  # type: ignore[no-any-return]


def _waves(length: int, features: int) -> torch.Tensor:
    """sin and cos of position / 10000^(2i/d) in turn (Vaswani et al., 2017, section 3.5)."""
    waves = torch.zeros(length, features)
    for position in range(length):
        for pair in range(features // 2):
            angle = position / 10_000 ** (2 * pair / features)
            waves[position, 2 * pair] = math.sin(angle)
            waves[position, 2 * pair + 1] = math.cos(angle)
    return waves
