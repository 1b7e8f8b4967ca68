"""The colours of the window, light, dark and of high contrast: every widget takes its own from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Mode = Literal["light", "dark"]

FAMILIES: Mapping[str, tuple[str, str]] = {
    "io": ("#475569", "#94a3b8"),
    "convolution": ("#2358d8", "#60a5fa"),
    "pooling": ("#0f766e", "#2dd4bf"),
    "dense": ("#7c3aed", "#a78bfa"),
    "normalization": ("#4a6b00", "#bde05a"),
    "activation": ("#a3128f", "#f28be0"),
    "regularization": ("#a8124f", "#f98bb9"),
    "shape": ("#57534e", "#a8a29e"),
    "merge": ("#15743a", "#4ade80"),
    "recurrent": ("#0369a1", "#38bdf8"),
    "attention": ("#9333ea", "#c084fc"),
    "other": ("#52525b", "#a1a1aa"),
}
"""Colour of each layer family: (on light, on dark). None is red, orange or amber: those are for what is wrong."""

TAGS: Mapping[str, tuple[str, str]] = {
    "grey": ("#64748b", "#94a3b8"),
    "red": ("#dc2626", "#f87171"),
    "orange": ("#c2570c", "#fb923c"),
    "yellow": ("#a16207", "#facc15"),
    "green": ("#15803d", "#4ade80"),
    "teal": ("#0f766e", "#2dd4bf"),
    "blue": ("#2563eb", "#60a5fa"),
    "purple": ("#7e22ce", "#c084fc"),
}
"""Colours that people give to what they put beside a network: (on light, on dark)."""

RUNS: tuple[tuple[str, str], ...] = (
    ("#135cc9", "#7099fa"),
    ("#cb7509", "#b35f05"),
    ("#1e9c81", "#68e298"),
    ("#980577", "#d1afe3"),
    ("#e7075b", "#715bfa"),
    ("#634705", "#f1f022"),
    ("#8a82c7", "#7c7489"),
    ("#05057f", "#e9faf7"),
    ("#3b052e", "#9c6d55"),
    ("#2b2408", "#94d85a"),
)
"""Colours of runs laid over each other: (on light, on dark). Any two are told apart, also by those who cannot see red,
green or blue (differences of at least 18 in CIELAB, seen through the matrices of Machado et al. 2009)."""


@dataclass(frozen=True)
class Theme:
    """The colours of one mode, as #rrggbb. Spacing follows a grid of 4 logical pixels.

    `text`, `muted`, `accent`, the four of severity and the family colours are readable (contrast of at least
    4.5, WCAG AA) on `window`, `panel`, `raised`, `field`, `canvas`, `node`, `hover` and `selected`; `faint` is for
    placeholders and what is disabled, `border` and `grid` are for lines only. `runs` are for curves and marks of runs
    laid over each other, `tags` for frames and comments (contrast of at least 3). In the theme of high contrast words
    have a contrast of at least 7, and borders one of at least 3.
    """

    mode: Mode
    window: str
    panel: str
    raised: str
    field: str
    hover: str
    pressed: str
    selected: str
    border: str
    field_border: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    canvas: str
    grid: str
    node: str
    node_border: str
    link: str
    error: str
    error_fill: str
    warning: str
    warning_fill: str
    info: str
    info_fill: str
    success: str
    success_fill: str
    family: Mapping[str, str]
    runs: tuple[str, ...]
    tags: Mapping[str, str]


LIGHT = Theme(
    mode="light",
    window="#f4f5f7", panel="#ffffff", raised="#ffffff", field="#f7f8fa",
    hover="#eef1f5", pressed="#e3e7ed", selected="#e6edfc", border="#e1e5ea", field_border="#d3d8e0",
    text="#1b2430", muted="#596375", faint="#8f99a8",
    accent="#2358d8", accent_hover="#1a49bd", on_accent="#ffffff",
    canvas="#eef0f4", grid="#d9dee6", node="#ffffff", node_border="#c9d0da", link="#8592a6",
    error="#c9281c", error_fill="#fdecea", warning="#a34107", warning_fill="#fdf1dc",
    info="#2358d8", info_fill="#e6edfc", success="#067647", success_fill="#e2f6ec",
    family={name: pair[0] for name, pair in FAMILIES.items()}, runs=tuple(pair[0] for pair in RUNS),
    tags={name: pair[0] for name, pair in TAGS.items()},
)  # fmt: skip

DARK = Theme(
    mode="dark",
    window="#15181e", panel="#1c2028", raised="#252a34", field="#161a21",
    hover="#272d38", pressed="#303744", selected="#22304a", border="#2c323d", field_border="#373f4c",
    text="#e6e9ef", muted="#9aa4b5", faint="#687385",
    accent="#6b9bf5", accent_hover="#86aef8", on_accent="#0b1220",
    canvas="#12151a", grid="#20252e", node="#232833", node_border="#3a4250", link="#6b778c",
    error="#f97066", error_fill="#3b1f22", warning="#fdb022", warning_fill="#372a14",
    info="#84adff", info_fill="#1d2a45", success="#47cd89", success_fill="#14312a",
    family={name: pair[1] for name, pair in FAMILIES.items()}, runs=tuple(pair[1] for pair in RUNS),
    tags={name: pair[1] for name, pair in TAGS.items()},
)  # fmt: skip

CONTRAST = Theme(
    mode="dark",
    window="#000000", panel="#000000", raised="#0d0d0d", field="#000000",
    hover="#1c1c1c", pressed="#333333", selected="#00263d", border="#8c8c8c", field_border="#d0d0d0",
    text="#ffffff", muted="#dcdcdc", faint="#a6a6a6",
    accent="#5cd0ff", accent_hover="#8fe0ff", on_accent="#000000",
    canvas="#000000", grid="#2e2e2e", node="#000000", node_border="#d0d0d0", link="#d0d0d0",
    error="#ff948b", error_fill="#2b0000", warning="#ffc247", warning_fill="#261a00",
    info="#9cc2ff", info_fill="#001a33", success="#6ee7a8", success_fill="#00210f",
    family={
        "io": "#cbd5e1", "convolution": "#86bcff", "pooling": "#5eead4", "dense": "#c4b1ff",
        "normalization": "#d3f27d", "activation": "#ffa8ef", "regularization": "#ffa3d0", "shape": "#d6d0cc",
        "merge": "#6ff09b", "recurrent": "#67d2ff", "attention": "#d9b0ff", "other": "#cfcfd6",
    },
    runs=tuple(pair[1] for pair in RUNS), tags={name: pair[1] for name, pair in TAGS.items()},
)  # fmt: skip
"""White on black: for eyes that need more than the dark theme gives."""
