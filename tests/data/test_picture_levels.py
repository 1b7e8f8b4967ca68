"""What a picture file holds is what is read of it, or it is refused with the reason: formats, levels, sizes, limits."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from data_files import write_picture_folder
from PIL import Image, PngImagePlugin, TiffImagePlugin

from studio.data import ImageFolder
from studio.data.errors import DataError
from studio.data.load import describe, load
from studio.data.pictures.decode import decode, quiet, shape_of
from studio.data.pictures.formats import SUFFIXES
from studio.data.regular_files import UnreadableError
from studio.data.sources import image_folder

RAMP = np.linspace(0, 1, 256, dtype=np.float32).reshape(16, 16)
"""Levels from black to white, each another one."""


def grey(path: Path) -> np.ndarray:
    return decode(path, 1).pixels[0]


def reason(path: Path) -> str:
    with pytest.raises(UnreadableError) as refused:
        decode(path, 1)
    assert refused.value.reason
    return refused.value.reason


def tiff(path: Path, numbers: np.ndarray, **tags: object) -> Path:
    """A grey TIFF file of these numbers, written by hand, byte for byte."""
    height, width = numbers.shape
    kinds = {"u": 1, "i": 2, "f": 3}
    bits = tags.pop("bits", numbers.dtype.itemsize * 8)
    content = tags.pop("content", numbers.astype(numbers.dtype.newbyteorder("<")).tobytes())
    entries = {256: width, 257: height, 258: bits, 259: 1, 262: tags.pop("photometric", 1), 277: 1, 278: height}
    entries[339] = kinds[numbers.dtype.kind]
    assert isinstance(content, bytes)
    assert not tags
    entries[273], entries[279] = 8 + 2 + 12 * (len(entries) + 2) + 4, len(content)
    table = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(entries.items()))  # type: ignore[arg-type]
    path.write_bytes(b"II*\0" + struct.pack("<IH", 8, len(entries)) + table + bytes(4) + content)
    return path


def packed_12_bits(numbers: np.ndarray) -> bytes:
    """Pairs of numbers in three bytes."""
    first, second = numbers.reshape(-1, 2).astype(np.uint32).T
    return np.stack([first >> 4, (first & 15) << 4 | second >> 8, second & 255], axis=1).astype(np.uint8).tobytes()


def test_sixteen_bits_keep_their_levels(tmp_path: Path) -> None:
    numbers = np.rint(RAMP * 65535).astype(np.uint16)
    Image.fromarray(numbers).save(tmp_path / "deep.png")
    np.testing.assert_allclose(grey(tmp_path / "deep.png"), RAMP, atol=1e-5)
    np.testing.assert_allclose(grey(tiff(tmp_path / "deep.tif", numbers)), RAMP, atol=1e-5)
    np.testing.assert_allclose(grey(tiff(tmp_path / "negative.tif", numbers, photometric=0)), 1 - RAMP, atol=1e-5)


def test_neighbouring_levels_of_sixteen_bits_are_told_apart(tmp_path: Path) -> None:
    Image.fromarray(np.arange(1000, 1256, dtype=np.uint16).reshape(16, 16)).save(tmp_path / "dark.png")
    assert len(np.unique(grey(tmp_path / "dark.png"))) == 256


def test_twelve_bits_reach_white(tmp_path: Path) -> None:
    numbers = np.rint(RAMP * 4095).astype(np.uint16)
    path = tiff(tmp_path / "twelve.tif", numbers, bits=12, content=packed_12_bits(numbers))
    np.testing.assert_allclose(grey(path), RAMP, atol=1e-3)


@pytest.mark.parametrize("top", [1, 15, 100, 255, 1023, 4095, 65535])
@pytest.mark.parametrize("colour", [False, True])
def test_a_pgm_or_ppm_is_scaled_by_the_white_in_its_header(tmp_path: Path, top: int, colour: bool) -> None:
    numbers = np.rint(RAMP * top).astype(">u2" if top > 255 else "u1")
    values = np.repeat(numbers[..., None], 3, axis=2) if colour else numbers
    path = tmp_path / "picture.ppm"
    path.write_bytes(f"{'P6' if colour else 'P5'}\n# by hand\n16 16\n{top}\n".encode() + values.tobytes())
    np.testing.assert_allclose(grey(path), numbers.astype(np.float64) / top, atol=1 / 250 if colour else 1e-6)
    assert decode(path, 3).pixels.max() == 1
    assert shape_of(path) == (3 if colour else 1, 16, 16)


@pytest.mark.parametrize("colour", [False, True])
def test_a_pgm_written_as_text_is_read(tmp_path: Path, colour: bool) -> None:
    words = " ".join(str(value) for value in range(4 * (3 if colour else 1)))
    (tmp_path / "text.pgm").write_text(f"{'P3' if colour else 'P2'} 2 2 11\n{words}\n")
    np.testing.assert_allclose(decode(tmp_path / "text.pgm", 3).pixels.max(), 1 if colour else 3 / 11, atol=0.01)


def test_floats_between_0_and_1_are_taken_as_they_are(tmp_path: Path) -> None:
    Image.fromarray(RAMP).save(tmp_path / "float.tif")
    assert np.array_equal(grey(tmp_path / "float.tif"), RAMP)
    assert np.array_equal(decode(tmp_path / "float.tif", 3).pixels[2], RAMP)


@pytest.mark.parametrize("factor", [255.0, -1.0, 1.01])
def test_floats_of_another_range_are_refused(tmp_path: Path, factor: float) -> None:
    Image.fromarray((RAMP + np.float32(0.1)) * np.float32(factor)).save(tmp_path / "float.tif")
    assert "0 is black and 1 is white" in reason(tmp_path / "float.tif")


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
def test_floats_that_are_no_numbers_are_refused_as_such(tmp_path: Path, strange: float) -> None:
    numbers = RAMP.copy()
    numbers[3, 5] = strange
    Image.fromarray(numbers).save(tmp_path / "float.tif")
    assert reason(tmp_path / "float.tif") == "it holds what is no number (NaN or infinity)"


def header_only(path: Path, width: int, height: int) -> Path:
    """A PNG that says it is as large as this, and holds next to nothing."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    sizes = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", sizes), chunk(b"IDAT", zlib.compress(bytes(100))), chunk(b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
    return path


@pytest.mark.parametrize(("width", "height"), [(10_000, 10_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_would_unpack_to_far_too_many_pixels_is_refused_in_our_own_words(
    tmp_path: Path, width: int, height: int
) -> None:
    with quiet():
        told = reason(header_only(tmp_path / "bomb.png", width, height))
    assert "89 million that are read" in told
    assert "DOS" not in told


def test_whole_numbers_of_32_bits_or_with_a_sign_are_refused(tmp_path: Path) -> None:
    assert "32 bits" in reason(tiff(tmp_path / "unsigned.tif", np.arange(16, dtype=np.uint32).reshape(4, 4)))
    for kind in (np.int8, np.int16, np.int32):
        assert "sign" in reason(tiff(tmp_path / "signed.tif", np.arange(16, dtype=kind).reshape(4, 4)))
    Image.fromarray(np.arange(16, dtype=np.int32).reshape(4, 4)).save(tmp_path / "pillow.tif")
    assert "sign" in reason(tmp_path / "pillow.tif")


def test_whole_numbers_of_32_bits_saved_as_png_have_16(tmp_path: Path) -> None:
    numbers = np.rint(RAMP * 65535).astype(np.int32)
    Image.fromarray(numbers).convert("I;16").save(tmp_path / "deep.png")
    np.testing.assert_allclose(grey(tmp_path / "deep.png"), RAMP, atol=1e-5)


def test_the_transparent_level_of_a_deep_picture_is_white(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 65535], [300, 600]], np.uint16)).save(tmp_path / "deep.png", transparency=300)
    assert grey(tmp_path / "deep.png")[1, 0] == 1


def test_deep_colour_keeps_what_8_bits_hold(tmp_path: Path) -> None:
    row = b"\0" + struct.pack(">6H", 65535, 0, 256, 0, 32768, 65535)
    chunk = PngImagePlugin.putchunk
    with (tmp_path / "deep.png").open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        chunk(file, b"IHDR", struct.pack(">IIBBBBB", 2, 1, 16, 2, 0, 0, 0))
        chunk(file, b"IDAT", zlib.compress(row))
        chunk(file, b"IEND")
    np.testing.assert_allclose(decode(tmp_path / "deep.png", 3).pixels[:, 0], [[1, 0], [0, 0.5], [0, 1]], atol=0.01)


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_described_is_the_size_read_however_the_camera_was_held(
    tmp_path: Path, suffix: str, orientation: int
) -> None:
    if f".{suffix}" not in SUFFIXES:
        pytest.skip("This Pillow does not read the format.")
    upright = Image.new("RGB", (24, 16))
    upright.paste((255, 255, 255), (0, 0, 12, 8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    undone = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright.transpose(Image.Transpose(undone[orientation])) if orientation > 1 else upright
    path = tmp_path / f"photo.{suffix}"
    stored.save(path, exif=exif)
    pixels, original, _ = decode(path, 3)
    assert shape_of(path) == original == (3, 16, 24) == pixels.shape
    assert pixels[:, 2:6, 2:10].min() > 0.8
    assert max(pixels[:, 10:, :].max(), pixels[:, :, 14:].max()) < 0.2


def test_a_deep_picture_is_put_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.array([[1, 2, 3]], np.uint16)).save(tmp_path / "deep.png", exif=exif)
    assert shape_of(tmp_path / "deep.png") == (1, 3, 1)
    assert np.array_equal(np.rint(grey(tmp_path / "deep.png") * 65535), [[1], [2], [3]])


def test_notes_of_a_camera_may_stand_behind_the_pixels_of_a_png(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "photo.png"
    Image.new("RGB", (24, 16)).save(path)
    whole = path.read_bytes()
    with path.open("wb") as file:
        file.write(whole[:-12])
        PngImagePlugin.putchunk(file, b"eXIf", exif.tobytes()[6:])
        file.write(whole[-12:])
    assert shape_of(path) == decode(path, 3).original == decode(path, 3).pixels.shape == (3, 24, 16)


def test_damaged_notes_of_a_camera_are_no_reason_to_refuse_a_photo(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (8, 6), "white").save(path, exif=b"Exif\0\0II*\0\xff\xff\xff\xff\xff\xff")
    with quiet():
        assert decode(path, 3).original == shape_of(path) == (3, 6, 8)


@pytest.mark.parametrize("suffix", ["gif", "png", "webp", "tif"])
def test_of_a_moving_picture_the_first_frame_is_read(tmp_path: Path, suffix: str) -> None:
    frames = [Image.new("RGB", (6, 6), colour) for colour in ("red", "lime", "blue")]
    path = tmp_path / f"moving.{suffix}"
    frames[0].save(path, save_all=True, append_images=frames[1:], **({"lossless": True} if suffix == "webp" else {}))
    np.testing.assert_allclose(decode(path, 3).pixels.mean(axis=(1, 2)), [1, 0, 0], atol=0.02)


@pytest.mark.parametrize(
    ("mode", "colour", "wanted"),
    [
        ("1", 1, (1, 1, 1)), ("L", 51, (0.2, 0.2, 0.2)), ("LA", (51, 255), (0.2, 0.2, 0.2)), ("LA", (0, 0), (1, 1, 1)),
        ("LA", (0, 51), (0.8, 0.8, 0.8)), ("P", "red", (1, 0, 0)), ("RGB", "lime", (0, 1, 0)),
        ("RGBA", (0, 0, 255, 0), (1, 1, 1)), ("RGBA", (0, 0, 255, 51), (0.8, 0.8, 1)),
        ("CMYK", (0, 255, 255, 0), (1, 0, 0)), ("YCbCr", (255, 128, 128), (1, 1, 1)),
    ],
)  # fmt: skip
def test_every_way_to_hold_colours_gives_them(
    tmp_path: Path, mode: str, colour: object, wanted: tuple[float, ...]
) -> None:
    path = tmp_path / f"picture.{ {'CMYK': 'tif', 'YCbCr': 'jpg'}.get(mode, 'png') }"
    picture = Image.new("RGB", (4, 4), colour).convert("P") if mode == "P" else Image.new(mode, (4, 4), colour)  # type: ignore[arg-type]
    picture.save(path)
    np.testing.assert_allclose(decode(path, 3).pixels.mean(axis=(1, 2)), wanted, atol=0.01)


def test_ink_on_paper_of_one_bit_is_black_on_white_in_every_format(tmp_path: Path) -> None:
    picture = Image.new("1", (8, 8), 1)
    picture.putpixel((0, 0), 0)
    for suffix in ("bmp", "gif", "pbm", "png", "tif"):
        path = tmp_path / f"ink.{suffix}"
        picture.save(path)
        assert grey(path)[0, 0] == 0
        assert grey(path).sum() == 63


EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n%%EndComments\n(/tmp/made) (w) file closefile\nshowpage\n"


@pytest.mark.parametrize(
    "content",
    [
        EPS,
        b"\xc5\xd0\xd3\xc6" + EPS,
        b"<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>",
        b"%PDF-1.4",
        b"SIMPLE  =                    T",
        b"8BPS\0\1" + bytes(40),
        b"/* XPM */",
        b"#define im_width 8\n#define im_height 8\nstatic char im_bits[] = {0};",
        b"GIMP", b"text", b"",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["picture.png", "picture.jpg", "picture.tif"])
def test_other_formats_under_the_name_of_a_picture_are_never_opened(
    tmp_path: Path, content: bytes, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **more: object) -> None:
        raise AssertionError("A program was started.")

    monkeypatch.setattr("subprocess.Popen", refuse)
    monkeypatch.setattr("os.system", refuse)
    (tmp_path / name).write_bytes(content)
    assert "no picture in a format that is read" in reason(tmp_path / name)


def test_a_picture_of_a_read_format_may_have_the_suffix_of_another(tmp_path: Path) -> None:
    Image.new("RGB", (5, 4), "red").save(tmp_path / "picture.png", format="JPEG")
    assert decode(tmp_path / "picture.png", 3).original == (3, 4, 5)


def bomb(path: Path, width: int, height: int) -> Path:
    """A PNG file that is far smaller than its picture."""
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        PngImagePlugin.putchunk(file, b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
        PngImagePlugin.putchunk(file, b"IDAT", zlib.compress(bytes(1000)))
        PngImagePlugin.putchunk(file, b"IEND")
    return path


@pytest.mark.parametrize(("width", "height"), [(10_000, 10_000), (30_000, 30_000), (2_000_000, 2_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_they_are_unpacked(
    tmp_path: Path, width: int, height: int
) -> None:
    path = bomb(tmp_path / "bomb.png", width, height)
    with pytest.raises(UnreadableError):
        shape_of(path)
    assert reason(path)


def test_a_picture_that_is_decoded_number_by_number_has_a_smaller_limit(tmp_path: Path) -> None:
    (tmp_path / "large.pgm").write_bytes(b"P2 3000 3000 255\n0 0 0")
    assert "3000×3000 pixels" in reason(tmp_path / "large.pgm")


def test_pictures_of_many_bits_train_beside_others(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=10)
    Image.fromarray(RAMP).save(folder / "cats" / "float.tif")
    Image.fromarray(np.rint(RAMP * 65535).astype(np.uint16)).save(folder / "cats" / "deep.png")
    (folder / "dogs" / "twelve.pgm").write_bytes(b"P5 2 2 4095\n" + bytes(8))
    assert len(load(ImageFolder(path=str(folder)), (1, 6, 9), seed=0).train) == 18
    assert len(load(ImageFolder(path=str(folder)), (3, 16, 16), seed=0).train) == 18


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix not in (".dib", ".pbm", ".pnm")])
def test_every_declared_suffix_is_read_and_cut_short_is_refused(tmp_path: Path, suffix: str) -> None:
    write_picture_folder(tmp_path / "data", pictures=3)
    path = tmp_path / "data" / "cats" / f"more{suffix}"
    kinds = {".jfif": "JPEG", ".jpe": "JPEG", ".apng": "PNG", ".pgm": "PPM"}
    chance = np.random.default_rng(0).integers(0, 256, (40, 40), dtype=np.uint8)
    Image.fromarray(chance).save(path, **({"format": kinds[suffix]} if suffix in kinds else {}))  # type: ignore[arg-type]
    config = ImageFolder(path=str(tmp_path / "data"))
    assert describe(config).counts == {"train": (4, 3)}
    load(config, (1, 8, 8), seed=0)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3])
    described = describe(config)
    assert described.counts == {"train": (3, 3)}
    assert [(part.reason, part.count) for part in described.left_out] == [("unreadable", 1)]
    with pytest.raises(DataError, match=path.name):
        load(config, (1, 8, 8), seed=0)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "text": lambda content: b"no picture",
    "zeros": lambda content: bytes(len(content)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_all_unreadable_pictures_are_named_at_once(tmp_path: Path, damage: str) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=20)
    broken = [folder / name for name in ("cats/3.png", "dogs/1.png", "dogs/17.png")]
    for path in broken:
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    config = ImageFolder(path=str(folder))
    with pytest.raises(DataError) as refused:
        load(config, (3, 6, 9), seed=0)
    assert "3 pictures cannot be read" in refused.value.message
    assert all(str(path) in refused.value.message for path in broken)
    assert refused.value.remedy
    assert describe(config).counts == {"train": (19, 18)}


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_pictures_cut_short_are_not_counted_however_many_there_are(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_folder, "DECODED_PIXELS", 0)
    folder = write_picture_folder(tmp_path / "data", pictures=5)
    chance = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(chance).save(folder / "cats" / f"whole.{suffix}")
    whole = (folder / "cats" / f"whole.{suffix}").read_bytes()
    (folder / "cats" / f"cut.{suffix}").write_bytes(whole[: len(whole) // 2])
    assert describe(ImageFolder(path=str(folder))).counts == {"train": (6, 5)}


def test_a_photo_with_notes_behind_its_end_is_read(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (8, 6)).save(path)
    for behind in (b"", b"notes of a camera" * 10_000):
        path.write_bytes(path.read_bytes() + behind)
        assert shape_of(path) == decode(path, 3).original == (3, 6, 8)


def test_of_very_many_unreadable_pictures_some_are_named_and_all_counted(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=40)
    for path in (folder / "dogs").iterdir():
        if path.name != "7.png":
            path.write_bytes(b"")
    with pytest.raises(DataError, match=r"39 pictures cannot be read: .* and 29 more\.") as refused:
        load(ImageFolder(path=str(folder)), (3, 6, 9), seed=0)
    assert len(refused.value.message) < 3000


def test_a_class_of_which_no_picture_can_be_read_is_told_by_its_pictures(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=3)
    for path in (folder / "dogs").iterdir():
        path.write_bytes(b"")
    with pytest.raises(DataError, match=r"3 pictures cannot be read: .*dogs"):
        describe(ImageFolder(path=str(folder)))


def test_colour_anywhere_makes_a_folder_one_of_colour(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=5)
    for path in folder.rglob("*.png"):
        if path.name != "3.png":
            with Image.open(path) as picture:
                picture.convert("L").save(path)
    config = ImageFolder(path=str(folder))
    assert describe(config).sample_shape == (3, 6, 9)
    assert load(config, (3, 6, 9), seed=0).preparation.source == (3, None, None)


def test_a_tag_of_a_tiff_file_may_be_missing(tmp_path: Path) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    Image.new("L", (4, 4), 255).save(tmp_path / "plain.tif", tiffinfo=tags)
    assert grey(tmp_path / "plain.tif").min() == 1
