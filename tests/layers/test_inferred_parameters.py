"""What follows from the input may be given all the same: it has to agree then, and changes nothing."""

from __future__ import annotations

import re
from inspect import signature

import pytest
from networks import around, inferred
from torch import nn

from studio.compiler.analysis import analyse
from studio.compiler.measure import measure
from studio.compiler.shape_errors import Refusal
from studio.compiler.tensors import TensorSpec
from studio.layers import Layer, ParameterError, catalogue
from studio.project.file import dumps, loads
from studio.project.model import Project

ELSEWHERE = {"device", "dtype", "min_value", "max_value", "args", "kwargs"}
"""Arguments of torch that are chosen for the whole network, or that torch has given up."""

INFERRED = [(declared, name) for declared in catalogue.values() for name in inferred(declared)]
each_inferred = pytest.mark.parametrize(
    ("declared", "name"), INFERRED, ids=[f"{declared.__name__}-{name}" for declared, name in INFERRED]
)
each_settled = pytest.mark.parametrize(
    ("declared", "name"),
    [(declared, name) for declared in catalogue.values() for name in declared.settled],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)


def specs(layer: Layer) -> tuple[TensorSpec, ...]:
    return tuple(TensorSpec(arrival.shape, arrival.dtype) for arrival in layer.example())


@each_inferred
def test_given_as_the_input_has_it_nothing_changes(declared: type[Layer], name: str) -> None:
    given = declared.create({name: inferred(declared)[name]})
    assert measure(given, specs(given)) == measure(declared(), specs(given))
    assert given.label() == declared().label()


@each_inferred
def test_given_otherwise_the_sentence_has_both_numbers_and_the_way_out(declared: type[Layer], name: str) -> None:
    right = inferred(declared)[name]
    wrong = declared.create({name: right + 1})
    (problem,) = analyse(around([wrong])).errors
    assert f"{name} is {right + 1}" in problem.message
    assert f"makes it {right}." in problem.message
    assert problem.remedy == f"Clear {name}, which then follows from the input, or set it to {right}."


@each_inferred
def test_the_file_keeps_what_was_given_and_leaves_out_what_was_not(declared: type[Layer], name: str) -> None:
    given = declared.create({name: inferred(declared)[name]})
    project = Project("Given", around([given]))
    assert loads(dumps(project)).graph == project.graph
    assert name in given.params()
    assert name not in declared().params()


@each_settled
def test_arguments_of_torch_that_make_no_difference_here_are_read_over(declared: type[Layer], name: str) -> None:
    for value in declared.settled[name]:
        assert declared.create({name: value}) == declared()
    with pytest.raises(ParameterError, match=re.escape(f"{name} of {declared.__name__} can only be")):
        declared.create({name: "another"})


def test_a_refusal_names_where_the_input_comes_from() -> None:
    refused = measure(catalogue["Linear"].create({"in_features": 9216}), (TensorSpec((256,)),))
    assert isinstance(refused, Refusal)
    assert refused.message == "in_features is 9216, but what comes in, (256), makes it 256."


@pytest.mark.parametrize("declared", catalogue.values(), ids=list(catalogue))
def test_every_argument_of_the_torch_class_is_a_parameter_or_settled(declared: type[Layer]) -> None:
    constructor = getattr(nn, declared.__name__, None)
    arguments = set(signature(constructor).parameters) if constructor else set()
    public = {name for name in arguments if not name.startswith("_")}
    left = public - set(declared.model_fields) - declared.settled.keys() - ELSEWHERE
    assert not left
