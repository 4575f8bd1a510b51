"""Numbers as people write them."""

from __future__ import annotations

from shoal.terms import Feature, FeatureType


def count(value: float) -> str:
    """Write a whole number.

    Examples
    --------
    >>> count(4338)
    '4,338'
    """
    return f"{value:,.0f}"


def number(value: float | None) -> str:
    """Write a measured number: whole from 100 on, three significant digits below; a dash where there is none.

    Examples
    --------
    >>> number(1234.5), number(12.345), number(0.01234), number(3.0), number(None)
    ('1,234', '12.3', '0.0123', '3', '–')
    """
    if value is None:
        return "–"
    if abs(value) >= 100 or value == int(value):
        return _minus(f"{value:,.0f}")
    rounded = float(f"{value:.3g}")
    text = f"{rounded:.6f}".rstrip("0").rstrip(".")
    return _minus(text if text not in ("0", "-0") else "0")


def percent(share: float | None) -> str:
    """Write a share, with one decimal where it is not whole.

    Examples
    --------
    >>> print(percent(0.0721), percent(0.3149), percent(1.0), percent(None))
    7.2 % 31.5 % 100 % –
    """
    if share is None:
        return "–"
    text = f"{100 * share:.1f}".removesuffix(".0")
    text = "0" if text == "-0" else text
    return _minus("less than 0.1 %" if text == "0" and share > 0 else f"{text} %")


def estimate(value: float) -> str:
    """Write a figure of the evidence, with two decimals: more would pretend.

    Examples
    --------
    >>> estimate(0.0978), estimate(0.5), estimate(-0.02)
    ('0.10', '0.50', '−0.02')
    """
    text = f"{value:.2f}"
    return _minus("0.00" if text == "-0.00" else text)


def money(value: float | None, currency: str | None) -> str:
    """Write an amount, with the currency's code where it is known.

    Examples
    --------
    >>> print(money(1234.5, "GBP"), money(9.5, None))
    1,234 GBP 9.50
    """
    if value is None:
        return "–"
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
    text = "0.00" if text == "-0.00" else text
    return _minus(f"{text} {currency}" if currency else text)


def compact(amount: float) -> str:
    """Write a large amount short.

    Examples
    --------
    >>> print(compact(1_477_158.2), compact(8_911.4))
    1.48 million 8,911
    """
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if abs(amount) >= size:
            return f"{number(amount / size)} {word}"
    return money(amount, None)


def in_unit(value: float | None, feature: Feature) -> str:
    """Write a feature's value in its unit; the unit itself stands beside the feature's name.

    Examples
    --------
    >>> from shoal.terms import Lens
    >>> in_unit(0.25, Feature("return_share", FeatureType.SHARE, Lens.BEHAVIOUR, "share", "", ""))
    '25 %'
    """
    if feature.type in (FeatureType.SHARE, FeatureType.FLAG):
        return percent(value)
    if feature.unit == "money":
        return money(value, None)
    return number(value)


def quantity(n: int, what: str) -> str:
    """Write how many, singular for one.

    Examples
    --------
    >>> quantity(1, "feature"), quantity(4338, "customer")
    ('1 feature', '4,338 customers')
    """
    return f"{count(n)} {what}{'' if n == 1 else 's'}"


def spelled(n: int) -> str:
    """Spell small numbers out.

    Examples
    --------
    >>> spelled(5), spelled(14)
    ('five', '14')
    """
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    return words[n] if 0 <= n < len(words) else str(n)


def _minus(text: str) -> str:
    return text.replace("-", "−")
