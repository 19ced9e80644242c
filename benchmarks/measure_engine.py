#!/usr/bin/env python3
"""Runs everything that docs/performance.md says of the engine, in rounds, and writes one JSON for engine_ratios.py.

    measure_engine.py BUILD engine.json [--rounds N] [--part NAME]…

A round runs each program once, so that what disturbs the machine disturbs all of them alike. BUILD is a release build with its
benchmarks.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PARTS = ["trajectories", "growth", "memory", "jobs", "gate"]
# n, d, K, T
WIDE_TASKS = [(1000, 256, 8, 4), (4000, 256, 8, 4), (4000, 5, 3, 4)]
LARGE_TASK = (4000, 16, 8, 6)
CAMPAIGN = ["check", "--family", "cone", "--tasks", "4000", "--quiet"]
PYTHONS = ["python3", "/usr/bin/python3"]


class Failed(Exception):
    """A program that was to be timed did not do its work."""


def output_of(command, allowed=(0,)):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in allowed:
        raise Failed(f"{' '.join(map(str, command))} ended with status {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def timed(command, allowed):
    """Seconds of wall and CPU time of a child."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    output = output_of(command, allowed)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu}, output


class Measurement:
    """What the rounds have found so far."""

    def __init__(self, build):
        self.benchmarks = build / "benchmarks"
        self.program = build / "src" / "cli" / "margincert"
        self.found = {"runs": [], "large": [], "campaign": [],
                      "campaign_command": " ".join(CAMPAIGN), "gate": [], "pytorch": [],
                      "report": None}
        self.torch_python = next((python for python in PYTHONS if imports_torch(python)), None)
        self.switches = "--engine" in output_of([self.program, "gate", "--help"])

    def google(self, program, pattern):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "runs.json"
            output_of([self.benchmarks / program, f"--benchmark_filter={pattern}", "--benchmark_min_time=0.2",
                       f"--benchmark_out={path}", "--benchmark_out_format=json"])
            document = json.loads(path.read_text(encoding="utf-8"))
        self.found["runs"] += [{key: run[key] for key in ("name", "items_per_second", "flops", "exps") if key in run}
                               for run in document["benchmarks"]]

    def trajectories(self):
        self.google("engine_benchmark", "^[a-z]+_(states|observables|peak)")
        if (self.benchmarks / "eigen_benchmark").exists():
            self.google("eigen_benchmark", ".")
        if self.torch_python:
            script = Path(__file__).with_name("pytorch_trajectory.py")
            self.found["pytorch"] += json.loads(output_of([self.torch_python, script]))["trajectories"]

    def growth(self):
        self.google("engine_benchmark", "^growing_")

    def large_task(self, size, jobs):
        self.found["large"].append(json.loads(output_of([self.benchmarks / "large_task", *map(str, size), str(jobs)])))

    def memory(self):
        for size in WIDE_TASKS:
            self.large_task(size, 1)

    def jobs(self):
        for jobs in (1, 2):
            self.large_task(LARGE_TASK, jobs)
            seconds, _ = timed([self.program, *CAMPAIGN, "--jobs", str(jobs)], allowed=(0,))
            self.found["campaign"].append({"jobs": jobs, **seconds})

    def gate(self):
        for engine in ("off", "on") if self.switches else ("off",):
            switch = ["--engine", engine] if self.switches else []
            seconds, report = timed([self.program, "gate", "--json", *switch], allowed=(0,))
            self.found["gate"].append({"engine": engine, **seconds})
        self.found["report"] = rungs_by_statement(json.loads(report))


def imports_torch(python):
    try:
        return subprocess.run([python, "-c", "import torch"], capture_output=True).returncode == 0
    except OSError:
        return False


def rungs_by_statement(report):
    """statement -> {bits: verdicts that fell there, "open": verdicts that fell nowhere} over all runs."""
    rungs = {}
    for run in report["runs"]:
        for result in run["results"]:
            tally = rungs.setdefault(result["statement"], {"open": 0})
            tally["open"] += result["undecided"] + result["errors"]
            for bits, count in result["rungs"].items():
                tally[bits] = tally.get(bits, 0) + count
    return rungs


def cpu_model():
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown CPU")


def main():
    parser = argparse.ArgumentParser(description="Measures the engine beside its peers.")
    parser.add_argument("build", type=Path, help="a release build")
    parser.add_argument("json", type=Path, help="file to write")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part; again for more")
    arguments = parser.parse_args()
    try:
        measurement = Measurement(arguments.build)
        measurement.found["context"] = {"cpu_model": cpu_model(), "cores": os.cpu_count(), "load": os.getloadavg()[0],
                                        "rounds": arguments.rounds, "parts": arguments.part or PARTS}
        for number in range(arguments.rounds):
            for part in arguments.part or PARTS:
                print(f"measure_engine.py: round {number + 1} of {arguments.rounds}: {part}", file=sys.stderr)
                getattr(measurement, part)()
    except (Failed, OSError) as error:
        sys.exit(f"measure_engine.py: {error}")
    arguments.json.write_text(json.dumps(measurement.found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
