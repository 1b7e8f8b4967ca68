"""Command lines that say no command: what typer and pydantic find wrong with them, in the language in use."""

from __future__ import annotations

import re
from typing import Any

from studio.text import listed, tr


def misuse(error: Any) -> str:
    """Why typer refuses a command line, without a full stop; in typer's own words where it has others."""
    match type(error).__name__:
        case "MissingParameter":
            return tr("{name} is missing", name=_name(error))
        case "NoSuchOption":
            return _no_option(error)
        case "BadOptionUsage":
            return tr("{name} needs a value behind it", name=error.option_name)
        case "BadParameter":
            return _not_fitting(error) or _own_words(error)
        case _:
            return _surplus(error) or _own_words(error)


def _own_words(error: Any) -> str:
    return str(error.format_message()).strip()


def _no_option(error: Any) -> str:
    name, near = error.option_name, error.possibilities or ()
    if not near:
        return tr("There is no option {name}", name=name)
    return tr("There is no option {name}; near it are {names}", name=name, names=listed(sorted(near)))


def _surplus(error: Any) -> str:
    """More words than the command takes; "" for anything else."""
    found = re.search(r"unexpected extra argument.*\((.*)\)$", _own_words(error))
    return tr("There are words too many: {words}", words=found[1]) if found else ""


def _not_fitting(error: Any) -> str:
    """What pydantic says of a value; "" where that is not known here."""
    cause = error.__cause__
    if not hasattr(cause, "errors"):
        return ""
    found, name = cause.errors()[0], _name(error)
    value, bounds = str(found["input"]), found.get("ctx", {})
    match found["type"]:
        case "int_parsing" | "int_type" | "int_from_float":
            return tr("{name} takes a whole number, not “{value}”", name=name, value=value)
        case "float_parsing" | "float_type" | "finite_number":
            return tr("{name} takes a number, not “{value}”", name=name, value=value)
        case "greater_than_equal":
            return tr("{name} is at least {bound}, not {value}", name=name, bound=bounds["ge"], value=value)
        case "less_than_equal":
            return tr("{name} is at most {bound}, not {value}", name=name, bound=bounds["le"], value=value)
    choices = re.findall("'([^']*)'", found["msg"].partition(" is not one of ")[2])
    if choices:
        told = listed(choices, last="or")
        return tr("{name} takes {choices}, not “{value}”", name=name, choices=told, value=value)
    return ""


def _name(error: Any) -> str:
    """An option as it is written, an argument as help calls it."""
    option = next((each for each in getattr(error.param, "opts", ()) if each.startswith("--")), "")
    return option or str(error.param.metavar or error.param.name.upper())
