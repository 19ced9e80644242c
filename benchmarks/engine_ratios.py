#!/usr/bin/env python3
"""Prints the engine's tables of docs/performance.md from what measure_engine.py wrote: engine_ratios.py engine.json

Every time is the least of all rounds: disturbances only add to it.
"""

import argparse
import json
import math
import sys

from report_ratios import significant, size_text, table

GROWTH = (5, 3, 4)  # d, K, T
MISSING = "missing"


class UnusableMeasurement(Exception):
    """The JSON lacks what a table needs."""


def size_of(run):
    return tuple(run[name] for name in "ndKT")


class Figures:
    """The least time of every program and the greatest of every rate."""

    def __init__(self, found):
        self.found = found
        self.times = {}
        self.rates = {}
        for run in found["runs"]:
            what, *arguments = run["name"].split("/")
            key = (what, tuple(int(argument.split(":")[1]) for argument in arguments))
            if "items_per_second" in run:
                self.keep_least(key, 1e3 / run["items_per_second"])
            for rate in ("flops", "exps"):
                self.rates[rate, *key] = max(self.rates.get((rate, *key), 0), run.get(rate, 0))
        for run in found["pytorch"]:
            self.keep_least(("pytorch_states", size_of(run)), run["milliseconds"])

    def keep_least(self, key, milliseconds):
        self.times[key] = min(milliseconds, self.times.get(key, math.inf))

    def time(self, what, size):
        """Milliseconds of one trajectory, or nothing."""
        return self.times.get((what, size))

    def needed_time(self, what, size):
        if (what, size) not in self.times:
            raise UnusableMeasurement(f"no run of {what} at {size_text(size)}; measure that part, too")
        return self.times[what, size]

    def rate(self, rate, what, size=()):
        if not self.rates.get((rate, what, size)):
            raise UnusableMeasurement(f"no rate of {what}; measure the part trajectories, too")
        return self.rates[rate, what, size]

    def sizes(self, what):
        return sorted(size for name, size in self.times if name == what)


# program, its name in the table, the most that the engine may take of its time, the least that it must take of the engine's
PEERS = {
    "states": [
        ("eigen_states", "Eigen double", 1.0, None),
        ("eigen_native_states", "Eigen double, built for this very machine", None, None),
        ("pytorch_states", "PyTorch float64, eight tasks a batch", None, None),
        ("plain_states", "our batched kernel without bounds", 3.0, None),
        ("balls_states", "balls, the first rung without the engine", None, None),
        ("arb_states", "Arb, 53 bits", None, 100),
        ("mpfi_states", "MPFI, 53 bits", None, 400),
    ],
    "observables": [
        ("eigen_states", "Eigen double, states only", 1.0, None),
        ("plain_states", "our batched kernel without bounds, states only", 3.0, None),
        ("balls_observables", "balls, the first rung without the engine", None, None),
        ("arb_observables", "Arb, 53 bits", None, 100),
    ],
}


PEAKED = [("engine_states", "states with bounds"), ("plain_states", "states without bounds"),
          ("engine_observables", "every observable")]


def verdict(met):
    return "yes" if met else "**no**"


def peer_row(label, theirs, ours, at_most, at_least):
    if theirs is None:
        return [label, MISSING, MISSING, "", ""]
    if at_most is not None:
        return [label, significant(theirs), f"takes {significant(ours / theirs)} of it", f"≤ {at_most}",
                verdict(ours / theirs <= at_most)]
    if at_least is not None:
        return [label, significant(theirs), significant(theirs / ours) + " × faster", f"≥ {at_least}",
                verdict(theirs / ours >= at_least)]
    return [label, significant(theirs), significant(theirs / ours) + " × faster", "", ""]


def peers_table(figures, what):
    head = ["Task", "Program", "ms", "the engine", "target", "met"]
    rows = []
    for size in figures.sizes(f"engine_{what}"):
        ours = figures.needed_time(f"engine_{what}", size)
        rows.append([size_text(size), "**the engine**", significant(ours), "", "", ""])
        for name, label, at_most, at_least in PEERS[what]:
            rows.append([size_text(size), *peer_row(label, figures.time(name, size), ours, at_most, at_least)])
    if not rows:
        raise UnusableMeasurement(f"no run of engine_{what}; measure the part trajectories, too")
    return table(head, rows)


def trajectories(figures):
    yield "\n### A certified trajectory\n"
    yield "States with proven bounds:\n"
    yield from peers_table(figures, "states")
    yield "\nWith every observable:\n"
    yield from peers_table(figures, "observables")
    yield "\n### Of the machine's peak\n"
    yield from peak_table(figures)


def peak_table(figures):
    fma, exp = figures.rate("flops", "fma_peak"), figures.rate("exps", "exp_peak")
    rows = []
    for what, label in PEAKED:
        for size in figures.sizes(what):
            flops, exps = figures.rate("flops", what, size), figures.rate("exps", what, size)
            rows.append([size_text(size), label, significant(flops * 1e-9), percent(flops / fma), significant(exps * 1e-6),
                         percent(exps / exp), percent(flops / fma + exps / exp)])
    yield from table(["Task", "Program", "GFLOP/s", "of peak", "million exp/s", "of peak", "both"], rows)
    yield (f"\nPeaks in the same run, one core: {significant(fma * 1e-9)} GFLOP/s of independent multiply-adds, "
           f"{significant(exp * 1e-6)} million independent exponentials a second.")


def percent(fraction):
    return f"{100 * fraction:.3g} %"


GROWING = [("growing_states", "states with bounds"), ("growing_tasks", "every observable"),
           ("growing_points", "every observable, by points")]


def growth(figures):
    yield "\n### Growth\n"
    head, columns, sentences = ["n"], [], []
    for name, label in GROWING:
        sizes = [size for size in figures.sizes(name) if size[1:] == GROWTH]
        if len(sizes) < 2:
            raise UnusableMeasurement(f"fewer than two sizes of {name} to judge the growth by; measure the part growth, too")
        times = [figures.time(name, size) for size in sizes]
        costs = [time / size[0] ** 2 for time, size in zip(times, sizes)]
        relative = [cost / costs[0] for cost in costs]
        head += [f"{label}, ms", "per n²(d+K)"]
        columns += [[significant(time) for time in times], [f"{ratio:.2f}" for ratio in relative]]
        worst = max(relative, key=lambda ratio: abs(ratio - 1))
        sentences.append(f"* {label}: within 20 % of n²(d+K): {verdict(abs(worst - 1) <= 0.2)}; farthest off is {worst:.2f}.")
    yield from table(head, [list(row) for row in zip([str(size[0]) for size in sizes], *columns)])
    yield "\nOne trajectory, {}, one thread; ratios are relative to the first row.\n".format("d={}, K={}, T={}".format(*GROWTH))
    yield from sentences


def least(runs, key, seconds="wall"):
    """The run with the least time for every value of the key."""
    best = {}
    for run in runs:
        if run[seconds] < best.get(key(run), {seconds: math.inf})[seconds]:
            best[key(run)] = run
    return best


def memory(figures):
    yield "\n### Memory\n"
    runs = least([run for run in figures.found["large"] if run["jobs"] == 1], size_of, "cpu")
    if not runs:
        raise UnusableMeasurement("no large task; measure the part memory, too")
    yield from table(["Task", "s", "MiB at most", "of that before it began", "an n × n table alone, MiB"],
                     [[size_text(size), significant(run["cpu"]), significant(run["kib_peak"] / 1024),
                       significant(run["kib_before"] / 1024), significant(size[0] ** 2 / 2 ** 17)]
                      for size, run in sorted(runs.items())])
    yield "\nEvery observable by `engine::enclose_points` in a process of its own, one thread."


def jobs(figures):
    yield "\n### Two threads\n"
    threaded = {size_of(run) for run in figures.found["large"] if run["jobs"] > 1}
    work = [(f"one task, {size_text(size)}", [run for run in figures.found["large"] if size_of(run) == size])
            for size in sorted(threaded)]
    work.append((f"`{figures.found['campaign_command']}`", figures.found["campaign"]))
    rows = []
    for label, runs in work:
        walls, cpus = ({count: run[seconds] for count, run in least(runs, lambda run: run["jobs"], seconds).items()}
                       for seconds in ("wall", "cpu"))
        if not {1, 2} <= walls.keys():
            raise UnusableMeasurement(f"{label}: not run by one and by two threads; measure the part jobs, too")
        speed_up = walls[1] / walls[2]
        rows.append([label, significant(walls[1]), significant(walls[2]), f"{speed_up:.2f}", "≥ 1.8",
                     verdict(speed_up >= 1.8), significant(cpus[2] / cpus[1])])
    yield from table(["Work", "one thread, s of wall time", "two, s", "speed-up", "target", "met", "CPU time, two / one"],
                     rows)


def gate(figures):
    yield "\n### The default gate\n"
    runs = figures.found["gate"]
    wall, cpu = (least(runs, lambda run: run["engine"], seconds) for seconds in ("wall", "cpu"))
    if "off" not in wall:
        raise UnusableMeasurement("no gate was run; measure the part gate, too")
    yield from table(["first rung", "wall time, s", "CPU time, s"],
                     [[label, *(significant(best[engine][seconds]) if engine in best else MISSING
                                for best, seconds in ((wall, "wall"), (cpu, "cpu")))]
                      for engine, label in (("off", "balls"), ("on", "the engine"))])
    yield from first_rung(figures.found["report"])


def first_rung(statements):
    """Statements with fewer than 99 % of their verdicts on the first rung, and all together."""
    shares = {}
    total = first = 0
    for statement, tally in statements.items():
        verdicts = sum(tally.values())
        if verdicts == 0:
            continue
        shares[statement] = (tally.get("53", 0) / verdicts, tally)
        total += verdicts
        first += tally.get("53", 0)
    if total == 0:
        raise UnusableMeasurement("the gate's report has no verdict")
    few = {statement: entry for statement, entry in shares.items() if entry[0] < 0.99}
    yield (f"\nOf {total} verdicts on applicable tasks of the default campaign, {100 * first / total:.2f} % fell on the first "
           f"rung (target ≥ 99 %, met: {verdict(first >= 0.99 * total)}); "
           f"{len(shares) - len(few)} of {len(shares)} statements have at least 99 % there.")
    if few:
        yield "The others:\n"
        yield from table(["Statement", "first rung", "verdicts by rung in bits"],
                         [[f"`{statement}`", f"{100 * share:.1f} %", rungs_text(tally)]
                          for statement, (share, tally) in sorted(few.items(), key=lambda item: item[1][0])])


def rungs_text(tally):
    rungs = sorted((int(bits), count) for bits, count in tally.items() if bits != "open")
    texts = [f"{bits}: {count}" for bits, count in rungs]
    return ", ".join(texts + ([f"none: {tally['open']}"] if tally["open"] else []))


def report(found):
    context = found["context"]
    figures = Figures(found)
    yield "## The engine\n"
    yield (f"{context['cpu_model']}, {context['cores']} cores, load {context['load']:.1f} as it began. One thread unless it "
           f"says otherwise; CPU time of one trajectory, the least of {context['rounds']} rounds in which every program ran once.")
    for part, text in (("trajectories", trajectories), ("growth", growth), ("memory", memory), ("jobs", jobs), ("gate", gate)):
        if part in context["parts"]:
            yield from text(figures)


def main():
    parser = argparse.ArgumentParser(description="Markdown tables of the engine's figures.")
    parser.add_argument("json", help="file written by measure_engine.py")
    arguments = parser.parse_args()
    try:
        with open(arguments.json, encoding="utf-8") as file:
            print("\n".join(report(json.load(file))))
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(f"engine_ratios.py: {arguments.json}: {error!r}; write it with measure_engine.py")
    except UnusableMeasurement as error:
        sys.exit(f"engine_ratios.py: {arguments.json}: {error}")


if __name__ == "__main__":
    main()
