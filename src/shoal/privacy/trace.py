"""The marks of a person, and where a text bears them.

An identifier (e-mail, phone, name) is found inside a longer text, in any case, spelling of umlauts, or escaped as HTML,
JSON and URLs escape. A key such as ``5`` is not: it counts only where a customer stands, or as a whole value.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import html
import json
import re
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from functools import cached_property
from html.entities import codepoint2name
from urllib.parse import quote, quote_plus

from shoal.privacy.vault import folded

REMOVED = "[removed]"

KEY_COLUMNS = frozenset({"customer_id", "source_key", "linked_key"})
"""Columns of our own files in which a customer stands."""

_MIN_SUBSTRING = 6
"""Letters from which an identifier is looked for inside longer texts; a shorter one only as a whole value."""

_MIN_WHOLE_KEY = 4
"""Letters from which a key counts as a whole value anywhere; below it is a level, a count or a country."""

_MIN_DIGITS = 7
"""Digits from which a number is a phone number and no figure."""

_SHORT, _START = 200, 4
"""Bytes up to which a piece of data is short, and first bytes by which a form is looked for in it."""

_BEFORE = r"(?:(?<!\w)|(?<=%[0-9a-f]{2})|(?<=\\[nrt])|(?<=\\u[0-9a-f]{4}))"
"""What may stand before an identifier: no letter or digit of another word, unless it ends an escape. "Ann Lee" is not
in "Joann Lee", nor in "Ann Leeson"."""

_AFTER = r"(?!\w)"

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")


class Trace:
    """What a person is known by.

    Parameters
    ----------
    needles : frozenset of str
        Direct identifiers.
    keys : frozenset of str
        Source keys, normalised, and customer ids.
    normalise : callable
        Raw source key to normalised key, None where it is unusable.
    key_columns : frozenset of str
        Columns in which customers stand, in any case; those of the sources beside our own.
    words : frozenset of str
        Words that are nobody's, as in the names that give a document its form. A key or a short identifier that is one
        of them counts only where customers stand.
    in_columns_only : bool
        True where a key says nothing but in its columns: the number of a session may be any number elsewhere.

    Examples
    --------
    >>> trace = Trace(frozenset({"ann@example.org"}), frozenset({"5"}), lambda text: text.strip())
    >>> trace.mentions("to ANN%40example.org"), trace.is_key(" 5 "), trace.identifies("5 orders")
    (True, True, False)
    """

    def __init__(
        self,
        needles: frozenset[str],
        keys: frozenset[str],
        normalise: Callable[[str], str | None],
        key_columns: frozenset[str] = KEY_COLUMNS,
        words: frozenset[str] = frozenset(),
        *,
        in_columns_only: bool = False,
    ) -> None:
        self._normalise = normalise
        self._words = words
        self._keys = keys
        self._in_columns_only = in_columns_only
        self._key_columns = frozenset(name.casefold() for name in key_columns)
        self._long = sorted(needle for needle in needles if len(folded(needle)) >= _MIN_SUBSTRING)
        self._short = frozenset(folded(needle) for needle in needles) - {folded(needle) for needle in self._long} - {""}
        self._own = [needle for needle in self._long if _is_own(needle)]
        self._shared = frozenset(folded(needle) for needle in self._long if not _is_own(needle))

    def is_key_column(self, name: str) -> bool:
        """Say whether customers stand in a column."""
        return name.strip().strip("\ufeff").casefold() in self._key_columns

    def is_key(self, text: str) -> bool:
        """Say whether a value, as a whole, is a key of the person; the apostrophe of a safe cell is read over."""
        forms = (text, text[1:]) if text.startswith("'") else (text,)
        return any(form in self._keys or self._normalise(form) in self._keys for form in forms if form)

    def is_whole(self, text: str) -> bool:
        """Say whether a value, as a whole, is a key too long to be a figure or a level, or an identifier."""
        value = text.strip()
        if value in self._words or self._in_columns_only:
            return False
        return (len(value) >= _MIN_WHOLE_KEY and self.is_key(value)) or folded(value) in self._short | self._shared

    def identifies(self, text: str) -> bool:
        """Say whether a text holds what belongs to this person alone: not a lone town or surname, not a short key."""
        return self._holds(text, self._own_literals, self._own_folded) or self._holds_key(text)

    def identified(self, texts: Sequence[str]) -> list[str]:
        """Give those of many texts that identify the person; where none does, as is usual, they are read in one go."""
        return [text for text in texts if self.identifies(text)] if self.identifies("\n".join(texts)) else []

    def mentions(self, text: str) -> bool:
        """Say whether a text holds any identifier of the person, or a key that cannot be a figure."""
        return (
            self._holds(text, self._all_literals, self._all_folded)
            or self._holds_key(text)
            or (bool(self._short) and folded(text) in self._short and text not in self._words)
        )

    def is_in(self, data: bytes) -> bool:
        """Say whether bytes of any format hold what belongs to this person alone, in the usual encodings."""
        lower = data.lower()
        if len(lower) <= _SHORT and not any(lower[at : at + _START] in self._starts for at in range(len(lower))):
            return False  # a look at every place is faster than a search for every form where places are few
        return any(form in lower for form in self._encoded)

    def redact(self, text: str) -> str:
        """Replace what mentions the person by ``[removed]``; the rest stays as it is."""
        if self.mentions(text):
            text = self._pattern.sub(REMOVED, text)
            text = self._key_pattern.sub(lambda found: REMOVED if self.is_key(found[0]) else found[0], text)
            if self.mentions(text):  # spelled in a way that only folding sees: what stands between delimiters goes
                pieces = re.split(r"([<>\"'\n])", text)
                text = "".join(REMOVED if self.mentions(piece) else piece for piece in pieces)
                if self.mentions(text):
                    return REMOVED
        return _BASE64.sub(lambda found: REMOVED if self._is_hidden_in(found[0]) else found[0], text)

    def _holds(self, text: str, literals: tuple[str, ...], bounded: re.Pattern[str]) -> bool:
        seen = folded(text)
        if len(seen) < self._fewest_letters:
            return False
        # Plain search first: it is a hundred times faster than the pattern, and nearly always enough.
        if any(literal in seen for literal in literals) and bounded.search(seen):
            return True
        return any(phone.search(seen) for phone in self._phones)

    def _holds_key(self, text: str) -> bool:
        if not self._distinct or (self._is_plain and text.isascii() and not self._is_near_key(text.lower())):
            return False
        return any(self.is_key(found[0]) for found in self._key_pattern.finditer(text))

    def _is_near_key(self, lower: str) -> bool:
        return any(key.lower() in lower for key in self._distinct)

    def _is_hidden_in(self, token: str) -> bool:
        try:
            data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_" if set("-_") & set(token) else None)
            if data[:2] == b"\x1f\x8b":
                data = gzip.decompress(data)
        except (binascii.Error, OSError, EOFError, zlib.error):
            return False  # a long word, not an encoding
        try:
            return self.identifies(data.decode())
        except UnicodeDecodeError:
            return self.is_in(data)

    @cached_property
    def _fewest_letters(self) -> int:
        """Letters below which a text has no room for an identifier, nor for the digits of a phone number."""
        return min(map(len, (*self._all_literals, *self._phone_numbers)), default=1)

    @cached_property
    def _is_plain(self) -> bool:
        """Whether the keys are plain letters, of which upper and lower case are one to one."""
        return all(key.isascii() for key in self._distinct)

    @cached_property
    def _all_literals(self) -> tuple[str, ...]:
        return tuple(sorted({folded(form) for needle in self._long for form in _spellings(needle)}))

    @cached_property
    def _own_literals(self) -> tuple[str, ...]:
        return tuple(sorted({folded(form) for needle in self._own for form in _spellings(needle)}))

    @cached_property
    def _all_folded(self) -> re.Pattern[str]:
        return _bounded(self._all_literals)

    @cached_property
    def _own_folded(self) -> re.Pattern[str]:
        return _bounded(self._own_literals)

    @cached_property
    def _encoded(self) -> tuple[bytes, ...]:
        forms = {form for needle in self._own for form in _spellings(needle)} | set(self._distinct)
        encoded = {form.encode(encoding).lower() for form in forms for encoding in ("utf-8", "utf-16-le")}
        encoded |= {form.encode("cp1252", "ignore").lower() for form in forms if _fits(form)}
        return tuple(sorted(encoded))

    @cached_property
    def _starts(self) -> frozenset[bytes]:
        return frozenset(form[:_START] for form in self._encoded)

    @cached_property
    def _phones(self) -> tuple[re.Pattern[str], ...]:
        """Give patterns of phone numbers, however their digits are grouped."""
        apart = r"[\s().+/-]{0,3}"
        return tuple(re.compile(rf"(?<!\d){apart.join(number)}(?!\d)") for number in self._phone_numbers)

    @cached_property
    def _phone_numbers(self) -> tuple[str, ...]:
        """Give the digits of the identifiers that have no letter and are long enough for a telephone."""
        numbers = (re.sub(r"\D", "", needle) for needle in self._long if not re.search(r"[^\W\d_]", needle))
        return tuple(number for number in numbers if len(number) >= _MIN_DIGITS)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        forms = {form for needle in self._long for form in _spellings(needle)}
        phones = "|".join(rf"\+?{phone.pattern}" for phone in self._phones)
        return re.compile("|".join(filter(None, [phones, _bounded(tuple(sorted(forms))).pattern])), re.I)

    @cached_property
    def _distinct(self) -> tuple[str, ...]:
        """Give the keys that are no figure and no word: six characters of which not all are digits, or eight digits."""
        if self._in_columns_only:
            return ()
        words = {word.casefold() for word in self._words}
        long = (key for key in self._keys if len(key) >= (8 if key.isdigit() else 6))
        return tuple(sorted(key for key in long if key.casefold() not in words))

    @cached_property
    def _key_pattern(self) -> re.Pattern[str]:
        tokens = "|".join(re.escape(key) for key in sorted(self._distinct, key=lambda key: (-len(key), key)))
        return re.compile(rf"(?<!\w)(?:{tokens})(?!\w)" if tokens else r"(?!)", re.I)


def _bounded(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of some spellings as whole words, the longest first; blanks of any kind and number between words."""
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    words = "|".join(r"\s+".join(map(re.escape, form.split())) for form in longest_first)
    return re.compile(f"{_BEFORE}(?:{words}){_AFTER}" if words else r"(?!)", re.I)


def _fits(text: str) -> bool:
    return text.encode("cp1252", "ignore").decode("cp1252") == text


def _is_own(needle: str) -> bool:
    """Say whether an identifier belongs to one person: an address, a number, or more than one word."""
    return "@" in needle or len(needle.split()) > 1 or sum(map(str.isdigit, needle)) >= _MIN_DIGITS


def _spellings(needle: str) -> set[str]:
    """Give the ways in which files write an identifier."""
    forms = {
        needle,
        needle.lower(),
        needle.upper(),
        *(unicodedata.normalize(f, needle) for f in ("NFC", "NFD", "NFKC")),
    }
    written = set(forms)
    for form in forms:
        written |= {html.escape(form), html.escape(form, quote=False), json.dumps(form)[1:-1], form.replace('"', '""')}
        written |= {quote(form, safe=""), quote(form), quote_plus(form), form.encode("utf-8").hex()}
        written |= {form.encode("ascii", "xmlcharrefreplace").decode(), _named_entities(form)}
        written.add(hashlib.sha256(form.encode()).hexdigest())
    return written


def _named_entities(text: str) -> str:
    return "".join(f"&{codepoint2name[ord(c)]};" if ord(c) in codepoint2name else c for c in text)
