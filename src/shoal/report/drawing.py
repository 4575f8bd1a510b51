"""What a page needs to draw its charts without a network: plotly's own JavaScript, from its installed package."""

from __future__ import annotations

import importlib.resources
import importlib.util
import json
from typing import Any

from shoal.errors import Fault


def plotly_source() -> str:
    """Read plotly.min.js as ASCII, so that a page takes one byte per character in memory.

    The package's Python is not run: importing it would take longer than rendering a page.

    Raises
    ------
    Fault
        If plotly is not installed, or without its JavaScript.
    """
    spec = importlib.util.find_spec("plotly")
    if spec is None:
        raise Fault("plotly is not installed", do="pip install --force-reinstall shoal")
    package = importlib.util.module_from_spec(spec)  # made, not executed
    file = importlib.resources.files(package) / "package_data" / "plotly.min.js"
    if not file.is_file():
        raise Fault("plotly is installed without plotly.min.js", do="pip install --force-reinstall plotly")
    # Beyond ASCII it has a few characters inside regular expressions, where an escape means the same.
    source = file.read_bytes().decode().encode("ascii", "backslashreplace")
    return source.replace(b"</script", rb"<\/script").decode("ascii")


def script_json(value: Any) -> str:
    r"""Write JSON that can stand inside a script element.

    Examples
    --------
    >>> print(script_json({"name": "</script>"}))
    {"name":"\u003c/script\u003e"}
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    # ensure_ascii already writes U+2028 and U+2029 as escapes.
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
