"""What a few bytes of a file say of a picture is what decoding gives, or else nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from studio.data.pictures.decode import decode
from studio.data.pictures.quick_header import HEAD, quick_shape

PLAIN: dict[str, tuple[str, dict[str, Any]]] = {
    "grey.jpg": ("L", {}),
    "colour.jpg": ("RGB", {"quality": 95}),
    "progressive.jpg": ("RGB", {"progressive": True, "comment": b"a remark"}),
    "profile.jpg": ("RGB", {"icc_profile": b"p" * 500}),
    "grey.png": ("L", {}),
    "bits.png": ("1", {}),
    "palette.png": ("P", {}),
    "deep.png": ("I;16", {}),
    "colour.png": ("RGB", {"dpi": (72, 72)}),
    "alpha.png": ("RGBA", {}),
    "greyalpha.png": ("LA", {}),
}
"""Pictures of which there is nothing to find out beside their header."""


def turned() -> Image.Exif:
    """Notes of a camera that was held on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def noted() -> PngInfo:
    """A remark in a PNG file, where the notes of a camera may lie as well."""
    info = PngInfo()
    info.add_text("Raw profile type exif", "none")
    return info


STRANGE: dict[str, tuple[str, dict[str, Any]]] = {
    "turned.jpg": ("RGB", {"exif": turned()}),
    "turned.png": ("RGB", {"exif": turned()}),
    "noted.png": ("RGB", {"pnginfo": noted()}),
    "print.jpg": ("CMYK", {}),
    "long.jpg": ("RGB", {"comment": b"x" * 2 * HEAD}),
}
"""Pictures that have to be looked at properly."""


def picture(mode: str, size: tuple[int, int] = (23, 17)) -> Image.Image:
    """Noise of this mode."""
    if mode == "I;16":
        return Image.fromarray(np.random.default_rng(0).integers(0, 65536, size[::-1], dtype=np.uint16))
    return Image.effect_noise(size, 80).convert(mode)


@pytest.fixture(params=[*PLAIN, *STRANGE])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    mode, options = (PLAIN | STRANGE)[request.param]
    picture(mode).save(tmp_path / request.param, **options)
    found: Path = tmp_path / request.param
    return found


def test_a_plain_picture_is_known_from_its_header_and_a_strange_one_is_left(path: Path) -> None:
    assert quick_shape(path) == (decode(path, 3).original if path.name in PLAIN else None)


def test_a_large_png_is_walked_through(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    picture("RGB", (700, 500)).save(path)
    assert path.stat().st_size > 50 * HEAD
    assert quick_shape(path) == (3, 500, 700)


@pytest.mark.parametrize("left", [0.0, 0.3, 0.9, 0.999])
def test_a_file_that_is_cut_short_is_left(path: Path, left: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(left * len(content))])
    assert quick_shape(path) is None


def test_what_is_no_file_is_left(tmp_path: Path) -> None:
    assert quick_shape(tmp_path) is None
    assert quick_shape(tmp_path / "nowhere.png") is None
    assert quick_shape("\0") is None


@settings(max_examples=300)
@given(
    st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"]), st.binary(max_size=80), st.booleans()
)
def test_nothing_that_begins_like_a_picture_raises(
    tmp_path_factory: pytest.TempPathFactory, begin: bytes, rest: bytes, ends: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(begin + rest + (b"\xff\xd9" if ends else b"\x00\x00\x00\x00IEND\xaeB`\x82"))
    shape = quick_shape(path)
    assert shape is None or (shape[0] in (1, 3) and min(shape[1:]) > 0)
