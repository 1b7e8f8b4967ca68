"""The arguments of every class of torch.nn have fields, whose values go to the file as the class takes them."""

from __future__ import annotations

import pytest

from studio.layers import ParameterError, fields
from studio.layers.argument_fields import declared, shown, values_of, with_value
from studio.layers.declaration import Declaration
from studio.layers.function_arguments import arguments_of
from studio.layers.signatures import Argument, about, arguments
from studio.layers.torch_classes import TORCH_CLASSES
from studio.layers.torch_functions import TORCH_FUNCTIONS


def form_of(module: str, given: dict[str, object]) -> tuple[type[Declaration], dict[str, Argument]]:
    found = {each.name: each for each in shown(arguments(module).values(), given)}
    return declared(module, about(module), tuple(found.values()), given), found


@pytest.mark.parametrize("module", TORCH_CLASSES)
def test_every_class_has_fields_that_begin_with_its_defaults_and_write_nothing(module: str) -> None:
    declaration, found = form_of(module, {})
    beginning = declaration.create(values_of(declaration, {}))
    assert declaration.help()
    for spec in fields(declaration):
        assert spec.wanted()
        assert spec.description
        assert with_value({}, found[spec.name], getattr(beginning, spec.name)) == {}


@pytest.mark.parametrize(
    ("module", "name", "entered", "written"),
    [
        ("Softmin", "dim", 1, 1),
        ("Conv2d", "kernel_size", (3,), 3),
        ("Conv2d", "kernel_size", (3, 5), [3, 5]),
        ("Conv2d", "padding", "same", "same"),
        ("Conv2d", "padding", "(1, 2)", [1, 2]),
        ("Conv2d", "padding", "[1, 2]", [1, 2]),
        ("Conv2d", "padding", "2", 2),
        ("Conv2d", "padding_mode", "reflect", "reflect"),
        ("GELU", "approximate", "tanh", "tanh"),
        ("Unflatten", "unflattened_size", (4,), [4]),
        ("Upsample", "align_corners", False, False),
        ("CosineSimilarity", "eps", 1e-6, 1e-6),
        ("Transformer", "activation", "gelu", "gelu"),
    ],
)
def test_what_is_entered_is_written_as_the_class_takes_it_and_shown_again(
    module: str, name: str, entered: object, written: object
) -> None:
    declaration, found = form_of(module, {})
    value = getattr(declaration.create({name: entered}), name)
    given = with_value({}, found[name], value)
    assert given == {name: written}
    again, _ = form_of(module, given)
    shown_again = getattr(again.create(values_of(again, given)), name)
    assert with_value({}, found[name], shown_again) == given


@pytest.mark.parametrize(
    ("module", "name", "entered", "reason"),
    [
        ("Softmin", "dim", "a", "whole number"),
        ("Softmin", "dim", 1.5, "whole number"),
        ("Conv2d", "padding_mode", "ones", "reflect"),
        ("Conv2d", "padding", "{'a': 1}", "must be a text, a whole number or a list"),
        ("CosineSimilarity", "eps", "small", "number"),
        ("Transformer", "bias", 1, "true or false"),
    ],
)
def test_what_the_signature_does_not_allow_is_refused_with_the_reason(
    module: str, name: str, entered: object, reason: str
) -> None:
    declaration, _ = form_of(module, {})
    with pytest.raises(ParameterError, match=reason):
        declaration.create({name: entered})


def test_what_a_file_gives_wrongly_gets_a_field_to_put_it_right() -> None:
    given = {"dim": [1, "a"]}
    declaration, found = form_of("Softmin", given)
    assert values_of(declaration, given) == {"dim": '[1, "a"]'}
    assert with_value(given, found["dim"], declaration.create({"dim": "2"}).dim) == {"dim": 2}  # type: ignore[attr-defined]


def test_what_follows_from_the_input_has_a_field_only_where_it_is_given() -> None:
    assert "in_features" not in form_of("Linear", {})[1]
    assert "in_features" in form_of("Linear", {"in_features": 3})[1]


def test_the_default_and_nothing_are_not_written_and_the_others_stay_as_they_were() -> None:
    _, found = form_of("CosineSimilarity", {})
    given = {"eps": 1e-6, "dim": 2}
    assert with_value(given, found["dim"], 1) == {"eps": 1e-6}
    assert list(with_value(given, found["eps"], 1e-5)) == ["eps", "dim"]


@pytest.mark.parametrize("function", TORCH_FUNCTIONS)
def test_fields_of_functions_allow_what_the_functions_do(function: str) -> None:
    declared = TORCH_FUNCTIONS[function]
    for each in arguments_of(function):
        given = declared.trial.get(each.name, each.default)
        assert each.required or each.default is None or declared.arguments[each.name].fits(each.default)
        assert given is None or each.fits(given)
