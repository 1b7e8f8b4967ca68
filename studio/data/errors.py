"""What can be wrong with data, said so that a person can put it right."""

from __future__ import annotations

from studio.errors import StudioError


class DataError(StudioError):
    """The data cannot be used: says which file or class, why, and what to do; `setting` is what is wrong, if one is."""

    def __init__(self, message: str, remedy: str, setting: str = "") -> None:
        super().__init__(message, remedy)
        self.setting = setting
