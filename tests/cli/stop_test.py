"""A signal, or the time budget, is heard in the middle of work that would go on for minutes: what was certain stays, and
nothing partial is judged."""
import json
import pathlib
import signal
import subprocess
import time

import program
import weights
from program import ABLATION, ABLATION_STEM, HUNT, ProgramTest, strict_json

# Everything below would take minutes. That it ends soon is asked of a loaded machine, too.
SOON = 30
STOPPED = "stopped before it was decided"


def catches_sigterm(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1 == 1


def cpu_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


class StopTest(ProgramTest):
    def stop(self, arguments, after=0.5, number=signal.SIGTERM):
        """Sends the signal once the program listens and has worked for some seconds."""
        running = subprocess.Popen([program.path(), *map(str, arguments)], cwd=self.folder, env=program.environment(),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        for stream in (running.stdout, running.stderr):
            self.addCleanup(stream.close)
        self.addCleanup(running.kill)
        while running.poll() is None and not (catches_sigterm(running) and cpu_seconds(running) >= after):
            time.sleep(0.01)
        self.assertIsNone(running.poll(), "it ended by itself")
        running.send_signal(number)
        out, err = running.communicate(timeout=SOON)
        self.assert_no_defect(err)
        self.assertEqual(running.returncode, program.INTERRUPTED, (out, err))
        return out, err

    def coincident(self, points):
        """A task on which some bounds are met with equality, so that their comparisons climb all rungs."""
        self.write("task.json", {"format": "margincert-task/1", "classes": 2,
                                 "features": [[1 - 2 * (i % 2)] for i in range(points)],
                                 "labels": [i % 2 for i in range(points)], "probe": [1], "probe_class": 0})
        self.write("params.json", {"format": "margincert-recursion/1", "feature_dim": 1, "classes": 2,
                                   "label_background": "-1/K", "layers": [{"alpha": 1, "gamma": 2, "alpha_prime": 0.5,
                                                                           "gamma_prime": 0.5}] * 3})
        return ["check", "--params", "params.json", "--task", "task.json", "--jobs", 1, "--output", "out"]

    def counts(self, line):
        return {name: int(number) for name, number in (word.split("=") for word in line.split()[1:])}

    def assert_cut_short(self, out, report):
        """Some verdicts fell, the others were stopped; the report is as good as any."""
        self.assertRegex(out.splitlines()[-1], rf"\A{program.LAST_LINE.pattern}\Z")
        self.assertTrue(out.splitlines()[-1].startswith("INCONCLUSIVE "), out)
        counts = self.counts(out.splitlines()[-1])
        self.assertGreater(counts["holds"] + counts["not-applicable"], 0)
        self.assertGreater(counts["undecided"], 0)
        self.assertEqual((counts["violated"], counts["errors"]), (0, 0))
        self.assert_valid(report, "report")
        [run] = report["runs"]
        self.assertEqual(run["tasks_done"], 1)
        reasons = {tally["first_open"]["reason"] for tally in run["results"] if tally["first_open"]}
        self.assertEqual(reasons, {STOPPED})


class Check(StopTest):
    def test_a_signal_while_a_task_climbs_keeps_what_lower_rungs_decided(self):
        out, _ = self.stop(self.coincident(1000), after=2)
        report = self.read("out/report.json")
        self.assert_cut_short(out, report)
        self.assertIs(report["interrupted"], True)
        again = self.run_program("report", "out/report.json", "--quiet")
        self.assertEqual((again.code, again.out), (program.INTERRUPTED, out.splitlines()[-1] + "\n"))

    def test_the_time_budget_does_the_same(self):
        start = time.monotonic()
        outcome = self.run_program(*self.coincident(1000), "--time-budget", 4)
        self.assertLess(time.monotonic() - start, SOON)
        self.assertEqual(outcome.code, program.INCONCLUSIVE)
        self.assertIn("\n  the time budget ran out\n", outcome.out.split("\nWhy this is not a pass\n")[1])
        report = self.read("out/report.json")
        self.assert_cut_short(outcome.out, report)
        self.assertEqual((report["interrupted"], report["out_of_time"]), (False, True))

    def test_a_task_of_which_nothing_was_decided_is_not_done(self):
        for ladder in (["--engine", "off", "--ladder", "113,1024"], ["--ladder", "1024"]):
            out, _ = self.stop([*self.coincident(1500), *ladder])
            self.assertEqual(out.splitlines()[-1],
                             "INCONCLUSIVE holds=0 violated=0 undecided=0 errors=0 not-applicable=0")
            [run] = self.read("out/report.json")["runs"]
            self.assertEqual((run["tasks_done"], run["complete"]), (0, False))

    def test_the_engine_hears_it_in_a_huge_task(self):
        out, _ = self.stop(["check", "--params", "textbook", "--family", "unnormalised", "--set", "n=40000",
                            "--tasks", 1])
        self.assertTrue(out.splitlines()[-1].startswith("INCONCLUSIVE "), out)

    def test_a_violation_that_arb_would_take_long_over_stays_unconfirmed(self):
        out, _ = self.stop([*ABLATION, "--set", "n=3000", "--tasks", 1, "--output", "out"], after=2)
        self.assertTrue(out.splitlines()[-1].startswith("INCONCLUSIVE "), out)
        report = self.read("out/report.json")
        self.assert_valid(report, "report")
        [run] = report["runs"]
        self.assertEqual(run["results"][0]["worst_violation"]["unconfirmed_because"],
                         "stopped before Arb had derived it again")
        self.assertEqual(self.files(), program.reports_in("out"))

    def test_boxes_keep_what_was_certain(self):
        out, _ = self.stop(["check", "--params", "textbook", "--family", "cone", "--set", "n=60", "--tasks", 1,
                            "--radius", 0.01, "--json"], after=1)
        report = strict_json(out)
        self.assert_valid(report, "boxes")
        self.assertIs(report["interrupted"], True)
        self.assertEqual([task["complete"] for task in report["tasks"]], [False])
        self.assertNotIn("error", {s["verdict"] for task in report["tasks"] for s in task["statements"]})


class Others(StopTest):
    def test_a_search_drops_the_restart_under_way(self):
        out, _ = self.stop([*HUNT, "--family", "no-margin", "--set", "n=1000", "--budget", 10 ** 6, "--jobs", 1])
        self.assertIn("\n  Interrupted; ", out)

    def test_a_replay_says_what_it_left(self):
        name = "cases/A-without-attention-signs.class-mass-floor.case.json"
        case = json.loads((program.SOURCE_ROOT / name).read_text(encoding="utf-8"))
        points, classes = 3000, case["task"]["classes"]
        case["task"] |= {"features": [case["task"]["features"][i % classes] for i in range(points)],
                         "labels": [case["task"]["labels"][i % classes] for i in range(points)]}
        self.write("large.case.json", program.sealed(case))
        for form in ([], ["--json"]):
            out, err = self.stop(["replay", "large.case.json", str(program.SOURCE_ROOT / name), *form])
            self.assertEqual((err if form else out).splitlines()[-1],
                             "INCONCLUSIVE accepted=0 rejected=0 failed=2")
            if form:
                self.assert_valid(strict_json(out), "replay")
            else:
                self.assertEqual(out.count("stopped before Arb had decided"), 2)

    def train(self, context):
        return ["train", "--output", "model.safetensors", "--context", context, "--test-tasks", 1]

    def test_a_training_step_is_dropped_and_the_checkpoint_is_of_the_one_before(self):
        out, _ = self.stop([*self.train(2000), "--jobs", 1])
        self.assertEqual(out.splitlines()[-1], "INTERRUPTED steps=0")
        self.assertEqual(self.files(), ["model.checkpoint"])

    def test_predictions_and_comparisons_in_long_contexts_hear_it(self):
        notes, matrices = weights.read(weights.PERMUTED)
        self.write("long.safetensors", weights.to_bytes(notes | {"context": "2000"}, matrices))
        out, _ = self.stop(["extract", "long.safetensors", "--jobs", 1])
        self.assertRegex(out.splitlines()[-1], r"\AINTERRUPTED .*tasks=0\Z")
        out, _ = self.stop(["crosscheck", "long.safetensors", "--tasks", 50, "--jobs", 1])
        self.assertRegex(out.splitlines()[-1], r" tasks=0 ")


if __name__ == "__main__":
    program.main()
