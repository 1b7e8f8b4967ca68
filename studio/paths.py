"""The only place that knows where resources, templates, runs, caches and recovery files lie."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path, user_data_path, user_documents_path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """A folder that lies inside the installed package, or beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


RESOURCES = _shipped("resources")
TEMPLATES = _shipped("templates")


def user_data() -> Path:
    """The application's own folder for this user; NN_STUDIO_HOME puts it elsewhere."""
    chosen = os.environ.get("NN_STUDIO_HOME")
    return Path(chosen) if chosen else user_data_path("nn-studio", appauthor=False)


def runs() -> Path:
    """Folder of training runs, one folder each."""
    return user_data() / "runs"


def run_places() -> Path:
    """The list of folders beside project files that have taken runs of this user."""
    return user_data() / "run_places.json"


def preferences() -> Path:
    """What a person has chosen for all projects."""
    return user_data() / "preferences.json"


def lessons() -> Path:
    """Folder of how far a person came in the lessons, and of their networks in them."""
    return user_data() / "lessons"


def plugins() -> Path:
    """The distributions whose plug-ins a person has allowed, each with the seal of what it was then."""
    return user_data() / "plugins.json"


def run_index() -> Path:
    """The database that saves reading runs anew to list them; it can be removed at any time."""
    return user_data() / "runs.sqlite"


def caches() -> Path:
    """Folder of decoded samples, one folder for each set; what nobody uses can be removed at any time."""
    return _cache() / "samples"


def thumbnails() -> Path:
    """Folder of small pictures of the networks in files; it can be removed at any time."""
    return _cache() / "thumbnails"


def cache_limit() -> Path:
    """What a person has chosen that caches may take of the disk."""
    return user_data() / "cache_limit.json"


def recovery() -> Path:
    """Folder of recovery files of unsaved work."""
    return user_data() / "recovery"


def blocks() -> Path:
    """Folder of the person's library of blocks."""
    return user_data() / "blocks"


def open_files() -> Path:
    """Folder of what tells windows which project files are open."""
    return user_data() / "open"


def translations() -> Path:
    """Folder of message catalogues, one file a language."""
    return RESOURCES / "translations"


def compiled_texts() -> Path:
    """Folder of catalogues as they are looked up; it can be removed at any time."""
    return _cache() / "texts"


def documents() -> Path:
    """Where a file dialog starts: the folder of documents, or the person's own folder where there is none yet."""
    folder = user_documents_path()
    return folder if folder.is_dir() else Path.home()


def _cache() -> Path:
    """What is kept to save time alone."""
    chosen = os.environ.get("NN_STUDIO_HOME")
    return Path(chosen) / "cache" if chosen else user_cache_path("nn-studio", appauthor=False)
