"""check --radius: statuses, documents and files of boxes, and what is refused."""
import fractions

import program
from program import ProgramTest, strict_json

# A task far from every border of what Theorem A asks for, in one dimension, and parameters that meet H5 on it.
PARAMETERS = {"format": "margincert-recursion/1", "feature_dim": 1, "classes": 2, "label_background": "-1/K",
              "layers": [{"alpha": 40, "gamma": 0, "alpha_prime": 0.5, "gamma_prime": 0.5}]}
TASK = {"format": "margincert-task/1", "classes": 2, "features": [[0.75], [0.5], [-0.5], [-0.75]],
        "labels": [0, 0, 1, 1], "probe": [0.625], "probe_class": 0}
CONE = ["--family", "cone", "--set", "n=6", "--params", "textbook"]


class Boxes(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("p.json", PARAMETERS)
        self.write("t.json", TASK)

    def check(self, *arguments, radius=0.001):
        return self.run_program("check", "--radius", radius, *arguments)

    def one(self, *arguments, radius=0.001):
        return self.check("--task", "t.json", "--params", "p.json", *arguments, radius=radius)

    def document(self, outcome):
        document = strict_json(outcome.out)
        self.assert_valid(document, "boxes")
        return document

    def test_0_when_everything_holds_on_the_box(self):
        self.assert_ends(self.one("--statement", "label-margin", "norm-ceiling"), program.PASS, "PASS")

    def test_1_for_a_violation_within_the_radius_and_not_for_one_beyond(self):
        twin = ["--twins", "--statement", "cross-class-ceiling-leaky", *CONE, "--tasks", 1]
        [found] = self.document(self.check(*twin, "--json"))["tasks"][0]["statements"]
        distance, certified = found["violation"]["distance"], found["certified_radius"]
        self.assertGreater(distance, certified)
        self.assertGreater(certified, 0)
        within = self.check(*twin, radius=distance)
        self.assert_ends(within, program.VIOLATED, "FAIL")
        self.assert_ends(self.check(*twin, radius=certified), program.PASS, "PASS")
        self.assert_ends(self.check(*twin, "--boxes", 1, radius=distance * 0.99), program.INCONCLUSIVE, "INCONCLUSIVE")

    def test_2_when_nothing_is_certain_or_time_runs_out(self):
        outcome = self.one("--statement", "geometric-margin-growth", "--boxes", 1, radius=0.4)
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
        self.assertRegex(outcome.out, r"geometric-margin-growth .* undecided: (slack at layer|hypothesis )")
        outcome = self.one("--time-budget", "1e-9")
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
        self.assertIn("The time budget ran out", outcome.out)

    def test_3_when_no_statement_applies(self):
        self.write("far.json", TASK | {"probe": [-0.625]})
        outcome = self.check("--task", "far.json", "--params", "p.json", "--statement", "geometric-margin-growth")
        self.assert_ends(outcome, program.NOTHING_CHECKED, "NOTHING-CHECKED")
        self.assert_ends(self.check(*CONE, "--tasks", 0), program.NOTHING_CHECKED, "NOTHING-CHECKED")

    def test_no_radius_at_all_says_what_check_says(self):
        for more in ([], ["--twins"]):
            boxes = self.check(*CONE, "--tasks", 2, "--quiet", *more, radius=0)
            tasks = self.run_program("check", *CONE, "--tasks", 2, "--quiet", *more)
            self.assertEqual(boxes.out.split()[1:], tasks.out.split()[1:])
            self.assertEqual(boxes.code, tasks.code)

    def test_violations_become_cases_that_replay_and_lie_at_their_distance(self):
        outcome = self.check(*CONE, "--tasks", 1, "--twins", "--statement", "B", "--output", "out", "--json", radius=0.02)
        document = self.document(outcome)
        self.assertEqual(self.read("out/boxes.json"), document)
        found = [s["violation"] for s in document["tasks"][0]["statements"] if s["violation"]]
        files = [violation["file"] for violation in found]
        self.assertEqual(sorted(["out/boxes.json", *files]), self.files()[:len(files) + 1])
        self.replay(*files)
        away = [violation for violation in found if violation["distance"] > 0]
        self.assertNotEqual(away, [])
        at_home = next(violation for violation in found if violation["distance"] == 0)
        home = self.coordinates(at_home["file"])
        for violation in away:
            apart = max(abs(x - y) for x, y in zip(home, self.coordinates(violation["file"]), strict=True))
            self.assertLessEqual(apart, violation["distance"])
            self.assertGreater(apart * (1 + 2 ** -40), violation["distance"])
        self.check(*CONE, "--tasks", 1, "--statement", "norm-ceiling", "--output", "out")
        self.assertEqual([name for name in self.files() if name.startswith("out")], ["out/boxes.json"])

    def coordinates(self, case):
        task = self.read(case)["task"]
        numbers = [x for point in [*task["features"], task["probe"]] for x in point]
        return [program.hex_fraction(x) if isinstance(x, str) else fractions.Fraction(x) for x in numbers]

    def test_results_depend_neither_on_jobs_nor_on_the_run(self):
        runs = [self.check(*CONE, "--tasks", 2, "--statement", "A", "--jobs", jobs, "--json", radius=0.003).out for jobs in (1, 2, 2)]
        self.assertEqual(runs[0], runs[1])
        self.assertEqual(runs[1], runs[2])

    def test_pieces_certify_what_the_whole_box_does_not(self):
        def verdict(boxes):
            outcome = self.one("--statement", "probe-update-floor", "--boxes", boxes, "--json", radius=0.07)
            return self.document(outcome)["tasks"][0]["statements"][0]
        self.assertEqual(verdict(1)["verdict"], "undecided")
        cut = verdict(512)
        self.assertEqual((cut["verdict"], cut["certified_radius"]), ("holds", 0.07))
        self.assertGreater(cut["boxes"], 1)

    def test_what_makes_no_sense_is_refused(self):
        for radius in ("-1", "nan", "inf", "1e400", "0x1p-3", "", "r", "2000"):
            self.assert_refused(self.one(radius=radius), program.USAGE, "--radius", "not a number from 0 to 1024")
        for more, piece in ((["--format", "junit"], "--format junit"), (["--html-output", "x.html"], "--html-output"),
                            (["--write-baseline", "b.json"], "--write-baseline"), (["--shard", "1/2"], "--shard"),
                            (["--require-applicable", "2"], "--require-applicable")):
            self.assert_refused(self.one(*more), program.USAGE, piece, "--radius", "leave one of them out")
        self.assert_refused(self.one("--boxes", "0"), program.USAGE, "--boxes")
        self.assert_refused(self.run_program("check", "--task", "t.json", "--boxes", "3"), program.USAGE, "--radius")
        self.assert_refused(self.check(), program.USAGE, "give --task")
        self.assert_refused(self.check("--task", "t.json"), program.BAD_FILE, "t.json", "/probe")


if __name__ == "__main__":
    program.main()
