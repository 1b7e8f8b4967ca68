"""Pictures of a network as files."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QColor, QImage

from studio.compiler.analysis import analyse
from studio.graph import Graph
from studio.ui.picture import PictureError, save_picture
from studio.ui.theme import DARK, LIGHT


def test_an_svg_carries_names_and_shapes_as_text(qapp, tmp_path, digits_project):
    path = tmp_path / "net.svg"
    save_picture(digits_project.graph, analyse(digits_project.graph), path)
    text = "".join(ElementTree.parse(path).getroot().itertext())
    for said in ("flatten", "Linear", "1 × 8 × 8", "2.08\u202fk params"):
        assert said in text


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_a_png_shows_the_whole_network_in_the_theme_asked_for(qapp, tmp_path, digits_project, colours):
    path = tmp_path / "net.png"
    save_picture(digits_project.graph, None, path, colours)
    image = QImage(str(path))
    assert image.width() >= 2 * 200
    assert image.height() >= 2 * 72
    assert image.pixelColor(2, 2) == QColor(colours.canvas)
    seen = {image.pixelColor(x, y).rgb() for x in range(0, image.width(), 4) for y in range(0, image.height(), 4)}
    assert QColor(colours.node).rgb() in seen


def test_pictures_that_cannot_be_made_are_refused_with_a_sentence(qapp, tmp_path, digits_project):
    with pytest.raises(PictureError, match="empty"):
        save_picture(Graph(), None, tmp_path / "net.svg")
    with pytest.raises(PictureError, match=r"\.svg or \.png"):
        save_picture(digits_project.graph, None, tmp_path / "net.gif")
    with pytest.raises(PictureError, match="no folder"):
        save_picture(digits_project.graph, None, tmp_path / "missing" / "net.svg")
