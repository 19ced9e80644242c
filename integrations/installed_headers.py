#!/usr/bin/env python3
"""Prints the headers that are installed, one to a line as FILE|FOLDER: the public ones, what docs/properties.md names,
and whatever these include. Everything else is internal, and may change without a word.

usage: installed_headers.py SOURCE_ROOT"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
INCLUDE = re.compile(r'^#include ["<]([\w/.-]+\.hpp)[">]', re.MULTILINE)


def find(name):
    """The tree's file of that name; None for what is not of the tree."""
    return next((base / name for base in (root / "src", root) if (base / name).is_file()), None)


def includes(path):
    return filter(None, map(find, INCLUDE.findall(path.read_text(encoding="utf-8"))))


page = (root / "docs" / "properties.md").read_text(encoding="utf-8")
waiting = sorted((root / "src" / "margincert").glob("*.hpp")) + list(filter(None, map(find, INCLUDE.findall(page))))
installed = set()
while waiting:
    header = waiting.pop()
    if header not in installed:
        installed.add(header)
        waiting += includes(header)
for header in sorted(installed):
    relative = header.relative_to(root)
    folder = relative.parent.relative_to("src") if relative.parts[0] == "src" else relative.parent
    # Public ones stand beside the folders of the others.
    print(f"{relative}|{'' if str(folder) == 'margincert' else folder}")
