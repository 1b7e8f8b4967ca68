"""Python files that hang, branch on numbers or give something else than tensors are told with their line, and ended."""

from __future__ import annotations

import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from time import monotonic

import pytest

from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.importing.python_file import PythonNetwork, import_python
from studio.compiler.importing.python_text import classes_in, functions_in, signature_of
from studio.compiler.module import outputs_of

HANGS = """
import subprocess, sys, time
from pathlib import Path
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
Path(__file__).with_name("pid").write_text(str(other.pid))
time.sleep(600)
"""

BRANCHES = """
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)

    def forward(self, x):
        if x.sum() > 0:
            return self.fc(x)
        return x
"""


def network(path: Path, text: str) -> PythonNetwork:
    path.write_text(text, encoding="utf-8")
    return PythonNetwork(path, "Net", [(2,)], {})


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.slow
def test_code_that_hangs_is_ended_with_all_that_it_began(tmp_path: Path) -> None:
    begun = tmp_path / "pid"

    def check() -> None:
        if begun.exists() and begun.read_text():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_python(network(tmp_path / "net.py", HANGS), check=check)
    end = monotonic() + 60
    while is_running(int(begun.read_text())):  # it was killed, and may take a moment to be gone
        assert monotonic() < end
    with pytest.raises(NetworkImportError, match=r"The code of “net\.py” did not end within 0\.1 seconds"):
        import_python(network(tmp_path / "net.py", HANGS), seconds=0.1)


@pytest.mark.slow
def test_a_branch_on_the_numbers_of_a_sample_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(NetworkImportError, match=r"line 10 of “net\.py” fails: which way it goes"):
        import_python(network(tmp_path / "net.py", BRANCHES))


def test_results_by_names_become_outputs_of_these_names(tmp_path: Path) -> None:
    made = BRANCHES.replace("        if x.sum() > 0:\n            return self.fc(x)\n        return x\n",
                            '        return {"relu": self.fc(x).relu(), "mean": x - 1}\n')  # fmt: skip
    found = import_python(network(tmp_path / "net.py", made))
    assert outputs_of(found.graph) == ["relu_output", "mean_output"]
    assert found.equality.largest_difference < 1e-6


def test_what_a_file_defines_is_read_without_running_it(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(f"{BRANCHES}\n\ndef make(width, *, depth=3):\n    return 1 / 0\n\nraise SystemExit\n", "utf-8")
    assert classes_in(path) == ["Net"]
    assert functions_in(path) == ["make"]
    assert signature_of(path, "make") == "width, *, depth=3"
    assert signature_of(path, "Net") == ""


@pytest.mark.slow
def test_another_text_than_the_one_that_was_allowed_does_not_run(tmp_path: Path) -> None:
    asked = network(tmp_path / "net.py", "from pathlib import Path\nPath(__file__).with_name('ran').touch()\n")
    with pytest.raises(NetworkImportError, match="the file has changed since it was read"):
        import_python(replace(asked, digest=sha256(b"what a person has read").hexdigest()))
    assert not (tmp_path / "ran").exists()
