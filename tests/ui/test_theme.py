"""The theme: readable colours, a change that everything follows, icons that are there and crisp, our typefaces."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QIcon, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

import studio.ui
from studio.layers import catalogue
from studio.paths import RESOURCES
from studio.ui import theme
from studio.ui.theme.fonts import load
from studio.ui.theme.mode import wants_contrast
from studio.ui.theme.style import style_sheet

SURFACES = ("window", "panel", "raised", "field", "canvas", "node", "hover", "selected")
WORDS = ("text", "muted", "accent", "error", "warning", "info", "success")
ICONS = sorted((RESOURCES / "icons").glob("*.svg"))
READABLE, VERY_READABLE = 4.5, 7.0
THEMES = {"light": theme.LIGHT, "dark": theme.DARK, "contrast": theme.CONTRAST}


@pytest.fixture(autouse=True)
def system_theme_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.set_mode("system")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    channels = [part / 255 for part in QColor(colour).getRgb()[:3]]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("shown", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("surface", SURFACES)
def test_words_are_readable_on_every_surface(shown: theme.Theme, surface: str) -> None:
    ground = getattr(shown, surface)
    words = {name: getattr(shown, name) for name in WORDS} | dict(shown.family)
    wanted = VERY_READABLE if shown is theme.CONTRAST else READABLE
    assert {name: contrast(colour, ground) for name, colour in words.items() if contrast(colour, ground) < wanted} == {}


@pytest.mark.parametrize("surface", SURFACES)
def test_in_high_contrast_borders_and_links_are_seen_as_well(surface: str) -> None:
    ground = getattr(theme.CONTRAST, surface)
    lines = {name: getattr(theme.CONTRAST, name) for name in ("border", "field_border", "node_border", "link", "faint")}
    assert {name: contrast(colour, ground) for name, colour in lines.items() if contrast(colour, ground) < 3} == {}


@pytest.mark.parametrize("shown", THEMES.values(), ids=THEMES)
def test_no_layer_family_wears_the_colour_of_a_problem(shown: theme.Theme) -> None:
    """A family is grey, or of a hue at least 25 degrees from those of errors and warnings (CIELAB)."""
    alike = {}
    for problem in ("error", "warning"):
        wrong = perceived(getattr(shown, problem), "nothing")
        for family, colour in shown.family.items():
            seen = perceived(colour, "nothing")
            away = abs((hue(seen) - hue(wrong) + 180) % 360 - 180)
            if math.dist(seen, wrong) < 25 or (math.hypot(*seen[1:]) > 15 and away < 25):
                alike[family, problem] = round(away), round(math.dist(seen, wrong))
    assert alike == {}


def hue(lab: tuple[float, float, float]) -> float:
    return math.degrees(math.atan2(lab[2], lab[1]))


@pytest.mark.parametrize("shown", THEMES.values(), ids=THEMES)
def test_words_are_readable_on_coloured_grounds(shown: theme.Theme) -> None:
    pairs = [(shown.on_accent, shown.accent), (shown.on_accent, shown.accent_hover), (shown.text, shown.pressed)]
    for severity in ("error", "warning", "info", "success"):
        fill = getattr(shown, f"{severity}_fill")
        pairs += [(getattr(shown, severity), fill), (shown.text, fill), (shown.muted, fill)]
    assert [pair for pair in pairs if contrast(*pair) < READABLE] == []


SEEN_WITHOUT = {
    "nothing": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "red": ((0.1523, 1.0526, -0.2049), (0.1145, 0.7863, 0.0992), (-0.0039, -0.0481, 1.0520)),
    "green": ((0.3673, 0.8606, -0.2280), (0.2801, 0.6725, 0.0474), (-0.0118, 0.0429, 0.9689)),
    "blue": ((1.2555, -0.0767, -0.1788), (-0.0784, 0.9308, 0.1476), (0.0047, 0.6914, 0.3039)),
}
"""What becomes of linear red, green and blue in eyes that lack a receptor: Machado, Oliveira and Fernandes (2009)."""


def perceived(colour: str, eyes: str) -> tuple[float, float, float]:
    """CIELAB (D65) of a colour as these eyes see it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(colour).getRgbF()[:3]]
    r, g, b = (min(max(sum(w * c for w, c in zip(row, linear, strict=True)), 0.0), 1.0) for row in SEEN_WITHOUT[eyes])
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.0888,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("eyes", SEEN_WITHOUT)
@pytest.mark.parametrize("shown", THEMES.values(), ids=THEMES)
def test_colours_of_runs_are_told_apart_by_all_eyes(shown: theme.Theme, eyes: str) -> None:
    assert len(shown.runs) == 10
    seen = {colour: perceived(colour, eyes) for colour in shown.runs}
    alike = [(a, b) for a, b in combinations(shown.runs, 2) if math.dist(seen[a], seen[b]) < 18]
    assert alike == []
    assert [colour for colour in shown.runs if contrast(colour, shown.panel) < 3] == []


def test_choosing_a_theme_is_told_and_shown(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp)
    theme.set_mode("light")
    with qtbot.waitSignal(theme.notifier().changed):
        theme.set_mode("dark")
    assert theme.current() is theme.DARK
    assert theme.choice() == "dark"
    assert qapp.palette().window().color().name() == theme.DARK.window
    assert theme.DARK.panel in qapp.styleSheet()


def test_the_system_is_followed_until_a_person_chooses(qapp: QApplication) -> None:
    theme.apply(qapp)
    theme.set_mode("system")
    system = qapp.styleHints().colorSchemeChanged
    system.emit(Qt.ColorScheme.Dark)
    assert theme.current() is theme.DARK
    system.emit(Qt.ColorScheme.Light)
    assert theme.current() is theme.LIGHT
    theme.set_mode("light")
    system.emit(Qt.ColorScheme.Dark)
    assert theme.current() is theme.LIGHT


def test_high_contrast_can_be_chosen_and_is_followed_where_the_desktop_asks_for_it(qapp: QApplication) -> None:
    theme.apply(qapp)
    theme.set_mode("contrast")
    assert theme.current() is theme.CONTRAST
    hints = qapp.styleHints()
    if hasattr(hints, "accessibility"):
        wanted = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
        assert wants_contrast(hints) == wanted
    assert not wants_contrast(object())


def test_choosing_what_is_shown_already_disturbs_nobody(qapp: QApplication, qtbot: QtBot) -> None:
    theme.set_mode("dark")
    with qtbot.assertNotEmitted(theme.notifier().changed):
        theme.set_mode("dark")


def test_applying_twice_dresses_once(qapp: QApplication) -> None:
    theme.apply(qapp)
    children = len(qapp.children())
    theme.apply(qapp)
    assert len(qapp.children()) == children


@pytest.mark.parametrize("shown", THEMES.values(), ids=THEMES)
def test_the_style_sheet_finds_its_pictures(shown: theme.Theme) -> None:
    sheet = style_sheet(shown)
    pictures = re.findall(r'url\("([^"]+)"\)', sheet)
    assert pictures
    assert "$" not in sheet
    assert all(Path(picture).is_file() for picture in pictures)


def test_every_icon_is_a_tintable_drawing_of_24_pixels(qapp: QApplication) -> None:
    for path in ICONS:
        drawing = QSvgRenderer(str(path))
        assert drawing.isValid(), path
        if path.stem != "app":
            assert (drawing.viewBox().width(), drawing.viewBox().height()) == (24, 24), path
            assert "currentColor" in path.read_text(), path
            assert set(re.findall(r"#[0-9a-fA-F]{3,6}", path.read_text())) == set(), path
        drawn = theme.pixmap(path.stem, 24).toImage()
        assert any(drawn.pixelColor(x, y).alpha() > 200 for x in range(24) for y in range(24)), path


def test_every_icon_that_the_window_names_is_there() -> None:
    folder = Path(studio.ui.__file__).parent
    source = "\n".join(path.read_text() for path in folder.rglob("*.py"))
    named = set(re.findall(r'(?:theme\.(?:icon|pixmap)|icon_button|EmptyState|Banner)\(\s*"([a-z-]+)"', source))
    assert len(named) > 10
    assert named - {path.stem for path in ICONS} == set()


def test_every_family_has_a_colour_and_an_icon() -> None:
    families = {layer.family for layer in catalogue.values()} | set(theme.FAMILIES)
    assert families == set(theme.FAMILIES)
    assert {f"family-{family}" for family in families} <= {path.stem for path in ICONS}


def test_icons_are_drawn_anew_for_a_screen_of_200_per_cent(qapp: QApplication) -> None:
    icon = theme.icon("play")
    assert icon.pixmap(QSize(24, 24), 1.0).size() == QSize(24, 24)
    assert icon.pixmap(QSize(24, 24), 2.0).size() == QSize(48, 48)


def painted(icon: QIcon) -> QImage:
    image = QImage(24, 24, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    icon.paint(painter, QRect(0, 0, 24, 24))
    painter.end()
    return image


def test_an_icon_follows_the_theme_by_itself(qapp: QApplication) -> None:
    icon = theme.icon("stop")
    theme.set_mode("light")
    in_light = painted(icon)
    theme.set_mode("dark")
    assert painted(icon) != in_light
    theme.set_mode("light")
    assert painted(icon) == in_light


def test_icons_outlive_copies_and_the_names_that_held_them(qapp: QApplication) -> None:
    copies = [QIcon(theme.icon(path.stem)) for path in ICONS for _ in range(20)]
    for copy in copies:
        assert not copy.pixmap(QSize(16, 16)).isNull()


def test_a_disabled_icon_steps_back(qapp: QApplication) -> None:
    icon = theme.icon("stop")
    assert icon.pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage() != icon.pixmap(QSize(24, 24)).toImage()


@pytest.mark.parametrize("weight", [400, 500, 600, 700])
def test_our_typeface_is_there_in_every_weight(qapp: QApplication, weight: int) -> None:
    assert load() == ()
    info = QFontInfo(theme.font(13, weight))
    assert (info.family(), info.weight()) == ("Inter", weight)
    assert QFontInfo(theme.font(13, mono=True)).family() == "JetBrains Mono"


def test_digits_are_all_as_wide(qapp: QApplication) -> None:
    metrics = QFontMetricsF(theme.font(13))
    assert len({metrics.horizontalAdvance(digit * 4) for digit in "0123456789"}) == 1


def test_typefaces_come_with_their_licence_and_stay_small() -> None:
    files = list((RESOURCES / "fonts").iterdir())
    assert sum(path.stat().st_size for path in files) < 3_000_000
    for family in ("Inter", "JetBrainsMono"):
        assert "SIL OPEN FONT LICENSE" in (RESOURCES / "fonts" / f"{family}-LICENSE.txt").read_text()


def test_an_icon_without_room_is_nothing(qtbot: QtBot) -> None:
    button = QPushButton(theme.icon("play"), "")
    qtbot.addWidget(button)
    button.setIconSize(QSize(0, 0))
    button.resize(40, 40)
    assert not button.grab().isNull()
    assert theme.icon("play").pixmap(QSize(0, 0)).isNull()
