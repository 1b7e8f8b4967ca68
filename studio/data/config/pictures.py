"""Data of pictures."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from studio.data.config.base import Kept, Pictures, Undivided
from studio.data.config.generated import SampleCount, Seed
from studio.data.config.mask_values import MaskValues


class Digits(Undivided, Pictures):
    """1,797 handwritten digits scanned at 8×8 pixels, ten classes (scikit-learn); always at hand.

    Besides its class, a network can learn the digit's properties (even, greater than 4, closed loop, prime: several
    may hold at once), the ink (for each pixel whether it is brighter than half) or the picture itself.
    """

    name = "digits"
    title = "Handwritten digits (8×8)"

    target: Literal["class", "properties", "ink", "input"] = Field(  # type: ignore[assignment]
        "class", description="What to learn: the class, its properties, the ink pixel by pixel, or the input itself"
    )


class DigitRows(Undivided, Pictures):
    """Several handwritten digits beside each other, each of which is to be told: a class at each position.

    They are the scans of the digits (scikit-learn), put together by chance. A scan is never in two splits. A network
    gives 10 numbers for each position: one Linear for all of them, or one for each and a Concat.
    """

    name = "digit_rows"
    title = "Rows of digits (generated)"

    digits: int = Field(4, ge=2, le=8, description="Digits in a picture, which is 8 times as many pixels wide")
    samples: SampleCount = Field(4_000, description="Number of pictures")
    seed: Seed = Field(0, description="Start of the chance that puts digits together")


class PhotoTiles(Undivided, Pictures):
    """Two photographs in colour, a temple in China and a flower, cut into square tiles that tell which they are of.

    Tiles lie side by side and never overlap, so that no pixel is in two splits; what fills no tile at the right and
    lower edge is left out. The photographs come with scikit-learn and are always at hand: china.jpg by danielbuechele
    and flower.jpg by vultilion (Flickr), both under CC BY 2.0 (https://creativecommons.org/licenses/by/2.0/).
    """

    name = "photo_tiles"
    title = "Tiles of two photographs (colour)"

    tile: int = Field(32, ge=16, le=128, description="Height and width of a tile in pixels")


class Idx(Kept, Undivided, Pictures):
    """A folder of the MNIST family (MNIST, Fashion-MNIST, KMNIST, EMNIST …): IDX files, gzipped or not.

    There are two files to train on, pictures and their labels, and two to test with; where these are not there, a share
    is kept aside. Pictures have one channel, or 1 or 3 along a further axis before or behind height and width.
    """

    name = "idx"
    title = "IDX files (MNIST family)"
    essential = ("path",)
    wanted = "Choose the folder of IDX files"

    path: str = Field("", description="Folder with train-images-idx3-ubyte and its companions")
    channels: Literal["auto", "first", "last"] = Field(
        "auto", description="Where the channels of colour pictures stand: before or behind height and width"
    )
    transpose: bool = Field(
        False, description="Exchange height and width: EMNIST's pictures lie on their side in their files"
    )


class ImageFolder(Kept, Undivided, Pictures):
    """Pictures in one folder a class, also inside of train, validation and test folders, or with a table or masks.

    Read are BMP, GIF, JPEG, PNG, PPM, TIFF, WebP and AVIF files in class folders and in the folders below them, upright
    as the camera noted, with white for transparent places. Other files, hidden and system folders and links out of the
    folder are left out and told; a picture that is damaged, or whose range of numbers is not known, is named. Pictures
    of a test folder without class folders are no test samples, as nobody says what is right of them.

    A table beside the pictures (CSV) has a column with their names, with or without ending, and one with the class of
    each; or labels of which several may hold, in columns of 0 and 1 or together in one. It may be one for each split,
    as train.csv and val.csv, or have a column “split”.

    A mask says the class of each pixel by a number of its palette, a level of grey or a colour. It has the name and the
    size of its picture: images/1.jpg and masks/1.png, where train, validation and test folders may be around or inside.

    More pictures than are held in memory stay files: the training begins at once, and each is decoded when it is first
    needed, rounded to the 256 levels of a byte and kept in a cache on the disk, which saves time from then on. One that
    is changed or removed meanwhile is never taken for what it was: the training stops at a checkpoint and names it.
    """

    name = "image_folder"
    title = "Folder of images"
    essential = ("path",)
    foremost = ("layout", "target")
    wanted = "Choose a folder of pictures"

    path: str = Field("", description="Folder with one folder of pictures for each class, or with pictures and masks")
    layout: Literal["auto", "class_folders", "split_folders", "labels_file", "label_sets", "masks", "file_names"] = (
        Field(
            "auto",
            description="How the pictures lie: found out; one folder a class; train and others with these in each; "
            "beside a table of classes, or of labels; beside a folder of masks; or with the class first in their names",
        )
    )
    labels: str = Field("", title="Table of labels", description="CSV file in the folder; empty: the one that is found")
    column: str = Field("", title="Column", description="Its column with the class or labels; empty: found by its name")
    letters: bool = Field(
        False,
        description="Take each letter of a class by itself, at its position: for pictures of texts of one length, as "
        "captchas are, named in a table or by their files",
    )
    mask_classes: MaskValues = Field(
        "",
        description="Names of the values in masks, such as 0=background, 1=road, or #ff0000=road for colours; "
        "empty: all that occur, under their own names",
    )
