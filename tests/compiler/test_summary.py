"""The summary for programs is right for networks with blocks and for every template."""

from __future__ import annotations

import pytest

from studio.compiler.analysis import analyse
from studio.compiler.summary import summary
from studio.project.templates import Template, templates


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
def test_the_rows_of_a_template_add_up_to_its_totals(template: Template) -> None:
    found = summary(template.name, analyse(template.load().graph))
    for cost, total in found["total"].items():
        assert total == sum(node[cost] for node in found["nodes"])
    assert found["total"]["saved_bytes"] > 0


def test_a_block_sees_as_far_as_what_is_in_it() -> None:
    (resnet,) = (each for each in templates() if each.name == "resnet18")
    found = summary("", analyse(resnet.load().graph))
    rows = found["nodes"]
    sizes = [row["receptive_field"]["size"][0] for row in rows if not row["receptive_field"]["whole_input"]]
    # 435 pixels is what is known of ResNet-18 behind its last block (Araujo et al., 2019), more than the 224 there are.
    assert sizes == sorted(sizes)
    assert sizes[0] == 1
    assert sizes[-1] == 224
    assert [row["receptive_field"]["size"] for row in rows if row["layer"] == "MaxPool2d"] == [[11, 11]]
