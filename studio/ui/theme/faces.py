"""Typefaces for scripts that the shipped ones have no signs of: found among those of the system."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

from studio.text import tr

_SCRIPTS = QFontDatabase.WritingSystem


class Script(NamedTuple):
    """What a script is called, the families that are liked best for it, signs that one has to have, and what
    brings one on Linux."""

    name: str
    system: QFontDatabase.WritingSystem
    liked: tuple[str, ...]
    sample: str
    debian: str
    fedora: str


_SIMPLIFIED = Script(
    tr("Simplified Chinese"),
    _SCRIPTS.SimplifiedChinese,
    (
        "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
        "Microsoft YaHei UI", "Microsoft YaHei", "Hiragino Sans GB", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
        "Droid Sans Fallback", "SimHei", "Heiti SC",
    ),
    "语训练层随",
    "fonts-noto-cjk",
    "google-noto-sans-cjk-vf-fonts",
)  # fmt: skip

SCRIPTS = {"zh": _SIMPLIFIED, "zh_CN": _SIMPLIFIED}
"""By language; those of the other languages the shipped typefaces have."""


def beside(code: str) -> tuple[str, ...]:
    """The families that stand behind the shipped ones for a language."""
    script = SCRIPTS.get(code)
    found = _found(script) if script is not None else ""
    return (found,) if found else ()


def missing(code: str) -> tuple[str, str] | None:
    """Which typeface a language lacks on this machine, and how it gets there; None where it lacks none."""
    script = SCRIPTS.get(code)
    if script is None or _found(script):
        return None
    return (
        tr("No typeface for {script} is installed, so that NN Studio speaks English.", script=script.name),
        tr("Install one ({debian} on Debian and Ubuntu, {fedora} on Fedora), and start NN Studio again.",
           debian=script.debian, fedora=script.fedora),
    )  # fmt: skip


@cache
def _found(script: Script) -> str:
    """The family for a script, "" where the system has none."""
    families = QFontDatabase.families(script.system)
    there = {family.partition(" [")[0]: family for family in families}  # `Heiti SC [Apple]`: with its foundry
    liked = [there.pop(name) for name in script.liked if name in there]
    return next((family for family in (*liked, *there.values()) if _has_signs(family, script.sample)), "")


def _has_signs(family: str, sample: str) -> bool:
    """Whether it can be drawn in any size, and has these signs: some claim a script for a few of its signs."""
    if not QFontDatabase.isSmoothlyScalable(family):
        return False
    font = QRawFont.fromFont(QFont(family))
    return all(font.supportsCharacter(ord(sign)) for sign in sample)
