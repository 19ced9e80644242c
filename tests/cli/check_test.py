"""What check finds: the ablation that breaks the growth bound, its replay, twins, guarantees, and nothing to check."""
import program
from program import ABLATION, ProgramTest, enclosure

GROWTH = "geometric-margin-growth"


class Ablation(ProgramTest):
    def test_without_class_purity_the_growth_bound_breaks(self):
        outcome = self.run_program(*ABLATION, "--tasks", 40)
        self.assert_ends(outcome, program.VIOLATED, "FAIL")
        self.assertIn("Ablation: not required: class-purity\n", outcome.out)
        self.assertRegex(outcome.out, r"Certified violations\n  geometric-margin-growth on soft ")
        outcome = self.run_program(*ABLATION, "--tasks", 40, "--json")
        self.assertEqual(outcome.code, program.VIOLATED)
        report = self.report_of(outcome)
        self.assertEqual(report["request"]["dropped"], ["class-purity"])
        tally = self.tally(report, GROWTH)
        self.assertGreater(tally["violated"], 0)
        self.assertEqual(tally["holds"] + tally["violated"], tally["applicable"])
        _, slack_ceiling = enclosure(tally["worst_violation"]["slack"])
        self.assertLess(slack_ceiling, 0)

    def test_the_written_files_break_it_again(self):
        found = self.run_program(*ABLATION, "--tasks", 40, "--output", "out", "--json")
        self.assertEqual(found.code, program.VIOLATED)
        [task] = (self.folder / "out/violations").glob("*.task.json")
        parameters = str(task).replace(".task.json", ".recursion.json")
        replay = self.run_program("check", "--params", parameters, "--task", task, "--regime", "full", "--drop", "H1",
                                  "--statement", GROWTH, "--json")
        self.assertEqual(replay.code, program.VIOLATED)
        before, after = (self.tally(self.report_of(o), GROWTH)["worst_violation"] for o in (found, replay))
        self.assertEqual(after, before | {"task": 0})

    def test_the_first_and_the_later_tasks_of_a_file_list_are_numbered_in_order(self):
        self.run_program(*ABLATION, "--tasks", 4, "--output", "out")
        [task] = (self.folder / "out/violations").glob("*.task.json")
        parameters = str(task).replace(".task.json", ".recursion.json")
        far = program.strict_json(task.read_text(encoding="utf-8"))
        far["labels"] = [None] * len(far["labels"])
        self.write("unlabelled.json", far)
        outcome = self.run_program("check", "--params", parameters, "--task", "unlabelled.json", task, "--regime",
                                   "full", "--drop", "H1", "--statement", GROWTH, "--json")
        self.assertEqual(outcome.code, program.VIOLATED)
        report = self.report_of(outcome)
        self.assertEqual(report["runs"][0]["task_files"], ["unlabelled.json", str(task)])
        self.assertEqual(self.tally(report, GROWTH)["worst_violation"]["task"], 1)
        self.assertEqual(self.tally(report, GROWTH)["not_applicable_because"], {"every-class": 1})

    def test_required_class_purity_leaves_nothing_to_check(self):
        arguments = [a for a in ABLATION if a not in ("--drop", "class-purity")]
        outcome = self.run_program(*arguments, "--tasks", 40)
        self.assert_ends(outcome, program.NOTHING_CHECKED, "NOTHING-CHECKED")
        self.assertIn("class-purity false on 40", outcome.out)

    def test_in_the_class_pure_regime_the_same_tasks_hold(self):
        arguments = [a for a in ABLATION if a not in ("--drop", "class-purity", "--regime", "full")]
        self.assert_ends(self.run_program(*arguments, "--tasks", 40), program.PASS, "PASS")


class Twins(ProgramTest):
    def test_corrupted_statements_are_violated_and_the_report_says_what_they_are(self):
        arguments = ["check", "--params", "soft", "--family", "cone", "--set", "n=12", "--tasks", 3, "--twins"]
        outcome = self.run_program(*arguments)
        self.assert_ends(outcome, program.VIOLATED, "FAIL")
        self.assertTrue(outcome.out.startswith("CORRUPTED TWINS, not the statements"))
        outcome = self.run_program(*arguments, "--json")
        self.assertEqual(outcome.code, program.VIOLATED)
        report = self.report_of(outcome)
        self.assertIs(report["request"]["corrupted_twins"], True)
        self.assertGreater(report["conclusion"]["violated"], 0)

    def test_the_statements_themselves_hold_on_the_same_tasks(self):
        outcome = self.run_program("check", "--params", "soft", "--family", "cone", "--set", "n=12", "--tasks", 3)
        self.assert_ends(outcome, program.PASS, "PASS")
        self.assertNotIn("CORRUPTED", outcome.out)


class Findings(ProgramTest):
    def test_textbook_on_tight_prototypes_is_in_reach_of_theorems_a_and_b(self):
        outcome = self.run_program("check", "--params", "textbook", "--family", "prototype", "--set", "sigma=0.05",
                                   "--tasks", 20, "--json")
        self.assertEqual(outcome.code, program.PASS)
        report = self.report_of(outcome)
        growth = self.tally(report, GROWTH)
        self.assertEqual(growth["regime"], "class-pure")
        self.assertGreaterEqual(growth["holds"], 15)
        promised = self.guarantee(report, "geometric-margin-by-B")
        self.assertEqual(promised["regime"], "full")
        self.assertGreaterEqual(promised["certified"], 15)

    def test_theorem_c_keeps_the_reference_models_margin_on_every_simplex_prototype(self):
        outcome = self.run_program("check", "--family", "prototype", "--set", "geometry=simplex", "sigma=0.02",
                                   "--tasks", 20, "--json")
        self.assertEqual(outcome.code, program.PASS)
        report = self.report_of(outcome)
        self.assertEqual(self.guarantee(report, "geometric-margin-by-C")["certified"], 20)
        self.assertEqual(self.guarantee(report, "geometric-margin-by-B")["applicable"], 0)
        self.assertEqual(self.tally(report, GROWTH)["applicable"], 0)

    def test_the_margin_theorem_says_nothing_about_tasks_without_a_margin(self):
        arguments = ["check", "--params", "textbook", "--family", "no-margin", "--tasks", 20]
        outcome = self.run_program(*arguments)
        self.assert_ends(outcome, program.PASS, "PASS")
        self.assertIn("textbook on no-margin: the margin theorem (A) applies to 0 of 20 tasks; separation false on 20",
                      outcome.out)
        self.assertRegex(outcome.out, r"not applicable on any of 20 tasks \(separation false on 20\): .*" + GROWTH)
        self.assertIn("textbook: Theorem A is not covered: ", outcome.out)
        growth = self.tally(self.report_of(self.run_program(*arguments, "--json")), GROWTH)
        self.assertEqual((growth["applicable"], growth["not_applicable_because"]), (0, {"separation": 20}))

    def test_a_theorems_letter_means_its_statements(self):
        listed = program.strict_json(self.run_program("list", "--json").out)["statements"]
        report = self.report_of(self.run_program("check", "--params", "textbook", "--family", "cone", "--tasks", 1,
                                                 "--statement", "B", "norm-growth", "--json"))
        expected = [s["id"] for s in listed if s["theorem"] == "B" or s["id"] == "norm-growth"]
        self.assertEqual([s["id"] for s in report["statements"]], expected)
        self.assertIs(report["request"]["statements_chosen"], True)

    def test_a_hypothesis_number_means_all_that_bear_it(self):
        listed = program.strict_json(self.run_program("list", "--json").out)["hypotheses"]
        report = self.report_of(self.run_program("check", "--family", "cone", "--tasks", 1, "--drop", "H6", "--json"))
        expected = sorted(h["id"] for h in listed if h["number"] == "H6")
        self.assertGreater(len(expected), 1)
        self.assertEqual(report["request"]["dropped"], expected)

    def test_every_precision_of_the_ladder_that_decides_is_counted(self):
        report = self.report_of(self.run_program("check", "--params", "textbook", "--family", "threshold", "--ladder",
                                                 "53,200", "--tasks", 10, "--json"))
        self.assertEqual(report["request"]["ladder"], [53, 200])
        rungs = [rung for tally in report["runs"][0]["results"] for rung in tally["rungs"]]
        self.assertEqual(set(rungs), {"53", "200"})


if __name__ == "__main__":
    program.main()
