"""Which files are recordings of sound."""

from __future__ import annotations

SUFFIXES = (".flac", ".oga", ".ogg", ".wav", ".wave")
"""Suffixes of such files, in small letters."""
