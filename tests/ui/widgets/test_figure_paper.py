"""Figures as files: pages, dots and outlines of words, on the ground and in the colours asked for."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage

from studio.project.figures import Figure, Text
from studio.project.figures.figure import Shape, box
from studio.ui.widgets.figure_paper import Paper
from studio.ui.widgets.pictures import PictureError


@pytest.fixture
def figure(qapp) -> Figure:
    ink = Paper().ink("light")
    square = Shape(box(10, 10, 20, 20), fill="#2358d8")
    return Figure(100, 50, (square, ink.text((40, 30), "conv1 · 28 × 28", 8)), about="A square.")


def read(content: bytes) -> QImage:
    image = QImage()
    assert image.loadFromData(content)
    return image


def test_dots_have_the_resolution_asked_for_and_a_ground_or_none(figure):
    image = read(Paper().png(figure, 144))
    assert (image.width(), image.height()) == (200, 100)
    assert round(image.dotsPerMeterX() * 0.0254) == 144
    assert image.pixelColor(40, 40) == QColor("#2358d8")
    assert image.pixelColor(2, 2).alpha() == 0
    assert read(Paper().png(replace(figure, ground="#12151a"), 72)).pixelColor(1, 1) == QColor("#12151a")


def test_too_many_dots_are_refused_with_what_to_do(figure):
    with pytest.raises(PictureError, match="Choose fewer dots to an inch"):
        Paper().png(figure.scaled(200), 2400)


def test_a_page_is_as_large_as_the_figure_and_carries_its_typeface(figure):
    content = Paper().pdf(figure)
    (box_of_page,) = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert [round(float(side)) for side in box_of_page] == [100, 50]
    assert b"Inter-Regular" in content
    outlined = replace(figure, parts=tuple(Paper().outline(p) if isinstance(p, Text) else p for p in figure.parts))
    assert b"Inter-Regular" not in Paper().pdf(outlined)


def test_words_are_painted_as_wide_as_they_were_measured(figure):
    (text,) = (part for part in figure.parts if isinstance(part, Text))
    drawn = read(Paper().png(replace(figure, parts=(replace(text, at=(10, 30)),)), 720))
    inked = [x for x in range(drawn.width()) if any(drawn.pixelColor(x, y).alpha() > 60 for y in range(0, 500, 3))]
    assert abs((inked[-1] - 100) / 10 - text.width) < 1.0
    outline = [x for _, points in Paper().outline(text).steps for x, _ in points]
    assert min(outline) >= 40
    assert abs(max(outline) - 40 - text.width) < 1.0
