"""Fuzz parsers, guided by coverage, each for some time: the one that is named, or all, one after the other.

usage: python tests/fuzz/run.py [--parser NAME] [--seconds N] [--folder DIR]

A finding is an exception that is no refusal, more than 5 s for one input, or more than 512 MB beyond the start. The
input is then in the folder, as finding-... or, where the process was ended from outside, as last; it belongs into
tests/cases. Needs atheris (`pip install atheris`).
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

MEMORY_MB = 1024
"""The fuzzer and the libraries take half of it before the first input."""


def main() -> int:
    """Fuzz one parser, or all of them, each in a process of its own: a fuzzer ends its process."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--parser")
    options.add_argument("--seconds", type=int, default=3600)
    options.add_argument("--folder", type=Path, help="where inputs are kept; default: a temporary one")
    chosen = options.parse_args()
    try:
        import atheris
    except ImportError:
        print("atheris is not installed: pip install atheris (it needs Linux or macOS)", file=sys.stderr)
        return 2
    with atheris.instrument_imports(include=["shoal.sources", "gzip", "zipfile"]):
        from fuzz.targets import TARGETS, feed
    if chosen.parser is None:
        each = [sys.executable, __file__, "--seconds", str(chosen.seconds), "--parser"]
        ended = {parser: subprocess.run([*each, parser], check=False).returncode for parser in TARGETS}
        for parser, code in ended.items():
            print(f"{parser:14}{'no finding' if code == 0 else f'a finding, or ended from outside: {code}'}")
        return max(map(abs, ended.values()))
    if chosen.parser not in TARGETS:
        print(f"there is no parser {chosen.parser!r}: one of {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    target = TARGETS[chosen.parser]
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix=f"shoal-fuzz-{chosen.parser}-"))
    inputs = folder / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (inputs / f"seed-{number:03}").write_bytes(seed)

    def one_input(data: bytes) -> None:
        (folder / "last").write_bytes(data)
        try:
            feed(target, data)
        except BaseException:
            (folder / f"finding-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)
            raise

    arguments = [f"-max_total_time={chosen.seconds}", "-timeout=5", f"-rss_limit_mb={MEMORY_MB}", "-max_len=65536",
                 f"-artifact_prefix={folder}/", str(inputs)]  # fmt: skip
    print(f"inputs and findings: {folder}")
    atheris.Setup([sys.argv[0], *arguments], one_input)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
