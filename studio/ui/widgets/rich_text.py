"""How typeset text looks in the window: the style sheet of pages with headings, formulas and tables."""

from __future__ import annotations

from studio.ui import theme
from studio.ui.theme.fonts import MONO


def style_sheet() -> str:
    """Qt's subset of CSS, in the colours of the theme shown."""
    colours = theme.current()
    return theme.sized(f"""
        body, p, li, td {{ color: {colours.text}; font-size: 13px; }}
        p {{ margin: 0 0 8px 0; }}
        .title {{ color: {colours.text}; font-size: 18px; font-weight: 600; margin: 0 0 2px 0; }}
        .heading {{ color: {colours.text}; font-size: 13px; font-weight: 600; margin: 18px 0 8px 0; }}
        a {{ color: {colours.accent}; text-decoration: none; }}
        code, pre, .filled, .value {{ font-family: '{MONO}'; font-size: 12px; }}
        .muted, .quantity {{ color: {colours.muted}; font-size: 12px; }}
        .formula {{ margin: 0 0 10px 0; }}
        .filled {{ color: {colours.accent}; }}
        ul {{ margin: 0; -qt-list-indent: 0; }}
        li {{ margin: 0 0 6px 14px; }}
        td {{ padding: 2px 0; }}
        .value, .heads {{ text-align: right; padding-left: 10px; }}
        .heads {{ color: {colours.muted}; font-size: 12px; }}
    """)
