"""Sentences about rows that are left out of a table, or samples out of arrays."""

from __future__ import annotations

from typing import Literal

from studio.text import ntr

RowReason = Literal["ragged", "unread", "infinite", "missing", "untold", "unknown"]
"""More or fewer values than columns; text where a number belongs; a number too large to be held; a missing value; one
missing of what is to be learnt; a category that no training row has, in a split that is given."""


def row_sentence(reason: str, count: int, kinds: str, some: str) -> str:
    """The sentence; `kinds` are the columns, with counts where there are several, `some` are rows."""
    match reason:
        case "ragged":
            return ntr(
                "{count} row that has more or fewer values than there are columns was left out: {some}.",
                "{count} rows that have more or fewer values than there are columns were left out: {some}.",
                count, some=some,
            )  # fmt: skip
        case "unread":
            return ntr(
                "{count} row with text in place of a number was left out; column {kinds}, {some}.",
                "{count} rows with text in place of a number were left out; column {kinds}, {some}.",
                count, kinds=kinds, some=some,
            )  # fmt: skip
        case "infinite":
            return ntr(
                "{count} row with a number that is not finite or too large was left out; {kinds}, {some}.",
                "{count} rows with a number that is not finite or too large were left out; {kinds}, {some}.",
                count, kinds=kinds, some=some,
            )  # fmt: skip
        case "missing":
            return ntr(
                "{count} row with a missing value was left out; {kinds}, {some}.",
                "{count} rows with a missing value were left out; {kinds}, {some}.",
                count, kinds=kinds, some=some,
            )  # fmt: skip
        case "untold":
            return ntr(
                "{count} row was left out, as what is to be learnt of it is missing; {kinds}, {some}.",
                "{count} rows were left out, as what is to be learnt of them is missing; {kinds}, {some}.",
                count, kinds=kinds, some=some,
            )  # fmt: skip
        case "unknown":
            return ntr(
                "{count} row to validate or test with was left out, as no row to train on has its category; "
                "column {kinds}, {some}.",
                "{count} rows to validate or test with were left out, as no row to train on has their category; "
                "column {kinds}, {some}.",
                count, kinds=kinds, some=some,
            )  # fmt: skip
        case _:
            raise ValueError(reason)
