"""The report as HTML that needs nothing else: no network, no script, every word escaped."""

from __future__ import annotations

from typing import Any

from studio.paths import RESOURCES
from studio.project.report.blocks import Report
from studio.text import written_out

TEMPLATES = RESOURCES / "report"


def page(report: Report) -> str:
    """The text of a page for browsers."""
    from markupsafe import Markup

    style = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))
    return _filled("page.html", report, style=style, drawn=Markup)


def paper(report: Report, most: tuple[float, float], picture: str) -> str:
    """The same in the HTML that Qt prints, where pictures are no larger than `most` (width, height) in pixels.

    Their address is `picture` with the number of each behind it.
    """

    def fitted(width: float, height: float, share: float) -> tuple[int, int]:
        scale = min(1.0, share * most[0] / width, most[1] / height)
        return int(width * scale), int(height * scale)

    return _filled("paper.html", report, fitted=fitted, picture=picture)


def _filled(template: str, report: Report, **more: Any) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def told(value: object) -> object:
        return value if isinstance(value, Markup | int | float) else written_out(str(value))

    environment = Environment(
        autoescape=True, finalize=told, undefined=StrictUndefined, loader=FileSystemLoader(TEMPLATES),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template(template).render(report=report, **more)
