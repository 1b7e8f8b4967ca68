"""Recordings of sound in class folders, all at one rate and one length."""

from __future__ import annotations
