"""A run told as one document: what was trained, on what, how it went, how good it is, and how to do it again."""

from __future__ import annotations

from studio.project.report.blocks import Report
from studio.project.report.composition import report_of
from studio.project.report.content import Content
from studio.project.report.network import picture
from studio.project.report.page import page

__all__ = ["Content", "Report", "page", "picture", "report_of"]
