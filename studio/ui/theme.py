"""How the window looks: colours light and dark, spacing, fonts, style sheet, icons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["light", "dark"]

FAMILIES: Mapping[str, tuple[str, str]] = {
    "io": ("#475569", "#94a3b8"),
    "convolution": ("#2563eb", "#60a5fa"),
    "pooling": ("#0d9488", "#2dd4bf"),
    "dense": ("#7c3aed", "#a78bfa"),
    "normalization": ("#b45309", "#fbbf24"),
    "activation": ("#dc2626", "#f87171"),
    "regularization": ("#be185d", "#f472b6"),
    "shape": ("#57534e", "#a8a29e"),
    "merge": ("#15803d", "#4ade80"),
    "recurrent": ("#0369a1", "#38bdf8"),
    "attention": ("#9333ea", "#c084fc"),
    "other": ("#52525b", "#a1a1aa"),
}
"""Colour of each layer family: (on light, on dark)."""


@dataclass(frozen=True)
class Theme:
    """The colours of one mode, as #rrggbb. Spacing follows a grid of 4 logical pixels."""

    mode: Mode
    window: str
    panel: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    canvas: str
    grid: str
    node: str
    node_border: str
    link: str
    error: str
    warning: str
    info: str
    success: str
    family: Mapping[str, str] = field(default_factory=dict)


LIGHT = Theme(
    mode="light", window="#f4f5f7", panel="#ffffff", raised="#ffffff", border="#d9dde3", text="#1b2430",
    muted="#667085", accent="#2563eb", on_accent="#ffffff", canvas="#eef0f4", grid="#d5dae2", node="#ffffff",
    node_border="#c3cad5", link="#8592a6", error="#d92d20", warning="#b54708", info="#2563eb", success="#067647",
    family={name: pair[0] for name, pair in FAMILIES.items()},
)  # fmt: skip

DARK = Theme(
    mode="dark", window="#15181e", panel="#1c2028", raised="#252a34", border="#323946", text="#e6e9ef",
    muted="#98a2b3", accent="#5b8def", on_accent="#0b1220", canvas="#12151a", grid="#232833", node="#232833",
    node_border="#3a4250", link="#6b778c", error="#f97066", warning="#fdb022", info="#84adff", success="#47cd89",
    family={name: pair[1] for name, pair in FAMILIES.items()},
)  # fmt: skip
