"""Project files: what is written, what is read, what is kept of newer versions, what is refused."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from networks import chain, variants

from studio.data import Data, Idx, ImageFolder, data_kinds
from studio.graph import Graph, Node, Source, edits
from studio.graph.layout import layout
from studio.layers import Layer, Placeholder, catalogue, layer
from studio.project import Project
from studio.project.file import (
    ProjectError,
    dump_fragment,
    dumps,
    load,
    load_fragment,
    loads,
    located,
    moved,
    save,
    write_text,
)
from studio.training.config import TrainingConfig
from studio.training.losses import losses
from studio.training.optimizers import optimizers
from studio.training.schedules import schedules

DOCUMENT = """{
  "format": "nn-studio",
  "version": 1,
  "name": "LeNet-5",
  "graph": {
    "input": {"layer": "Input", "params": {"shape": [1, 28, 28]}, "inputs": [], "position": [0, 0]},
    "conv1": {"layer": "Conv2d", "params": {"out_channels": 6, "kernel_size": [5, 5], "padding": [2, 2]}, \
"inputs": ["input"], "position": [0, 120]},
    "output": {"layer": "Output", "params": {}, "inputs": ["conv1"], "position": [0, 240]}
  },
  "data": {"kind": "digits"},
  "training": {"loss": {"kind": "CrossEntropyLoss"}, "optimizer": {"kind": "Adam", "lr": 0.001}, \
"batch_size": 64, "epochs": 10, "seed": 0}
}
"""

NEWER = """{
  "format": "nn-studio",
  "version": 7,
  "name": "Später",
  "graph": {
    "input": {"layer": "Input", "params": {"shape": [1, 28, 28]}, "inputs": [], "position": [0, 0], "locked": true},
    "split": {"layer": "FancySplit", "params": {"parts": 3, "eps": 1e-05, "how": {"π": [1.5, null]}}, \
"inputs": ["input"], "position": [0, 120.5]},
    "conv1": {"layer": "Conv2d", "params": {"out_channels": 6, "sparse": true}, "inputs": ["split:2", null], \
"position": [0, 240], "colour": "#ff0000"},
    "output": {"layer": "Output", "params": {}, "inputs": ["conv1"], "position": [0, 360]}
  },
  "data": {"kind": "parquet", "columns": ["a", "b"], "validation": 0.2},
  "training": {"loss": {"kind": "FocalLoss", "gamma": 2.0}, "optimizer": {"kind": "Adam", "lr": 0.002, \
"foreach": true}, "batch_size": 64, "epochs": 10, "seed": 0, "mixture": {"kind": "MixUp", "alpha": 0.2}},
  "frames": [{"title": "Stem", "nodes": ["input", "split"]}],
  "zoom": 1.25
}
"""


def written(**changes: object) -> str:
    """The document with entries replaced, or taken away by None."""
    tree = {**json.loads(DOCUMENT), **changes}
    return json.dumps({key: value for key, value in tree.items() if value is not None})


def with_node(**entries: object) -> str:
    """The document with a node `extra` of these entries."""
    return written(graph={**json.loads(DOCUMENT)["graph"], "extra": entries})


def test_a_file_reads_like_the_network_and_is_written_as_it_was_read() -> None:
    project = loads(DOCUMENT)
    assert project.name == "LeNet-5"
    assert project.graph["conv1"] == Node(
        layer("Conv2d", out_channels=6, kernel_size=5, padding=2), (Source("input"),), (0.0, 120.0)
    )
    assert project.notices == ()
    assert dumps(project) == DOCUMENT


def test_a_new_project_can_be_saved_and_read() -> None:
    assert loads(dumps(Project())) == Project()


@pytest.mark.parametrize("declared", catalogue.values(), ids=list(catalogue))
def test_every_layer_is_read_as_it_was_written(declared: type[Layer]) -> None:
    for each in [declared.create({}), *variants(declared)]:
        project = Project(graph=Graph({"node": Node(each, edits.fit_ports(each, ()), (3.5, -2.0))}))
        assert loads(dumps(project)) == project


def _changed(declared: type[Data]) -> Data:
    changes = {"validation": 0.25, "normalize": True, "seed": 3}
    return declared.create({name: value for name, value in changes.items() if name in declared.model_fields})


@pytest.mark.parametrize("kind", [*data_kinds, *losses, *optimizers, *schedules])
def test_every_setting_is_read_as_it_was_written(kind: str) -> None:
    project = Project()
    if kind in data_kinds:
        project = replace(project, data=_changed(data_kinds[kind]))
    elif kind in schedules:
        project = replace(project, training=TrainingConfig().changed(schedule=schedules[kind].create({})))
    elif kind in losses:
        project = replace(project, training=TrainingConfig().changed(loss=losses[kind].create({})))
    else:
        project = replace(project, training=TrainingConfig().changed(optimizer=optimizers[kind].create({"lr": 0.3})))
    assert loads(dumps(project)) == project


def test_settings_that_need_each_other_are_read_together() -> None:
    nesterov = optimizers["SGD"].create({"nesterov": True, "momentum": 0.9})
    project = Project(training=TrainingConfig().changed(optimizer=nesterov))
    assert loads(dumps(project)) == project


def test_a_newer_file_is_saved_back_unchanged() -> None:
    assert dumps(loads(NEWER)) == NEWER


def test_what_is_not_known_of_a_newer_file_is_told() -> None:
    project = loads(NEWER)
    told = " ".join(notice.message for notice in project.notices)
    assert all(word in told for word in ("format 7", "parquet", "FocalLoss", "foreach", "mixture"))
    assert all(notice.remedy for notice in project.notices)
    assert project.training.batch_size == 64
    assert project.training.optimizer.lr == 0.002  # type: ignore[attr-defined]
    split, conv = project.graph["split"].layer, project.graph["conv1"].layer
    assert isinstance(split, Placeholder)
    assert len(split.outputs) == 3
    assert "FancySplit" in split.finding.message
    assert isinstance(conv, Placeholder)
    assert "sparse" in conv.finding.message


def test_a_setting_that_the_person_changes_is_written_and_the_rest_is_kept() -> None:
    project = loads(NEWER)
    training = project.training.changed(epochs=3, optimizer=project.training.optimizer.changed(lr=0.1))
    kept = json.loads(dumps(replace(project, training=training, data=data_kinds["digits"].create({"test": 0.3}))))
    assert kept["training"]["epochs"] == 3
    assert kept["training"]["optimizer"] == {"kind": "Adam", "lr": 0.1, "foreach": True}
    assert kept["training"]["loss"] == {"kind": "FocalLoss", "gamma": 2.0}
    assert kept["training"]["mixture"] == {"kind": "MixUp", "alpha": 0.2}
    assert kept["data"] == {"kind": "digits", "test": 0.3}


def test_edits_keep_what_a_newer_version_wrote_about_a_node() -> None:
    project = loads(NEWER)
    graph = edits.rename(edits.move(project.graph, {"conv1": (5.0, 5.0)}), "conv1", "stem")
    node = json.loads(dumps(project.with_graph(graph)))["graph"]["stem"]
    assert node == {
        "layer": "Conv2d",
        "params": {"out_channels": 6, "sparse": True},
        "inputs": ["split:2", None],
        "position": [5, 5],
        "colour": "#ff0000",
    }


def test_values_out_of_range_get_a_stand_in_and_stay_in_the_file() -> None:
    text = written(training={"epochs": -3, "batch_size": "many"}, data={"kind": "digits", "validation": 7})
    project = loads(text)
    assert (project.training.epochs, project.training.batch_size) == (10, 64)
    assert len(project.notices) == 3
    again = json.loads(dumps(project))
    assert again["training"]["epochs"] == -3
    assert again["training"]["batch_size"] == "many"
    assert again["data"] == {"kind": "digits", "validation": 7}


def test_a_node_with_more_links_than_ports_is_kept_as_it_is() -> None:
    text = with_node(layer="ReLU", params={}, inputs=["conv1", "input"], position=[9, 9])
    node = loads(text).graph["extra"]
    assert isinstance(node.layer, Placeholder)
    assert node.inputs == (Source("conv1"), Source("input"))
    assert json.loads(dumps(loads(text)))["graph"] == json.loads(text)["graph"]


def test_a_link_from_an_output_that_a_layer_has_not_is_kept_and_told() -> None:
    project = loads(with_node(layer="ReLU", inputs=["conv1:1"], position=[9, 9]))
    conv = project.graph["conv1"].layer
    assert isinstance(conv, Placeholder)
    assert "output 1" in conv.finding.message
    assert project.graph["extra"].inputs == (Source("conv1", 1),)


def test_nodes_without_positions_are_laid_out() -> None:
    tree = json.loads(DOCUMENT)
    for entry in tree["graph"].values():
        del entry["position"]
    graph = loads(json.dumps(tree)).graph
    assert {name: node.position for name, node in graph.items()} == layout(graph)


def test_a_single_node_without_position_goes_below_the_others() -> None:
    graph = loads(with_node(layer="ReLU", inputs=["conv1"])).graph
    assert graph["conv1"].position == (0.0, 120.0)
    assert graph["extra"].position[1] >= 240 + 72


def test_a_single_node_without_position_goes_to_the_right_of_others_that_are_drawn_to_the_right() -> None:
    tree = json.loads(with_node(layer="ReLU", inputs=["conv1"]))
    graph = loads(json.dumps({**tree, "flow": "right"})).graph
    assert graph["extra"].position[0] >= 200
    assert graph["extra"].position[1] == 0.0


def test_what_can_be_left_out_may_be_left_out() -> None:
    project = loads('{"format": "nn-studio", "version": 1, "graph": {"relu": {"layer": "ReLU"}}}')
    assert project == Project(graph=Graph({"relu": Node(layer("ReLU"), (None,))}))


DEEP = '{"a":' * 100_000 + "1" + "}" * 100_000

REFUSED = {
    "empty": ("", "empty"),
    "blank": (" \n", "empty"),
    "prose": ("Dear colleague,", "Line 1, column 1 cannot be read as JSON"),
    "cut off": (DOCUMENT[:300], "ends in the middle"),
    "cut off in a name": (DOCUMENT[:105], "ends in the middle"),
    "a list": ("[1, 2]", "holds a list"),
    "a number": ("3", "holds a number"),
    "merge conflict": (DOCUMENT.replace('  "data"', '<<<<<<< mine\n  "data"'), "merge conflict"),
    "twice the same key": (DOCUMENT.replace('"output":', '"conv1":'), "“conv1” stands twice"),
    "NaN": (DOCUMENT.replace("[0, 120]", "[0, NaN]"), "NaN"),
    "infinity": (DOCUMENT.replace("0.001", "-Infinity"), "Infinity"),
    "too large a number": (DOCUMENT.replace("0.001", "1e400"), "1e400 is too large"),
    "digits without end": (DOCUMENT.replace("64", "9" * 5000), "5000 digits"),
    "nested without end": (DEEP, "nested"),
    "nested too deep": (written(extra=json.loads("[" * 80 + "]" * 80)), "nested"),
    "half a character": (written(name="\ud800"), "half of a character"),
    "another program's": (written(format="netron"), "not marked as a project"),
    "no mark": (written(format=None), "not marked as a project"),
    "no version": (written(version=None), "version” is missing"),
    "version as text": (written(version="1"), "has to be a number"),
    "version true": (written(version=True), "is true"),
    "version 0": (written(version=0), "count from 1"),
    "name no text": (written(name=[1]), "“name” is a list"),
    "endless name": (written(name="x" * 1000), "1000 characters"),
    "no graph": (written(graph=None), "“graph” is missing"),
    "graph a list": (written(graph=[]), "“graph” is a list"),
    "node a text": (written(graph={"a": "ReLU"}), "“a” in its graph is a text"),
    "no layer": (with_node(inputs=[]), "“layer” is missing"),
    "layer a number": (with_node(layer=3), "“layer” is a number"),
    "params a list": (with_node(layer="ReLU", params=[]), "“params” is a list"),
    "inputs a text": (with_node(layer="ReLU", inputs="conv1"), "“inputs” is a text"),
    "input a number": (with_node(layer="ReLU", inputs=[1]), "is a number"),
    "input without port": (with_node(layer="ReLU", inputs=["conv1:"]), "names no output"),
    "input port endless": (with_node(layer="ReLU", inputs=["conv1:" + "9" * 9000]), "names no output"),
    "input port absurd": (with_node(layer="ReLU", inputs=["conv1:64"]), "names no output"),
    "dangling": (with_node(layer="ReLU", inputs=["missing"]), "no node of that name"),
    "fed by itself": (with_node(layer="ReLU", inputs=["extra"]), "form a loop"),
    "position a text": (with_node(layer="ReLU", position="here"), "not a pair of numbers"),
    "position of three": (with_node(layer="ReLU", position=[1, 2, 3]), "not a pair of numbers"),
    "position of truths": (with_node(layer="ReLU", position=[True, False]), "not a pair of numbers"),
    "position on the moon": (with_node(layer="ReLU", position=[0, 10**90]), "too far away"),
    "reserved name": (written(graph={"forward": {"layer": "ReLU"}}), "“forward” cannot be"),
    "bad name": (written(graph={"conv 1": {"layer": "ReLU"}}), "“conv 1” cannot be"),
    "data a list": (written(data=[]), "data is a list"),
    "data without kind": (written(data={}), "data has no kind"),
    "training a number": (written(training=3), "training is a number"),
    "loss a text": (written(training={"loss": "CrossEntropyLoss"}), "loss is a text"),
    "optimizer kind a list": (written(training={"optimizer": {"kind": []}}), "optimizer has no kind"),
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_project_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ProjectError) as refusal:
        loads(text)
    assert reason in refusal.value.message
    assert len(str(refusal.value)) < 400


def test_a_loop_is_spelled_out() -> None:
    graph = {"a": {"layer": "ReLU", "inputs": ["b"]}, "b": {"layer": "ReLU", "inputs": ["a"]}}
    with pytest.raises(ProjectError, match="→"):
        loads(written(graph=graph))


def test_a_file_is_saved_and_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "Mein Netz – 网络.nns"
    project = loads(DOCUMENT)
    save(project, path)
    assert path.read_text(encoding="utf-8") == DOCUMENT
    assert load(path) == project
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_with_a_byte_order_mark_opens(tmp_path: Path) -> None:
    path = tmp_path / "windows.nns"
    path.write_text(DOCUMENT, encoding="utf-8-sig")
    assert load(path) == loads(DOCUMENT)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_saving_keeps_the_permissions_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "shared.nns"
    path.write_text("earlier")
    path.chmod(0o640)
    save(Project(), path)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name == "nt", reason="links need privileges on Windows")
def test_saving_to_a_link_writes_the_file_it_leads_to(tmp_path: Path) -> None:
    target, link = tmp_path / "real.nns", tmp_path / "link.nns"
    target.write_text("earlier")
    link.symlink_to(target)
    save(Project(), link)
    assert link.is_symlink()
    assert load(target) == Project()


def test_a_save_that_fails_leaves_the_old_file_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "project.nns"
    save(Project(), path)
    with pytest.raises(ProjectError, match=r"“nowhere.nns” could not be saved.*no folder"):
        save(Project(), tmp_path / "missing" / "nowhere.nns")
    with pytest.raises(ProjectError, match="a folder of that name"):
        save(Project(), tmp_path)
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "\ud800")
    assert list(tmp_path.iterdir()) == [path]
    assert load(path) == Project()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "no such file"),
        (b"\x80\x04\x95binary\xff", "not a text file"),
        (b"\x00" * 100, "cannot be read as JSON"),
        (b"", "It is empty"),
        (b"[]", "a project is an object"),
        (b'{"format": "pictures"}', "not marked as a project"),
        (b'{"format": "nn-studio", "version": 1}', "Its “graph” is missing"),
        (b" " * (33 * 2**20), "larger than 32 MB"),
    ],
)
def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path = tmp_path / "broken.nns"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ProjectError, match=f"“broken.nns” cannot be opened.*{reason}") as refused:
        load(path)
    assert refused.value.remedy


def test_a_folder_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="It is a folder"):
        load(tmp_path)


def test_a_copied_part_travels_as_text() -> None:
    graph = chain(input=layer("Input"), conv=layer("Conv2d"), relu=layer("ReLU"))
    part = edits.fragment(graph, ["conv", "relu"], incoming=True)
    assert load_fragment(dump_fragment(part)) == part


def test_a_whole_project_can_be_pasted() -> None:
    assert load_fragment(DOCUMENT) == loads(DOCUMENT).graph


@pytest.mark.parametrize("text", ["hello", "[]", written(format="other"), DOCUMENT.replace('["input"]', '["output"]')])
def test_other_text_on_the_clipboard_is_refused(text: str) -> None:
    with pytest.raises(ProjectError):
        load_fragment(text)


def test_a_data_folder_is_meant_from_the_project_file(tmp_path: Path) -> None:
    project = Project(data=Idx(path="data/mnist"))
    assert located(project, tmp_path / "net.nns").data == Idx(path=str(tmp_path / "data/mnist"))
    for path in ("", "~/mnist", str(tmp_path), r"C:\data\mnist", r"\\server\share\mnist"):
        absolute = Project(data=Idx(path=path))
        assert located(absolute, tmp_path / "net.nns") == absolute
    assert located(project, None) == project
    assert located(Project(), tmp_path / "net.nns") == Project()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a/net.nns", "a/other.nns", "data"),
        ("a/net.nns", "b/net.nns", "{folder}/a/data"),
        ("a/net.nns", "net.nns", "a/data"),
        (None, "a/net.nns", "{here}/data"),
    ],
)
def test_data_are_found_from_a_file_saved_elsewhere(
    tmp_path: Path, before: str | None, after: str, expected: str
) -> None:
    project = Project(data=ImageFolder(path="data"))
    now = moved(project, tmp_path / before if before else None, tmp_path / after)
    assert now.data == ImageFolder(path=expected.format(folder=tmp_path.as_posix(), here=Path.cwd().as_posix()))


def test_data_without_a_way_to_follow_stay_as_they_are(tmp_path: Path) -> None:
    for project in (Project(), Project(data=ImageFolder(path=str(tmp_path))), Project(data=ImageFolder())):
        assert moved(project, tmp_path / "a" / "net.nns", tmp_path / "b" / "net.nns") is project
