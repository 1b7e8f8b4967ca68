"""A window on a real (virtual) display, worked with a real pointer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "support" / "real_drag.py"

needs_display = pytest.mark.skipif(
    not os.environ.get("DISPLAY") or not shutil.which("xdotool"), reason="needs an X display and xdotool"
)


@pytest.mark.slow
@needs_display
def test_a_layer_is_dragged_from_the_palette_with_a_real_pointer() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT)],
        env=os.environ | {"QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    if "xcb-cursor0" in done.stderr:
        pytest.skip("Qt's X plugin needs libxcb-cursor0")
    assert json.loads(done.stdout) == ["conv1"], done.stderr
