"""The file for Keras: what it says, how it is laid out, and what is refused by name. Keras is not needed for it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from networks import chain

from studio.compiler.analysis import analyse
from studio.compiler.export_error import ExportError
from studio.compiler.keras import keras_source, obstacles
from studio.compiler.keras.table import table
from studio.graph import Graph
from studio.layers import catalogue, layer
from studio.project.templates import template, templates


def picture(**nodes: object) -> Graph:
    return chain(input=layer("Input", shape=(3, 8, 8)), **nodes, output=layer("Output"))  # type: ignore[arg-type]


def test_every_entry_of_the_table_is_a_layer_of_the_catalogue() -> None:
    assert set(table()) <= set(catalogue)
    assert {"Conv2d", "Linear", "LSTM", "MultiheadAttention", "Embedding"} <= set(table())


@pytest.mark.parametrize("step", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_templates_are_written_laid_out_and_free_of_lint(step: int, tmp_path: Path) -> None:
    for each in templates()[::step]:
        text = keras_source(each.load().graph, each.name)
        assert {"build_model", "load_weights"} <= {
            node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)
        }
        (tmp_path / f"{each.name.replace('-', '_')}_keras.py").write_text(text)
    for command in (["format", "--diff"], ["check", "--select", "E,F,W,I,B,UP"]):
        told = [sys.executable, "-m", "ruff", *command, "--isolated", "--line-length", "100", str(tmp_path)]
        ran = subprocess.run(told, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_layers_are_called_as_on_the_canvas_and_take_pictures_with_their_channels_last() -> None:
    text = keras_source(template("lenet5").load().graph, "LeNet")
    assert 'keras.Input((28, 28, 1), name="input")' in text
    assert 'layers.Conv2D(6, 5, padding="same", name="conv1")(input)' in text
    assert 'layers.Permute((3, 1, 2), name="flatten_channels_first")(x)' in text
    assert 'layers.Dense(120, name="fc1")(x)' in text


def test_blocks_are_functions_and_equal_copies_a_loop() -> None:
    text = keras_source(template("resnet20").load().graph, "ResNet")
    assert "def residual_block(input, filters, name):" in text
    assert "    for copy in range(2):\n        x = residual_block(x, filters=16" in text


def test_a_layer_without_a_counterpart_is_refused_by_name_before_anything_is_written() -> None:
    graph = picture(drawn=layer("FractionalMaxPool2d"), fold=layer("Flatten"), pair=layer("Custom"))
    with pytest.raises(ExportError, match=r"“drawn” cannot be written for Keras. .*“pair”"):
        keras_source(graph, "Refused")
    assert set(obstacles(analyse(graph))) == {"drawn", "pair"}


def test_what_keras_lacks_stands_in_the_file_as_layers_and_functions_laid_out_and_free_of_lint(tmp_path: Path) -> None:
    graph = picture(damped=layer("LocalResponseNorm"), affine=layer("Affine"), drawn=layer("RReLU"),
                    edge=layer("ReplicationPad2d"),
                    larger=layer("Upsample", scale_factor=1.5, mode="bilinear"))  # fmt: skip
    text = keras_source(graph, "Own")
    assert {"Affine", "RandomLeakyReLU"} == {
        node.name for node in ast.parse(text).body if isinstance(node, ast.ClassDef)
    }
    assert "= damped(input, size=5" in text
    (tmp_path / "own_keras.py").write_text(text)
    for command in (["format", "--diff"], ["check", "--select", "E,F,W,I,B,UP"]):
        told = [sys.executable, "-m", "ruff", *command, "--isolated", "--line-length", "100", str(tmp_path)]
        ran = subprocess.run(told, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_a_parameter_without_a_counterpart_is_refused_with_its_reason() -> None:
    graph = picture(pool=layer("AvgPool2d", kernel_size=3, padding=1, count_include_pad=False))
    with pytest.raises(ExportError, match="switch count_include_pad on"):
        keras_source(graph, "Refused")


def test_names_that_the_file_has_for_itself_may_stand_on_the_canvas() -> None:
    text = keras_source(chain(input=layer("Input", shape=(4,)), layers=layer("Linear"), ops=layer("ReLU"),
                              keras=layer("Linear"), output=layer("Output")), "np")  # fmt: skip
    assert 'name="layers")' in text
    assert not {"layers", "ops", "keras"} & {
        node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def test_names_that_keras_would_take_for_one_are_refused_with_what_to_do() -> None:
    graph = picture(conv=layer("Conv2d", padding=2), conv_pad=layer("ReLU"))
    with pytest.raises(ExportError, match="Two layers would be called “conv_pad”") as refused:
        keras_source(graph, "Twice")
    assert refused.value.remedy == "Rename one of them."
