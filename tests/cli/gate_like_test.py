"""What stops applying, and what never moves: a pass says so before it says PASS, and is none where the gate asks for more."""
import json
import re

import program
from program import ProgramTest

TEXTBOOK = json.loads((program.SOURCE_ROOT / "models/textbook.recursion.json").read_text(encoding="utf-8"))
LAYERS = len(TEXTBOOK["layers"])
REPORT = "reports/out/report.json"

# Theorem A covers textbook on these tasks.
SMALL = ["--family", "cone", "--set", "n=6", "axis-angle=90", "--tasks", 3, "--require-applicable", 1]


def with_layers(**numbers):
    """The textbook recursion with these numbers in every layer."""
    return TEXTBOOK | {"layers": [layer | numbers for layer in TEXTBOOK["layers"]]}


class Gated(ProgramTest):
    def gate(self, *arguments, env=None):
        return self.run_program("gate", *arguments, *SMALL, env=env)

    def report(self, name=REPORT):
        report = self.read(name)
        self.assert_valid(report, "report")
        return report

    def text(self, name):
        return (self.folder / "reports/out" / name).read_text(encoding="utf-8")

    def last_block(self, outcome):
        """What stands right before the last line."""
        *_, block, last = outcome.out.rstrip("\n").split("\n\n")
        self.assertRegex(last, rf"\A{program.LAST_LINE.pattern}\Z")
        return block


class Like(Gated):
    def setUp(self):
        super().setUp()
        self.write("turned.json", with_layers(gamma_prime=-0.5))

    def test_a_model_is_like_itself(self):
        outcome = self.gate("textbook", "--like", "textbook")
        self.assert_ends(outcome, program.PASS, "PASS")
        self.assertIn("  textbook: Theorem A covers textbook and this model\n", outcome.out)
        like = self.report()["like"]
        self.assertEqual(like["reference"], self.report()["models"][0])
        self.assertEqual([(one["theorem"], one["covers_reference"], one["covers_model"]) for one in like["theorems"]],
                         [(theorem, True, True) for theorem in "ABC"])

    def test_a_sign_that_is_turned_passes_alone_and_not_beside_the_textbook(self):
        outcome = self.gate("turned.json")
        self.assert_ends(outcome, program.PASS, "PASS")
        self.assertIsNone(self.report()["like"])
        outcome = self.gate("turned.json", "--like", "textbook")
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
        self.assertRegex(outcome.out, r"(?s)Why this is not a pass\n  turned.json: Theorem A covers textbook and not this "
                                      r"model: [a-z-]+ applies to 0 of 3 tasks, step-signs is false on 3; and \d+ "
                                      r"statements more\n")
        self.assertIn(" violated=0 ", outcome.out.splitlines()[-1])

    def test_every_format_says_what_was_compared(self):
        self.gate("turned.json", "--like", "textbook")
        sentence = "turned.json: Theorem A covers textbook and not this model"
        for name in ("report.json", "junit.xml", "report.sarif", "report.html"):
            self.assertIn(sentence, self.text(name).replace("<bdi>", "").replace("</bdi>", ""), name)
        self.assertIn("Theorem A covers textbook and not this model", self.text("report.md"))
        self.assertIn('<property name="like" value="textbook"/>', self.text("junit.xml"))
        self.assertIn("Theorem C covers textbook and this model", self.text("report.sarif"))

    def test_the_references_verdicts_are_none_of_the_reports(self):
        alone, beside = self.gate("turned.json"), None
        runs = self.report()["runs"]
        beside = self.gate("turned.json", "--like", "textbook")
        count = re.compile(r"holds=.*")
        self.assertEqual(count.search(beside.out.splitlines()[-1]).group(), count.search(alone.out.splitlines()[-1]).group())
        self.assertEqual([run | {"like": []} for run in self.report()["runs"]], runs)
        [like] = [run["like"] for run in self.report()["runs"]]
        growth = next(one for one in like if one["statement"] == "geometric-margin-growth")
        self.assertEqual((growth["judged"], growth["applicable"]), (3, 3))

    def test_a_theorem_that_applies_to_nothing_does_not_cover_even_where_nothing_is_required(self):
        outcome = self.run_program("gate", "turned.json", "--like", "textbook", *SMALL[:-1], 0)
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")

    def test_a_configuration_names_it_from_its_folder(self):
        self.write("ml/turned.json", with_layers(gamma_prime=-0.5))
        self.write("ml/good.json", TEXTBOOK)
        self.write("ml/gate.toml", 'format = "margincert-gate/1"\nmodel = "turned.json"\nlike = "good.json"\n')
        outcome = self.gate("--config", "ml/gate.toml")
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
        self.assertIn("ml/turned.json: Theorem A covers ml/good.json and not this model", outcome.out)
        self.assertEqual(self.gate("--config", "ml/gate.toml", "--like", "ml/turned.json").code, program.PASS)

    def test_a_reference_that_cannot_have_the_models_tasks_is_refused(self):
        self.write("small.json", program.PARAMETERS)
        self.assert_refused(self.gate("textbook", "--like", "small.json"), program.BAD_FILE, "small.json",
                            "has 2 features, the model has 5")
        self.assert_refused(self.gate("textbook", "--like", "missing.json"), program.BAD_FILE, "missing.json")
        self.assert_refused(self.gate("textbook", "--like", "textbok"), program.USAGE, "did you mean 'textbook'?")
        self.assertFalse((self.folder / "reports").exists())

    def test_the_parts_make_the_whole(self):
        pinned = {"SOURCE_DATE_EPOCH": "0"}
        for number in (1, 2):
            self.gate("turned.json", "--like", "textbook", "--shard", f"{number}/2", "--output", f"part{number}", env=pinned)
        whole = self.gate("turned.json", "--like", "textbook", "--json", env=pinned)
        merged = self.run_program("report", "merge", "part2/report.json", "part1/report.json", "--json", env=pinned)
        self.assertEqual((merged.code, merged.out), (whole.code, whole.out))
        self.gate("turned.json", "--like", "soft", "--shard", "2/2", "--output", "other", env=pinned)
        self.assert_refused(self.run_program("report", "merge", "part1/report.json", "other/report.json"), program.BAD_FILE,
                            "like is textbook and soft")

    def test_a_comparison_cannot_be_edited(self):
        self.gate("turned.json", "--like", "textbook")
        report = self.report()
        for change in (lambda r: r["like"]["theorems"][0].update(covers_model=True),
                       lambda r: r["runs"][0]["like"][0].update(applicable=0),
                       lambda r: r.update(like=None)):
            edited = json.loads(json.dumps(report))
            change(edited)
            self.write("edited.json", edited)
            self.assert_refused(self.run_program("report", "edited.json"), program.BAD_FILE, "edited.json")

    def test_to_compare_no_more_is_a_loss(self):
        self.gate("textbook", "--like", "textbook", "--output", "before")
        self.gate("textbook", "--output", "now")
        outcome = self.run_program("report", "diff", "before/report.json", "now/report.json")
        self.assertEqual(outcome.code, program.INCONCLUSIVE, outcome)
        self.assertIn("not held against its reference any more: textbook, Theorem A as on textbook", outcome.out)


class Movement(Gated):
    def test_where_nothing_moves_a_pass_says_so_first(self):
        self.write("still.json", with_layers(alpha_prime=0, gamma_prime=0))
        outcome = self.gate("still.json")
        self.assert_ends(outcome, program.PASS, "PASS")
        self.assertIn("What this does not cover\n  still.json: nothing moves: alpha_prime and gamma_prime of every layer are 0",
                      self.last_block(outcome))
        self.assertIn("still.json: nothing moves", self.report()["remarks"][0])
        page, summary = self.text("report.html"), self.text("report.md")
        self.assertLess(page.index("nothing moves"), page.index("<h1>"))
        self.assertLess(summary.index("nothing moves"), summary.index("PASS"))

    def test_one_layer_that_moves_nothing_is_named(self):
        layers = list(TEXTBOOK["layers"])
        layers[2] = layers[2] | {"alpha_prime": 0.0, "gamma_prime": -0.0}
        layers[3] = layers[3] | {"alpha_prime": 0.0}
        self.write("pause.json", TEXTBOOK | {"layers": layers})
        self.gate("pause.json")
        self.assertIn(f"pause.json: nothing moves in 1 of its {LAYERS} layers, 2: alpha_prime and gamma_prime are 0 there",
                      self.report()["remarks"])

    def test_what_moves_is_not_remarked_on_nor_are_models_whose_tasks_have_parameters_of_their_own(self):
        self.gate("textbook")
        self.assertEqual(self.report()["remarks"], [])
        self.write("still.json", with_layers(alpha_prime=0, gamma_prime=0))
        self.gate("still.json", "--draw-params", "random")
        self.assertEqual(self.report()["remarks"], [])

    def test_layers_that_must_move_and_do_not_are_no_pass(self):
        self.write("still.json", with_layers(alpha_prime=0, gamma_prime=0))
        table = [("still.json", 1, program.INCONCLUSIVE), ("textbook", LAYERS, program.PASS),
                 ("textbook", LAYERS + 1, program.INCONCLUSIVE), ("still.json", 0, program.PASS)]
        for model, layers, code in table:
            with self.subTest(model=model, layers=layers):
                outcome = self.gate(model, "--require-moving-layers", layers)
                self.assertEqual(outcome.code, code, outcome)
                self.write("gate.toml", f'format = "margincert-gate/1"\n[required]\nmoving_layers = {layers}\n')
                configured = self.gate(model, "--config", "gate.toml")
                self.assertEqual(configured.code, code, configured)
                self.assertEqual(self.report()["request"]["required_moving_layers"], layers)
        outcome = self.gate("still.json", "--config", "gate.toml", "--require-moving-layers", 2)
        self.assertIn(f"still.json: 0 of its {LAYERS} layers move anything (alpha_prime or gamma_prime is not 0), 2 required",
                      outcome.out)

    def test_a_number_of_layers_that_is_none_is_refused(self):
        self.assert_refused(self.gate("textbook", "--require-moving-layers", -1), program.USAGE, "--require-moving-layers")
        self.write("gate.toml", 'format = "margincert-gate/1"\n[required]\nmoving_layers = -1\n')
        self.assert_refused(self.gate("textbook", "--config", "gate.toml"), program.BAD_FILE,
                            "line 3, column 17: 'required.moving_layers' is -1")


class Uncovered(Gated):
    def test_what_no_theorem_covers_is_said_before_the_verdict(self):
        self.write("turned.json", with_layers(gamma_prime=-0.5))
        outcome = self.gate("turned.json")
        block = self.last_block(outcome)
        self.assertTrue(block.startswith("What this does not cover\n  turned.json: Theorem A is not covered: "), block)
        self.assertIn("(step-signs is false most often)", block)
        page, summary = self.text("report.html"), self.text("report.md")
        self.assertLess(page.index("Theorem A is not covered"), page.index("<h1>"))
        self.assertLess(summary.index("Theorem A is not covered"), summary.index("PASS"))
        self.assertTrue(any("Theorem A is not covered" in note for note in self.report()["conclusion"]["notes"]))


if __name__ == "__main__":
    program.main()
