"""What a node may be called: its name is an attribute of the compiled module and a word in its source."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Container, Iterable

from studio.formatting.shortened import shortened
from studio.graph.problems import EditError
from studio.text import tr

LONGEST = 64

# Attributes every compiled module has already (a test holds this list against torch), and words that
# the generated source gives a meaning of its own.
RESERVED = frozenset(
    [
        "T_destination",
        "add_module",
        "add_submodule",
        "apply",
        "bfloat16",
        "buffers",
        "call_super_init",
        "children",
        "class_name",
        "code",
        "compile",
        "cpu",
        "cuda",
        "delete_all_unused_submodules",
        "delete_submodule",
        "double",
        "dump_patches",
        "eval",
        "extra_repr",
        "float",
        "forward",
        "get_buffer",
        "get_extra_state",
        "get_parameter",
        "get_submodule",
        "graph",
        "half",
        "ipu",
        "load_state_dict",
        "meta",
        "modules",
        "mtia",
        "named_buffers",
        "named_children",
        "named_modules",
        "named_parameters",
        "nested_str",
        "parameters",
        "print_readable",
        "recompile",
        "register_backward_hook",
        "register_buffer",
        "register_forward_hook",
        "register_forward_pre_hook",
        "register_full_backward_hook",
        "register_full_backward_pre_hook",
        "register_load_state_dict_post_hook",
        "register_load_state_dict_pre_hook",
        "register_module",
        "register_parameter",
        "register_state_dict_post_hook",
        "register_state_dict_pre_hook",
        "requires_grad_",
        "set_extra_state",
        "set_submodule",
        "shape_env",
        "share_memory",
        "state_dict",
        "to",
        "to_empty",
        "to_folder",
        "train",
        "training",
        "type",
        "xpu",
        "zero_grad",
        "self",
        "torch",
        "nn",
        "functional",
    ]
)


def check_name(name: str, taken: Container[str] = ()) -> None:
    """Raise EditError when `name` cannot be a node's name or is `taken`."""
    if name in taken:
        raise EditError(tr("There is already a node called “{name}”.", name=name), tr("Choose another name."))
    reason = objection(name)
    if reason:
        raise EditError(
            tr("“{name}” cannot be a node's name: {reason}.", name=shortened(name), reason=reason),
            tr("Use letters, digits and _, such as conv1."),
        )


def unique_name(stem: str, taken: Container[str]) -> str:
    """A free name made from `stem`: its trailing digits counted on (`conv1` -> `conv2`)."""
    base, number = _parts(stem)
    candidate = stem
    while candidate in taken or objection(candidate):
        number += 1
        candidate = f"{base}{number}"
    return candidate


def unique_names(stems: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """For each of some different stems the name that `unique_name` makes of it, one after the other."""
    used, given = set(taken), {}
    counted: dict[str, tuple[int, int]] = {}
    for stem in stems:
        base, number = _parts(stem)
        first, last = counted.get(base, (0, -1))
        passed = stem in used and first <= number <= last
        # Numbers behind the first up to the last are known to be taken and need not be tried once more.
        given[stem] = name = unique_name(f"{base}{last}" if passed else stem, used)
        reached = _parts(name)[1]
        if name == f"{base}{reached}":
            counted[base] = (first if passed else number, reached)
        used.add(name)
    return given


def _parts(stem: str) -> tuple[str, int]:
    """What is counted on from a name: what stands before its trailing digits, and their number."""
    base = stem.rstrip("0123456789")[: LONGEST - 8]
    digits = stem[len(base) :]
    return "node" if objection(base + "1") else base, int(digits) if digits.isdecimal() and len(digits) < 8 else 0


def objection(name: str) -> str:
    """Why a node cannot have this name, in words; empty where it can."""
    if not name.isidentifier() or unicodedata.normalize("NFKC", name) != name:
        return tr("it has to be a Python identifier")
    if keyword.iskeyword(name):
        return tr("Python uses this word itself")
    if name in RESERVED or name.startswith("_"):
        return tr("every PyTorch module has an attribute of that name")
    if len(name) > LONGEST:
        return tr("it is longer than {most} characters", most=LONGEST)
    return ""
