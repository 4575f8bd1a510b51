"""run.py: the run that made a workspace, as a short Python script."""

from __future__ import annotations

from shoal.terms import SegmentationSpec

SCRIPT = '''"""Builds the segmentation "{name}" again, from the sources and settings in shoal.toml beside this file."""

from pathlib import Path

import shoal

folder = Path(__file__).parent
result = shoal.build(folder, segmentation="{name}")
print(result)
'''

FRAME_SCRIPT = '''"""Builds the segmentation "{name}" again.

Its sources were tables in a Python program; put them where the names below stand.
"""

from pathlib import Path

import shoal

folder = Path(__file__).parent
tables = {{{tables}}}
result = shoal.run(tables, out=folder, config=folder / "shoal.toml", segmentation="{name}")
print(result)
'''


def script(spec: SegmentationSpec, *, frames: bool) -> str:
    """Write the script.

    Examples
    --------
    >>> print(script(SegmentationSpec(), frames=False).splitlines()[-2])
    result = shoal.build(folder, segmentation="main")
    """
    tables = ", ".join(f'"{source.path.partition(":")[2]}": ...' for source in spec.sources)
    return (FRAME_SCRIPT if frames else SCRIPT).format(name=spec.name, tables=tables)
