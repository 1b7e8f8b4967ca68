"""What every figure owes a reader: words within it, none over another, and nothing that cannot be written."""

from __future__ import annotations

from itertools import combinations
from math import isfinite

from studio.project.figures import Figure, Text

Box = tuple[float, float, float, float]


def judge(figure: Figure) -> None:
    """Fails where words are cut off or overlap, or a place is no number."""
    boxes = [(part.words, box_of(part)) for part in figure.parts if isinstance(part, Text)]
    for words, (left, top, right, bottom) in boxes:
        assert left >= 0, words
        assert right <= figure.width, words
        assert top >= 0, words
        assert bottom <= figure.height, words
    if len(boxes) < 500:
        for (first, one), (second, other) in combinations(boxes, 2):
            assert not overlap(one, other), (first, second)
    for part in figure.parts:
        places = [part.at] if isinstance(part, Text) else [point for _, points in part.steps for point in points]
        for x, y in places:
            assert isfinite(x)
            assert isfinite(y)
            assert -0.01 <= x <= figure.width + 0.01
            assert -0.01 <= y <= figure.height + 0.01


def box_of(text: Text) -> Box:
    """Around the words, from the tops of capitals to the baseline."""
    left = text.at[0] - text.width * {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor]
    return left, text.at[1] - 0.73 * text.size, left + text.width, text.at[1]


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes have more than an edge in common."""
    return one[0] < other[2] - 0.1 and other[0] < one[2] - 0.1 and one[1] < other[3] - 0.1 and other[1] < one[3] - 0.1
