"""What Qt needs of the system is listed whole, and a sentence says what is missing where Qt would end the process."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo

from studio.cli.failures import sentences
from studio.cli.library_packages import PACKAGES, told_missing
from studio.cli.system_libraries import lacking

ALWAYS_THERE = {"libc6", "libgcc-s1", "libstdc++6", "zlib1g"}
README = Path(__file__).parent.parent.parent / "README.md"
on_debian = pytest.mark.skipif(
    not (shutil.which("dpkg-query") and shutil.which("ldd")), reason="needs the package lists of Debian or Ubuntu"
)


def test_a_window_without_a_display_is_refused(studio, lenet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    result = studio(lenet)
    assert result.status == 1
    assert "no display" in result.err


def test_a_missing_library_is_named_with_its_package() -> None:
    error = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    (told,) = sentences(error)
    assert "libEGL.so.1" in told
    assert "apt-get install libegl1" in told
    several = " ".join(told_missing(["libxcb-icccm.so.4", "libxcb-keysyms.so.1"]))
    assert "apt-get install libxcb-icccm4 libxcb-keysyms1" in several
    assert "your system" in told_missing(["libnothing.so.1"])[1]


def test_a_display_that_does_not_answer_is_a_sentence_and_no_abort() -> None:
    """Or, on a machine that lacks a library that Qt's part for X needs, which one."""
    if not sys.platform.startswith("linux"):
        pytest.skip("X is for Linux")
    kept = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-m", "studio"], env=kept | {"DISPLAY": ":987"}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1, done.stderr
    assert ("apt-get install" if lacking() else "The display “:987” does not answer.") in done.stderr


@on_debian
def test_the_packages_in_the_readme_bring_every_library_that_a_real_window_needs() -> None:
    named = set(re.findall(r"apt-get install ([a-z0-9 .+\s-]+)`", README.read_text(encoding="utf-8"))[0].split())
    assert named == set(PACKAGES.values())
    places = dict(needed())
    assert places
    brought = closure(named | ALWAYS_THERE)
    owners = packages_of([path for path in places.values() if path])
    assert {name for name, path in places.items() if name not in PACKAGES and not owners[path] & brought} == set()


def needed() -> Iterator[tuple[str, str]]:
    """The libraries that Qt's part for X loads from the system, with where they lie; of those missing nowhere."""
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    told = output("ldd", str(plugins / "platforms" / "libqxcb.so"))
    for line in told.splitlines():
        name, _, place = line.strip().partition(" => ")
        if place and str(plugins.parent) not in place:
            yield name, "" if "not found" in place else place.split()[0]


def packages_of(paths: Sequence[str]) -> Mapping[str, set[str]]:
    """The packages that files are of. On newer systems /lib is /usr/lib, and their lists name either."""
    names = {path: {path, os.path.realpath(path), f"/usr{path}", path.removeprefix("/usr")} for path in paths}
    told = output("dpkg-query", "-S", *(each for several in names.values() for each in several))
    of = {file: package.partition(":")[0] for package, _, file in (line.partition(": ") for line in told.splitlines())}
    found = {path: {of[each] for each in several if each in of} for path, several in names.items()}
    return found | {"": set()}


def closure(packages: set[str]) -> set[str]:
    """Packages with all that they depend on, as far as that is installed."""
    lines = output("dpkg-query", "-W", "-f=${Package}\t${Depends}, ${Pre-Depends}\n").splitlines()
    depends = {
        name: re.findall(r"(?:^|[,|])\s*([a-z0-9.+-]+)", told) for name, _, told in (x.partition("\t") for x in lines)
    }
    found, wanted = set[str](), list(packages)
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            wanted += depends.get(name, [])
    return found


def output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout
