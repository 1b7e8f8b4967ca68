"""Points in time as people read them: how long ago for those of late, the day for others, and exactly."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from studio.text import ntr, tr

_MINUTE, _HOUR = 60, 3600


def ago(moment: float, now: float) -> str:
    """How long ago a moment was, both in seconds since 1970: `5 minutes ago`, `yesterday 14:05`, `2026-01-02`."""
    then, today = datetime.fromtimestamp(moment), datetime.fromtimestamp(now).date()
    passed = now - moment
    if -_MINUTE < passed < _MINUTE:
        return tr("just now")
    if 0 < passed < _HOUR:
        return _minutes(int(passed // _MINUTE))
    return _day(then, today)


def exactly(moment: float) -> str:
    """A moment to the second, as the clock here has it: `2026-01-02 14:05:09`."""
    return f"{datetime.fromtimestamp(moment):%Y-%m-%d %H:%M:%S}"


def _minutes(count: int) -> str:
    return ntr("{count} minute ago", "{count} minutes ago", count)


def _day(then: datetime, today: date) -> str:
    clock = f"{then:%H:%M}"
    if then.date() == today:
        return tr("today {clock}", clock=clock)
    if then.date() == today - timedelta(days=1):
        return tr("yesterday {clock}", clock=clock)
    return f"{then:%Y-%m-%d}"
