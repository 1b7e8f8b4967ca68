"""What the window needs beside our texts to speak a language: Qt's own texts, and a typeface that has its signs."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from studio.text import language
from studio.ui.theme import faces, fonts


def follow(app: QApplication) -> tuple[str, str] | None:
    """Let Qt speak the language in use; tells which typeface is missing where that has become English for it."""
    code = language.current()
    if faces.missing(code) is not None:
        language.use(language.SOURCE)
    told = faces.missing(code)  # in what is spoken by now
    for earlier in app.findChildren(_Texts):
        app.removeTranslator(earlier)
        earlier.deleteLater()
    texts = _Texts(app)
    if texts.load(f"qtbase_{language.current()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(texts)
    for family in (fonts.SANS, fonts.MONO):  # also where a style sheet or rich text names the family alone
        QFont.removeSubstitutions(family)
        QFont.insertSubstitutions(family, faces.beside(language.current()))
    app.setFont(fonts.font())
    return told


class _Texts(QTranslator):
    """Those of Qt's own dialogs and menus: OK, Cancel, Copy."""
