"""The house by its includes: rooms, which of them know each other, and that what is below never looks up.

    rooms.py            prints rooms, pairs and pairs per room; fails on an arrow up, on a circle, and on a crowd

A room is a folder below src, or proofs_check, generators, reports. A pair is ordered: some file of the first includes
some file of the second. ROOMS has them from the bottom up (docs/house.md draws it); a room may include those before it.
Within rooms a circle is one of files: a header with its source is one unit, and units that include each other are one."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROOMS = ["charts", "numeric", "statistics", "recursion", "engine", "arb", "files", "generators", "proofs_check", "replay",
         "transformer", "optimise", "search", "reproduction", "reports", "margincert", "cli"]
# Before the library moved out of the command line: 58 pairs of 15 rooms.
MOST_ROOMS, MOST_PAIRS_PER_ROOM = 18, 58 / 15
# A source that does a part of another unit's header includes that header, and is included where it is called: such
# circles of two or three units are known. The engine's is one machine in many files. Whatever is taken apart leaves this
# list, and nothing new comes onto it.
KNOWN_CIRCLES = [
    ["proofs_check/block", "proofs_check/campaign"],
    ["proofs_check/envelope", "proofs_check/evidence", "proofs_check/leaky_bounds"],
    ["src/arb/dynamics", "src/arb/trajectory"],
    ["src/charts/panel", "src/charts/task_chart"],
        ["src/cli/baseline_options", "src/cli/command_line", "src/cli/gate_options", "src/cli/model_options",
     "src/cli/report_options"],
    ["src/cli/offers", "src/cli/option_table"],
        ["src/engine/assembly", "src/engine/attention-inl", "src/engine/bounds-inl", "src/engine/coefficients",
     "src/engine/enclose", "src/engine/engine", "src/engine/frame", "src/engine/lanes", "src/engine/lanes-inl",
     "src/engine/merge_seen", "src/engine/observations-inl", "src/engine/passes", "src/engine/run"],
    ["src/files/case_file", "src/files/case_reader", "src/files/case_writer"],
        ["src/margincert/check", "src/margincert/work/campaigns", "src/margincert/work/confirm",
     "src/margincert/work/witness_series"],
    ["src/margincert/gate", "src/margincert/work/gate_plan", "src/margincert/work/gated"],
    ["src/margincert/models", "src/margincert/work/models"],
    ["src/margincert/trace", "src/margincert/work/layers_in"],
    ["src/numeric/ball", "src/numeric/wide_sum"],
    ["src/reproduction/context", "src/reproduction/models"],
    ["src/reproduction/row", "src/reproduction/rows"],
    ["src/search/hunt", "src/search/restart"],
        ["src/transformer/kernel", "src/transformer/lane_multiply-inl", "src/transformer/lane_passes",
     "src/transformer/workspace"],
]


def folder_of(room):
    return ROOT / room if (ROOT / room).is_dir() else ROOT / "src" / room


def sources():
    for room in ROOMS:
        for path in sorted(folder_of(room).rglob("*.?pp")):
            yield room, path


def included(path, files):
    """The files of the tree that this one includes."""
    for name in re.findall(r'^#include "([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE):
        for base in (ROOT / "src", ROOT):
            if base / name in files:
                yield base / name


def unit_of(path):
    return str(path.relative_to(ROOT).with_suffix(""))


def circles(edges):
    """Sets of units that reach each other (Tarjan)."""
    order, low, stack, found = {}, {}, [], []

    def visit(unit):
        order[unit] = low[unit] = len(order)
        stack.append(unit)
        for other in edges.get(unit, ()):
            if other not in order:
                visit(other)
                low[unit] = min(low[unit], low[other])
            elif other in stack:
                low[unit] = min(low[unit], order[other])
        if low[unit] == order[unit]:
            start = stack.index(unit)
            circle = sorted(stack[start:])
            del stack[start:]
            if len(circle) > 1:
                found.append(circle)

    for unit in edges:
        if unit not in order:
            visit(unit)
    return sorted(found)


def main():
    sys.setrecursionlimit(10000)
    files = {path: room for room, path in sources()}
    problems = [f"{folder.name} is a folder below src and no room of tests/house/rooms.py"
                for folder in sorted((ROOT / "src").iterdir()) if folder.is_dir() and folder.name not in ROOMS]
    pairs, edges = {}, {}
    for path, room in files.items():
        for other in included(path, files):
            if unit_of(other) != unit_of(path):
                edges.setdefault(unit_of(path), set()).add(unit_of(other))
            if files[other] == room:
                continue
            pairs[room, files[other]] = pairs.get((room, files[other]), 0) + 1
            if ROOMS.index(files[other]) > ROOMS.index(room):
                problems.append(f"an arrow up: {path.relative_to(ROOT)} includes {other.relative_to(ROOT)}")
    for room in ROOMS:
        known = ", ".join(f"{other} {pairs[room, other]}" for other in ROOMS if (room, other) in pairs)
        print(f"{room:14}{known or '-'}")
    per_room = len(pairs) / len(ROOMS)
    print(f"{len(ROOMS)} rooms, {len(pairs)} pairs, {per_room:.2f} pairs a room")
    if len(ROOMS) > MOST_ROOMS or per_room > MOST_PAIRS_PER_ROOM:
        problems.append(f"too crowded: at most {MOST_ROOMS} rooms and {MOST_PAIRS_PER_ROOM:.2f} pairs a room")
    found = circles(edges)
    problems += [f"a circle: {' '.join(circle)}" for circle in found if circle not in KNOWN_CIRCLES]
    problems += [f"no circle any more, take it off the list: {' '.join(circle)}"
                 for circle in KNOWN_CIRCLES if circle not in found]
    sys.exit("\n".join(problems) or 0)


if __name__ == "__main__":
    main()
