"""Where things lie on a person's machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio import paths


def test_dialogs_start_in_a_folder_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_DOCUMENTS_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert paths.documents().is_dir()
    (tmp_path / "Documents").mkdir()
    assert paths.documents().is_dir()
