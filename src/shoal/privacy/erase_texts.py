"""Erase a person from documents: JSON loses rows and values, text and HTML what mentions the person."""

from __future__ import annotations

import codecs
import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shoal.privacy.trace import REMOVED, Trace
from shoal.store.manifest import rewriting

_JSON_SCRIPT = re.compile(r"(<script\b[^>]*\bjson\b[^>]*>)(.*?)(</script>)", re.I | re.S)
_CODE = re.compile(r"(<(script|style)\b[^>]*>.*?</\2>)", re.I | re.S)
_TEXT_NODE = re.compile(r"(?:(?<=>)|\A)[^<>]+(?=<|\Z)")

_GONE = object()


def erase_json(path: Path, trace: Trace, fence: Callable[[], None]) -> int:
    """Drop a person's rows and values from a JSON file, or from one with a document per line."""
    return _rewrite(path, lambda text: scrubbed(text, trace), fence)


def erase_html(path: Path, trace: Trace, fence: Callable[[], None]) -> int:
    """Remove a person from the text of a page and from the data it carries."""
    return _rewrite(path, lambda text: _html(text, trace), fence)


def erase_text(path: Path, trace: Trace, fence: Callable[[], None]) -> int:
    """Remove what mentions a person from any other text."""
    return _rewrite(path, trace.redact, fence)


def encoding_of(path: Path) -> str:
    """Tell how a text file is encoded: by its byte order mark, else UTF-8 where it is that, else Windows Latin."""
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "latin-1"  # every byte has a letter here, so what is written back is what was read
    return "utf-8"


def scrubbed(text: str, trace: Trace) -> str:
    """Give a JSON text without the person, the very same text where it says nothing of them."""
    try:
        value = json.loads(text)
    except ValueError:
        lines = text.splitlines(keepends=True)
        if len(lines) < 2 or not all(_is_json(line) for line in lines):
            return trace.redact(text)
        return "".join(_line(line, trace) for line in lines)
    without = _without(value, trace)
    if without is _GONE:
        without = None
    if without == value:
        return text
    indent = 2 if "\n" in text.strip() else None
    separators = (",", ": ") if indent else ((",", ":") if '": ' not in text else (", ", ": "))
    end = "\n" if text.endswith("\n") else ""
    return json.dumps(without, ensure_ascii="\\u" in text, indent=indent, separators=separators) + end


def is_row_of(row: Any, trace: Trace, *, short_keys: bool = False) -> bool:
    """Say whether a flat object or list is a row of the person.

    Parameters
    ----------
    row : any JSON value
    trace : Trace
    short_keys : bool
        Whether, in a row without a key column, a key of any length counts as a whole value.
    """
    cells = (
        list(row.items()) if isinstance(row, dict) else [("", cell) for cell in row] if isinstance(row, list) else []
    )
    if not cells or any(isinstance(cell, dict | list) for _, cell in cells):
        return False
    has_key = any(trace.is_key_column(name) for name, _ in cells)
    for name, cell in cells:
        text = cell if isinstance(cell, str) else json.dumps(cell)
        if trace.is_key_column(name) or (short_keys and not has_key):
            if trace.is_key(text):
                return True
        elif isinstance(cell, str) and not has_key and trace.is_whole(cell):
            return True
        if isinstance(cell, str) and trace.identifies(cell):
            return True
    return False


def _without(value: Any, trace: Trace) -> Any:
    if isinstance(value, str):
        return REMOVED if trace.is_whole(value) else trace.redact(value)
    if isinstance(value, dict):
        if any(trace.is_key_column(name) and _is_key(item, trace) for name, item in value.items()):
            return _GONE
        entries = {
            name: _without(item, trace)
            for name, item in value.items()
            if not (trace.mentions(name) or trace.is_whole(name))
        }
        return {name: None if item is _GONE else item for name, item in entries.items()}
    if isinstance(value, list):
        is_table = all(isinstance(item, dict | list) for item in value)
        items = [_without(item, trace) for item in value if not (is_table and is_row_of(item, trace))]
        return [item for item in items if item is not _GONE]
    return value


def _is_key(value: Any, trace: Trace) -> bool:
    return isinstance(value, str | int | float) and trace.is_key(value if isinstance(value, str) else json.dumps(value))


def _line(line: str, trace: Trace) -> str:
    value = json.loads(line)
    return "" if is_row_of(value, trace) or _without(value, trace) is _GONE else scrubbed(line, trace)


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _html(text: str, trace: Trace) -> str:
    def payload(found: re.Match[str]) -> str:
        data = scrubbed(found[2], trace)
        return found[0] if data == found[2] else found[1] + data.replace("<", "\\u003c") + found[3]

    def node(found: re.Match[str]) -> str:
        shown = html.unescape(found[0])
        if trace.is_whole(shown) or (trace.mentions(shown) and not trace.mentions(found[0])):
            return REMOVED
        return found[0]

    text = _JSON_SCRIPT.sub(payload, text)
    # Code is only redacted: what stands between > and < in a script is no text of the page.
    parts = _CODE.split(text)
    pages = [_TEXT_NODE.sub(node, part) if place % 3 == 0 else part for place, part in enumerate(parts)]
    return "".join(trace.redact(part) for place, part in enumerate(pages) if place % 3 != 2)


def _rewrite(path: Path, change: Callable[[str], str], fence: Callable[[], None]) -> int:
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        before = file.read()
    after = change(before)
    if after == before:
        return 0
    with rewriting(path, fence) as beside, beside.open("w", encoding=encoding, newline="") as file:
        file.write(after)
    return 1
