"""A real distribution in a folder: a package, and a dist-info with its entry points, as pip leaves them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

SOURCE = dedent('''
    from pydantic import Field

    from studio.data import config
    from studio.layers.spec import Layer
    from studio.project.exporters import Exported, Exporter
    from studio.training.losses import Loss


    class Squared(Layer):
        """Squares every number. As the plug-in of a test does."""

        family = "activation"
        title = "Square"
        dtypes = ("float32",)

        scale: float = Field(1.0, description="What the squares are multiplied by")

        def build(self, *shapes):
            from torch import nn

            class Square(nn.Module):
                def __init__(self, scale):
                    super().__init__()
                    self.scale = scale

                def forward(self, input):
                    return self.scale * input * input

            return Square(self.scale)


    class CubicLoss(Loss):
        """The mean of the cubed distances between output and target. As the plug-in of a test does."""

        title = "Cubic loss"

        def build(self, axes=0, **options):
            from torch import nn

            class Cubic(nn.Module):
                def forward(self, output, target):
                    return (output - target).abs().pow(3).mean()

            return Cubic()


    class Names(Exporter):
        """Writes the names of the nodes, one a line. As the plug-in of a test does."""

        name = "names"
        title = "Names"
        about = "The names of the nodes, one a line."
        suffixes = (".names",)

        def write(self, subject, path):
            content = "\\n".join(subject.project.graph).encode()
            path.write_bytes(content)
            return Exported(path, len(content), False, "Written.")
''')

RING = dedent('''
    import numpy as np
    from pydantic import Field

    from studio.data.config import Data
    from studio.data.samples import Description, Reading, Samples, carry_on, count_classes
    from studio.data.sources.source import Source


    class Ring(Data):
        """Points of two rings. As the plug-in of a test has them."""

        name = "ring"
        title = "Two rings"
        essential = ("radius",)

        radius: float = Field(2.0, gt=1.0, description="Radius of the outer ring; the inner one has 1")


    class RingSource(Source[Ring]):
        """Sixty points, the same in every split."""

        settings = Ring

        def describe(self, config, check=carry_on):
            counts = count_classes(self._points(config)[1], ("inner", "outer"))
            splits = dict.fromkeys(("train", "validation", "test"), counts)
            return Description.of_classes(("inner", "outer"), (2,), splits)

        def read(self, config, check=carry_on):
            rows = Samples(*self._points(config))
            return Reading(("inner", "outer"), rows, rows, rows)

        def _points(self, config):
            angles = np.linspace(0, 6, 60)
            answers = np.arange(60) % 2
            reach = np.where(answers, config.radius, 1.0)
            places = np.stack([reach * np.cos(angles), reach * np.sin(angles)], 1)
            return places.astype(np.float32), answers.astype(np.int64)
''')

BROKEN = 'raise RuntimeError("its library is missing")\n'
ENDING = "import sys\nsys.exit(3)\n"


def distribution(folder: Path, name: str, source: str, entries: str, version: str = "1.2") -> None:
    """Put a distribution into a folder of `sys.path`: one module called like it, and its entry points."""
    (folder / f"{name.replace('-', '_')}.py").write_text(source, encoding="utf-8")
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(dedent(entries), encoding="utf-8")


def extra(folder: Path) -> None:
    """One with a layer, a loss and an exporter."""
    distribution(
        folder, "nn-extra", SOURCE,
        """
        [nn_studio.layers]
        Squared = nn_extra:Squared
        [nn_studio.losses]
        CubicLoss = nn_extra:CubicLoss
        [nn_studio.exporters]
        names = nn_extra:Names
        [console_scripts]
        extra = nn_extra:main
        """,
    )  # fmt: skip


def ring(folder: Path) -> None:
    """One with a kind of data."""
    distribution(folder, "nn-ring", RING, "[nn_studio.data]\nring = nn_ring:RingSource\n", "0.3")
