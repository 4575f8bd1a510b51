"""Pictures as SVG: the few shapes that they are drawn with, in the colours of the page."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable, Sequence

SIZE = 11.0
"""Height of the letters, in units of the drawing."""

LETTER = 0.56
"""Mean width of a letter as a share of its height; what is wider runs into the margin, not out of the picture."""


def number(value: float) -> str:
    """Write a coordinate short.

    Examples
    --------
    >>> number(12.0), number(3.1415), number(-0.04)
    ('12', '3.1', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def shape(name: str, content: str = "", **attributes: float | str) -> str:
    """Write an element; a trailing underscore of a name is left out, the others become hyphens.

    Examples
    --------
    >>> print(shape("rect", x=1.25, class_="rule", stroke_width=2))
    <rect x="1.2" class="rule" stroke-width="2"/>
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value if isinstance(value, str) else number(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def hint(words: str) -> str:
    """Say what a shape stands for when it is pointed at."""
    return f"<title>{html.escape(words, quote=False)}</title>"


def text(x: float, y: float, words: str, *, anchor: str = "start", kind: str = "said") -> str:
    """Write words, escaped; ``kind`` is a class of the style sheet: ``said``, ``faint`` or ``strong``."""
    return shape("text", html.escape(words, quote=False), x=x, y=y, text_anchor=anchor, class_=kind)


def lines_of(x: float, y: float, lines: Sequence[str], *, anchor: str = "start", kind: str = "said") -> str:
    """Write several lines, the first at ``y``."""
    return "".join(text(x, y + place * (SIZE + 2), line, anchor=anchor, kind=kind) for place, line in enumerate(lines))


def wrapped(words: str, width: float, most: int = 3) -> tuple[str, ...]:
    """Break words into at most so many lines of a width, the last shortened where it must be.

    Examples
    --------
    >>> wrapped("Days since the last order", 90)
    ('Days since the', 'last order')
    """
    letters = max(int(width / (SIZE * LETTER)), 3)
    return tuple(textwrap.wrap(words, letters, max_lines=most, placeholder="…", break_long_words=True)) or ("",)


def clipped(words: str, width: float) -> str:
    """Shorten words to a width.

    Examples
    --------
    >>> clipped("Hibernating and lost", 80)
    'Hibernating…'
    """
    letters = max(int(width / (SIZE * LETTER)), 2)
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """Join points by straight lines, as the ``d`` of a path."""
    said = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f"M{said}{'Z' if closed else ''}"


def drawing(width: float, height: float, parts: Iterable[str], alt: str) -> str:
    """Put a picture together.

    Parameters
    ----------
    width, height : float
        In units of the drawing; the page scales it.
    parts : iterable of str
    alt : str
        What there is to see, for those who cannot.
    """
    return shape(
        "svg",
        "".join(parts) or "<g/>",
        class_="drawn",
        viewBox=f"0 0 {number(width)} {number(height)}",
        style=f"max-width:{number(width * 1.35)}px",
        role="img",
        aria_label=alt,
    )
