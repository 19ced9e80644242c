"""The engine's tables say what the measurement says: least times, targets met or missed, and what is missing."""

import copy
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))
import engine_ratios  # noqa: E402
import measure_engine  # noqa: E402

SIZE = "n:40/d:5/K:3/T:4"
EXACTLY_MET = {"engine_states": 1.0, "eigen_states": 1.0, "eigen_native_states": 0.5, "plain_states": 1 / 3,
               "balls_states": 30.0, "arb_states": 100.0, "mpfi_states": 400.0,
               "engine_observables": 1.0, "balls_observables": 50.0, "arb_observables": 100.0}


def run(name, milliseconds, **rates):
    return {"name": name, "items_per_second": 1e3 / milliseconds, **rates}


def measurement():
    """Every target of the engine's is just met."""
    runs = [run(f"{what}/{SIZE}", milliseconds, flops=2e10, exps=5e8) for what, milliseconds in EXACTLY_MET.items()]
    runs += [{"name": "fma_peak", "flops": 1e11}, {"name": "exp_peak", "exps": 2e9}]
    for name in ("growing_states", "growing_tasks", "growing_points"):
        runs += [run(f"{name}/n:{n}/d:5/K:3/T:4", n * n * cost) for n, cost in ((40, 1e-4), (80, 1.19e-4), (160, 0.85e-4))]
    large = {"n": 4000, "d": 16, "K": 8, "T": 6, "cpu": 2.0, "kib_before": 2048, "kib_peak": 4096}
    return {
        "context": {"cpu_model": "Some CPU", "cores": 2, "load": 0.1, "rounds": 2, "parts": measure_engine.PARTS},
        "runs": runs,
        "pytorch": [{"n": 40, "d": 5, "K": 3, "T": 4, "milliseconds": 2.5}],
        "large": [{**large, "jobs": 1, "wall": 1.8}, {**large, "jobs": 2, "wall": 1.0}],
        "campaign_command": "check --family cone",
        "campaign": [{"jobs": 1, "wall": 3.6, "cpu": 3.6}, {"jobs": 2, "wall": 2.0, "cpu": 3.6}],
        "gate": [{"engine": "off", "wall": 9.0, "cpu": 16.0}, {"engine": "on", "wall": 3.0, "cpu": 5.0}],
        "report": {"sure": {"open": 0, "53": 990, "113": 10}, "never-asked": {"open": 0}},
    }


def printed(found):
    return "\n".join(engine_ratios.report(found))


def row(text, *parts):
    """The cells of the one line of a table that contains all parts."""
    lines = [line for line in text.splitlines() if line.startswith("|") and all(part in line for part in parts)]
    assert len(lines) == 1, (parts, lines)
    return [cell.strip() for cell in lines[0].strip("|").split("|")]


class Targets(unittest.TestCase):
    def test_are_met_up_to_the_last_bit_of_the_target(self):
        text = printed(measurement())
        self.assertNotIn("**no**", text)
        self.assertEqual(row(text, "MPFI")[2:], ["400", "400 × faster", "≥ 400", "yes"])
        self.assertEqual(row(text, "PyTorch")[2:], ["2.50", "2.50 × faster", "", ""])

    def assert_missed(self, found, *parts):
        text = printed(found)
        self.assertIn("**no**", row(text, *parts))
        self.assertEqual(text.count("**no**"), 1)

    def test_of_each_peer_are_missed_beyond_it(self):
        for what, tables in (("eigen_states", 2), ("plain_states", 2), ("arb_states", 1), ("mpfi_states", 1)):
            found = measurement()
            for entry in found["runs"]:
                if entry["name"].startswith(what):
                    entry["items_per_second"] *= 1.01
            self.assertEqual(printed(found).count("**no**"), tables, what)

    def test_of_threads(self):
        found = measurement()
        found["campaign"][1]["wall"] = 2.01
        self.assert_missed(found, "check --family cone")

    def test_of_growth(self):
        found = measurement()
        next(entry for entry in found["runs"] if entry["name"].startswith("growing_points/n:160"))["items_per_second"] *= 1.07
        text = printed(found)
        self.assertIn("* every observable: within 20 % of n²(d+K): yes; farthest off is 1.19.", text)
        self.assertIn("* every observable, by points: within 20 % of n²(d+K): **no**; farthest off is 0.79.", text)

    def test_of_the_first_rung(self):
        found = measurement()
        found["report"]["sure"]["open"] = 1
        found["report"]["doubtful"] = {"open": 3, "53": 50, "113": 7, "1024": 40}
        text = printed(found)
        self.assertIn("Of 1101 verdicts", text)
        self.assertIn("0 of 2 statements", text)
        self.assertEqual(row(text, "`doubtful`")[1:], ["50.0 %", "53: 50, 113: 7, 1024: 40, none: 3"])


class Measured(unittest.TestCase):
    def test_the_least_of_all_rounds_counts(self):
        found = measurement()
        found["runs"] += [run(f"engine_states/{SIZE}", 0.5, flops=4e10, exps=1e9), run(f"engine_states/{SIZE}", 7.0)]
        found["large"].append({**found["large"][0], "wall": 1.6, "cpu": 1.5})
        text = printed(found)
        self.assertEqual(row(text, "Eigen double |")[3], "takes 0.500 of it")
        self.assertEqual(row(text, "| states with bounds |")[2:], ["40.0", "40 %", "1000", "50 %", "90 %"])
        self.assertEqual(row(text, "one task")[3], "1.60")

    def test_peers_that_are_not_installed_are_named_missing(self):
        found = measurement()
        found["pytorch"] = []
        found["runs"] = [entry for entry in found["runs"] if "mpfi" not in entry["name"]]
        found["gate"].pop()
        text = printed(found)
        for peer in ("PyTorch", "MPFI"):
            self.assertEqual(row(text, peer)[2], "missing")
        self.assertEqual(row(text, "the engine | missing")[1:], ["missing", "missing"])

    def test_parts_that_were_not_measured_are_not_printed(self):
        found = measurement()
        found["context"]["parts"] = ["gate"]
        found["runs"] = []
        text = printed(found)
        self.assertIn("### The default gate", text)
        self.assertNotIn("### Growth", text)

    def test_rungs_are_added_up_over_runs(self):
        result = {"statement": "s", "undecided": 1, "errors": 2, "rungs": {"53": 5}}
        report = {"runs": [{"results": [result]}, {"results": [{**result, "rungs": {"53": 1, "113": 4}}]}]}
        self.assertEqual(measure_engine.rungs_by_statement(report), {"s": {"open": 6, "53": 6, "113": 4}})


class Refusals(unittest.TestCase):
    def test_what_a_table_lacks_is_named(self):
        def without(change):
            found = copy.deepcopy(measurement())
            change(found)
            return found

        for part, change in (
            ("trajectories", lambda found: found["runs"].clear()),
            ("growth", lambda found: found.update(runs=[r for r in found["runs"] if "growing_points" not in r["name"]])),
            ("memory", lambda found: found["large"].clear()),
            ("jobs", lambda found: found["campaign"].pop()),
            ("gate", lambda found: found["gate"].clear()),
        ):
            with self.assertRaisesRegex(engine_ratios.UnusableMeasurement, f"measure the part {part}"):
                printed(without(change))

    def test_bad_files_end_in_one_line(self):
        with tempfile.TemporaryDirectory() as folder:
            for content in ("{", "[]", json.dumps({"context": {}})):
                path = Path(folder) / "engine.json"
                path.write_text(content, encoding="utf-8")
                done = subprocess.run([sys.executable, "-B", BENCHMARKS / "engine_ratios.py", path], capture_output=True,
                                      text=True)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertRegex(done.stderr, r"^engine_ratios.py: .*engine.json: .*; write it with measure_engine.py\n$")


if __name__ == "__main__":
    unittest.main()
