#!/usr/bin/env python3
"""Prints the Markdown tables of docs/performance.md from the JSON that the benchmarks write.

    trajectory_benchmark --benchmark_repetitions=5 --benchmark_out=trajectory.json
    training_benchmark --benchmark_out=training.json
    pytorch_step.py > pytorch.json
    report_ratios.py trajectory.json --training training.json --pytorch pytorch.json
"""

import argparse
import json
import math
import statistics
import sys
from collections import defaultdict

MILLISECONDS = {"ns": 1e-6, "us": 1e-3, "ms": 1.0, "s": 1e3}
GROWTH = {"what": "margincert_observables", "bits": 113, "shape": (5, 3, 4)}


class UnusableBenchmark(Exception):
    """The JSON lacks what a table needs."""


def read_benchmark(path):
    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
    except (OSError, json.JSONDecodeError) as error:
        raise UnusableBenchmark(f"{path}: {error}; run trajectory_benchmark with --benchmark_out={path}") from error
    if not isinstance(document, dict) or not {"context", "benchmarks"} <= document.keys():
        raise UnusableBenchmark(f"{path} is not the JSON of Google Benchmark; run trajectory_benchmark with "
                                f"--benchmark_out={path}")
    return document


def median_times(document):
    """Milliseconds of CPU time by (what, (n, d, K, T), bits); bits is None for the double program."""
    samples = defaultdict(list)
    for run in document["benchmarks"]:
        if run["run_type"] != "iteration":
            continue
        if run.get("error_occurred"):
            raise UnusableBenchmark(f"{run['name']} failed: {run.get('error_message')}")
        what, *arguments = run["run_name"].split("/")
        values = {key: int(value) for key, value in (argument.split(":") for argument in arguments)}
        size = tuple(values[key] for key in ("n", "d", "K", "T"))
        samples[what, size, values.get("bits")].append(run["cpu_time"] * MILLISECONDS[run["time_unit"]])
    return {key: statistics.median(times) for key, times in samples.items()}


def lookup(times, what, size, bits=None):
    try:
        return times[what, size, bits]
    except KeyError:
        raise UnusableBenchmark(f"no run of {what} at n, d, K, T = {size}, bits {bits}; run without a filter") from None


def significant(value):
    """Three significant digits, never in exponent form."""
    return f"{value:.{max(0, 2 - math.floor(math.log10(value)))}f}"


def table(head, rows):
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" + "---:|" * (len(head) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def machine_line(context):
    clock = context["mhz_per_cpu"] / 1000
    return (f"{context.get('cpu_model', 'unknown CPU')}, {context['num_cpus']} × {clock:.1f} GHz; one thread, "
            "median CPU time of one trajectory.")


def size_text(size):
    return "n={}, d={}, K={}, T={}".format(*size)


def compared(times, what):
    """Sizes and precisions at which both Arb and Margincert ran."""
    pairs = sorted((size, bits) for name, size, bits in times
                   if name == f"margincert_{what}" and (f"arb_{what}", size, bits) in times)
    if not pairs:
        raise UnusableBenchmark(f"no task at which both arb_{what} and margincert_{what} ran; run without a filter")
    return pairs


def states_table(times):
    rows = []
    for size, bits in compared(times, "states"):
        plain = lookup(times, "double_states", size)
        arb = lookup(times, "arb_states", size, bits)
        ours = lookup(times, "margincert_states", size, bits)
        reference = lookup(times, "interval_states", size, bits)
        cells = [plain, arb, ours, arb / plain, ours / plain, ours / arb, reference / arb]
        rows.append([size_text(size), str(bits), *map(significant, cells)])
    head = ["Task", "bits", "Eigen double, ms", "Arb, ms", "Margincert, ms", "Arb / double", "Margincert / double",
            "Margincert / Arb", "reference Interval / Arb"]
    return table(head, rows)


def observables_table(times):
    rows = []
    for size, bits in compared(times, "observables"):
        arb = lookup(times, "arb_observables", size, bits)
        ours = lookup(times, "margincert_observables", size, bits)
        rows.append([size_text(size), str(bits), *map(significant, [arb, ours, ours / arb])])
    return table(["Task", "bits", "Arb, ms", "Margincert, ms", "Margincert / Arb"], rows)


def growth(times):
    return sorted((size[0], time) for (what, size, bits), time in times.items()
                  if what == GROWTH["what"] and bits == GROWTH["bits"] and size[1:] == GROWTH["shape"])


def fitted_exponent(points):
    """Slope of the least-squares line through (log n, log time)."""
    if len(points) < 2:
        raise UnusableBenchmark("fewer than two task sizes to fit the growth to; run without a filter")
    return statistics.linear_regression([math.log(n) for n, _ in points], [math.log(time) for _, time in points]).slope


def report(document):
    times = median_times(document)
    points = growth(times)
    exponent = fitted_exponent(points)
    yield "## The ladder's arithmetics\n"
    yield machine_line(document["context"])
    yield "\n### States only\n"
    yield from states_table(times)
    yield "\n### With every observable\n"
    yield from observables_table(times)
    yield "\n### Growth with the number of points\n"
    yield from table(["n", "ms"], [[str(n), significant(time)] for n, time in points])
    shape = "d={}, K={}, T={}".format(*GROWTH["shape"])
    yield f"\nAll observables at {GROWTH['bits']} bits, {shape}: time grows as n^{exponent:.2f}."


def fastest_runs(paths):
    """The run with the least CPU time for each name, over all files."""
    fastest = {}
    for path in paths:
        for run in read_benchmark(path)["benchmarks"]:
            if run["run_type"] == "iteration":
                best = fastest.setdefault(run["run_name"], run)
                if run["cpu_time"] < best["cpu_time"]:
                    fastest[run["run_name"]] = run
    return fastest


def pytorch_times(paths):
    """(d, K, n, T) -> the least milliseconds of a step over all files."""
    times = defaultdict(list)
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                for step in json.load(file)["steps"]:
                    times[tuple(step[key] for key in ("d", "K", "n", "T"))].append(step["milliseconds"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UnusableBenchmark(f"{path}: {error!r}; write it with pytorch_step.py") from error
    return {size: min(steps) for size, steps in times.items()}


def training_table(runs, pytorch):
    peak = runs["peak"]["flops"]
    rows = []
    for name, run in runs.items():
        if not name.startswith("gradient/"):
            continue
        size = tuple(int(argument.split(":")[1]) for argument in name.split("/")[1:])
        forward = runs[name.replace("gradient", "label_logits")]
        ours = run["cpu_time"] * MILLISECONDS[run["time_unit"]]
        theirs = pytorch.get(size)
        rows.append(["d={}, K={}, n={}, T={}".format(*size),
                     significant(forward["cpu_time"] * MILLISECONDS[forward["time_unit"]]), significant(ours),
                     significant(run["flops"] * 1e-9), f"{100 * run['flops'] / peak:.0f} %",
                     significant(theirs) if theirs else "missing", significant(theirs / ours) if theirs else "missing"])
    return table(["Batch of 256", "label logits, ms", "gradient, ms", "GFLOP/s", "of peak", "PyTorch gradient, ms",
                  "PyTorch / Margincert"], rows)


def training_report(training, pytorch):
    runs = fastest_runs(training)
    if "peak" not in runs or not any(name.startswith("gradient/") for name in runs):
        raise UnusableBenchmark("the training benchmark lacks peak or gradient; run it without a filter")
    yield "\n## One training step\n"
    yield from training_table(runs, pytorch_times(pytorch))
    yield (f"\nPeak: {significant(runs['peak']['flops'] * 1e-9)} GFLOP/s, independent multiply-adds on the same core in "
           "the same run.")
    if not pytorch:
        yield "PyTorch is not installed here: its columns are missing (Debian: python3-torch)."


def main():
    parser = argparse.ArgumentParser(description="Markdown tables of speed ratios from Google Benchmark's JSON.")
    parser.add_argument("json", help="file written by trajectory_benchmark --benchmark_out")
    parser.add_argument("--training", nargs="+", default=[], help="files written by training_benchmark")
    parser.add_argument("--pytorch", nargs="*", default=[], help="files written by pytorch_step.py")
    arguments = parser.parse_args()
    try:
        print("\n".join(report(read_benchmark(arguments.json))))
        if arguments.training:
            print("\n".join(training_report(arguments.training, arguments.pytorch)))
    except UnusableBenchmark as error:
        sys.exit(f"report_ratios.py: {error}")


if __name__ == "__main__":
    main()
