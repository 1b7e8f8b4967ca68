"""Which languages a system says it speaks."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest

from studio.text.system import system_languages


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, ()),
        ({"LANG": "zh_CN.UTF-8"}, ("zh_CN.UTF-8",)),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, ("zh_CN.UTF-8",)),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "en_US.UTF-8"}, ("en_US.UTF-8",)),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_TW:zh_CN:en"}, ("zh_TW", "zh_CN", "en")),
        ({"LANG": "C.UTF-8", "LANGUAGE": "zh_CN"}, ()),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "POSIX"}, ()),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, ("zh_CN.UTF-8",)),
    ],
)
def test_the_environment_goes_by_the_rules_of_gettext(environment: dict[str, str], named: tuple[str, ...]) -> None:
    assert system_languages(environment, "linux") == named


def test_a_mac_tells_by_its_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert system_languages({}, "darwin") == ()
    settings = tmp_path / "Library/Preferences/.GlobalPreferences.plist"
    settings.parent.mkdir(parents=True)
    settings.write_bytes(plistlib.dumps({"AppleLanguages": ["zh-Hans-CN", "en-CN"]}, fmt=plistlib.FMT_BINARY))
    assert system_languages({}, "darwin") == ("zh-Hans-CN", "en-CN")
    settings.write_bytes(b"bplist00damaged")
    assert system_languages({}, "darwin") == ()
