#!/usr/bin/env python3
"""Prints the ten longest tests of the last runs, and writes all of them to test-times.txt in the first build folder.

    python3 tests/longest.py BUILD_FOLDER...

The times are wall time, as Meson keeps it in meson-logs/testlog.json, the longest first. A folder whose suite did not run has none."""
import json
import pathlib
import sys

SHOWN = 10


def times(folder):
    """Of every test of the folder's last run: seconds, the folder's name, the test's name without the project's."""
    log = folder / "meson-logs" / "testlog.json"
    lines = log.read_text(encoding="utf-8").splitlines() if log.is_file() else []
    for test in map(json.loads, lines):
        yield test["duration"], folder.name, test["name"].rsplit(" / ", 1)[-1]


def main():
    folders = [pathlib.Path(name) for name in sys.argv[1:]]
    ran = sorted((entry for folder in folders for entry in times(folder)), reverse=True)
    lines = [f"{seconds:8.1f} s  {folder:<15}  {name}" for seconds, folder, name in ran]
    everything = folders[0] / "test-times.txt"
    everything.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    if lines:
        print(f"Longest of {len(lines)} tests (all of them: {everything}):", *lines[:SHOWN], sep="\n")


if __name__ == "__main__":
    main()
