"""The reference page of the API, made of its docstrings: `python tests/support/api_reference.py` writes it anew."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

from studio import api

PAGE = Path(api.__file__).parent / "README.md"
HEAD = "# Scripting\n\nMade of the docstrings by `python tests/support/api_reference.py`; the tests run the examples.\n"


def reference() -> str:
    """The page as Markdown: what the module says, then every public name with its methods."""
    parts = [HEAD, f"{inspect.cleandoc(api.__doc__ or '')}\n"]
    for name in api.__all__:
        thing = getattr(api, name)
        parts += _entry(f"## `api.{name}{'' if inspect.isclass(thing) else _signature(thing)}`", thing)
        if inspect.isclass(thing):
            for method, made in vars(thing).items():
                if not method.startswith("_") and (inspect.isfunction(made) or isinstance(made, property)):
                    own = made.fget if isinstance(made, property) else made
                    parts += _entry(
                        f"### `{name}.{method}{'' if isinstance(made, property) else _signature(made)}`", own
                    )
    return "\n".join(parts)


def _signature(thing: object) -> str:
    return str(inspect.signature(thing)).replace("'", "")  # type: ignore[arg-type]


def _entry(title: str, thing: object) -> list[str]:
    return [f"{title}\n", *_fenced(inspect.getdoc(thing) or "")]


def _fenced(words: str) -> Iterator[str]:
    """A docstring with its examples in fences."""
    text, mark, example = words.partition(">>> ")
    yield f"{text.rstrip()}\n"
    if mark:
        yield f"```python\n>>> {example.rstrip()}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
