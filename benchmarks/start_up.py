"""How long it takes until shoal answers: `shoal --help` and `import shoal` beside Python itself and scikit-learn.

usage: python benchmarks/start_up.py [--runs N]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

COMMANDS = {
    "shoal --help": ["-m", "shoal", "--help"],
    "import shoal": ["-c", "import shoal"],
    "python alone": ["-c", "pass"],
    "import sklearn.cluster": ["-c", "import sklearn.cluster"],
}


def main() -> None:
    """Take turns and print medians."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=9)
    runs = options.parse_args().runs
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, arguments in COMMANDS.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
            seconds[name].append(time.perf_counter() - started)
    for name, values in seconds.items():
        print(f"{name:24}{statistics.median(values):8.2f} s   (least {min(values):.2f})")


if __name__ == "__main__":
    main()
