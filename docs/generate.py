#!/usr/bin/env python3
"""Puts the program's real output into the console blocks of README.md and docs/cli.md, or checks that it still stands there.

    generate.py PROGRAM          rewrites the pages
    generate.py --check PROGRAM  fails when a block differs from what the program prints

A block starts with "```console" and "$ ./dev run ARGUMENTS"; the rest of it is the output.
"""
import argparse
import difflib
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = ("README.md", "docs/cli.md")
BLOCK = re.compile(r"(```console\n\$ \./dev run ([^\n]*)\n)(.*?)(```)", re.DOTALL)


def with_real_output(page, text, program):
    def replaced(block):
        run = subprocess.run([pathlib.Path(program).resolve(), *shlex.split(block[2])], capture_output=True, text=True, check=False,
                             cwd=ROOT)
        return block[1] + run.stdout + block[4]

    result, blocks = BLOCK.subn(replaced, text)
    if blocks == 0:
        sys.exit(f"{page} has no console block to check; see the head of docs/generate.py")
    return result


def main():
    parser = argparse.ArgumentParser(description="Real output in the pages.")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("program")
    arguments = parser.parse_args()
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        fresh = with_real_output(page, text, arguments.program)
        if not arguments.check:
            (ROOT / page).write_text(fresh, encoding="utf-8")
        elif fresh != text:
            sys.stdout.writelines(difflib.unified_diff(text.splitlines(True), fresh.splitlines(True), page, "output"))
            sys.exit(f"{page} shows what the program no longer prints; run docs/generate.py PROGRAM")


if __name__ == "__main__":
    main()
