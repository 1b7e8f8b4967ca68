"""A process that has a project file open until it is killed: run by itself."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from studio.project.open_files import OpenFile

if __name__ == "__main__":
    mine = OpenFile()
    mine.claim(Path(sys.argv[1]))
    print("open", flush=True)
    time.sleep(600)
