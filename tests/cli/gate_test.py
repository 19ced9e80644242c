"""The gate on small campaigns: what it runs, where it writes, its self-test, and that it goes red when it must."""
import program
from program import ABLATION_STEM, PARAMETERS, ProgramTest, strict_json

SMALL = ["--tasks", 2, "--require-applicable", 1]
REPORT = "reports/out/report.json"


class Gate(ProgramTest):
    def read(self, name=REPORT):
        report = super().read(name)
        self.assert_valid(report, "report")
        return report

    def test_without_a_file_it_gates_the_shipped_models_and_writes_below_the_working_folder(self):
        outcome = self.run_program("gate", *SMALL)
        self.assert_ends(outcome, program.PASS, "PASS")
        self.assertEqual(self.files(), program.reports_in("reports/out"))
        report = self.read()
        self.assertEqual([model["name"] for model in report["models"]], ["reference", "textbook"])
        self.assertEqual([run["source"] for run in report["runs"]],
                         ["no-margin", "prototype", "prototype", "cone", "threshold"] * 2)
        self.assertEqual({run["random"] for run in report["runs"] if run["source"] != "threshold"}, {True})
        self.assertEqual({run["random"] for run in report["runs"] if run["source"] == "threshold"}, {False})

    def test_it_says_which_theorem_does_not_cover_which_model(self):
        outcome = self.run_program("gate", *SMALL)
        notes = outcome.out[outcome.out.index("\nWhat this does not cover\n"):]
        self.assertIn("  reference: Theorem A is not covered: ", notes)
        self.assertIn("  reference: Theorem B is not covered: ", notes)
        self.assertNotIn("textbook", notes)

    def test_every_corrupted_twin_is_caught(self):
        self.assertIn("Self-test: 35 of 35 corrupted twins caught\n", self.run_program("gate", *SMALL).out)
        tests = self.read()["self_test"]
        self.assertEqual([test["statement"] for test in tests], [s["id"] for s in self.read()["statements"]])
        self.assertTrue(all(test["caught"] and test["where"] for test in tests))

    def test_the_shipped_transformer_is_held_against_the_recursion_and_other_files_are_not(self):
        self.run_program("gate", *SMALL)
        tests = self.read()["identification"]
        self.assertEqual([test["check"] for test in tests],
                         ["extraction", "equivariance", "residual.centred-labels=0.1", "residual.centred-probe-label=0.1"])
        self.assertEqual({test["outcome"] for test in tests}, {"holds"})
        self.run_program("gate", "pytorch", *SMALL)
        self.assertEqual(self.read()["identification"], [])

    def test_the_self_test_is_confined_to_the_statements_asked_for(self):
        outcome = self.run_program("gate", *SMALL, "--statement", "norm-ceiling", "--family", "cone", "--json")
        report = self.report_of(outcome)
        self.assertEqual([test["statement"] for test in report["self_test"]], ["norm-ceiling"])

    def test_a_file_is_gated_alone_and_output_moves_the_report(self):
        self.write("model.json", PARAMETERS | {"feature_dim": 5, "classes": 3})
        outcome = self.run_program("gate", "model.json", *SMALL, "--output", "elsewhere")
        self.assert_ends(outcome, program.PASS, "PASS")
        self.assertEqual(self.files(), [*program.reports_in("elsewhere"), "model.json"])
        self.assertEqual([model["name"] for model in self.read("elsewhere/report.json")["models"]], ["model.json"])

    def test_too_few_tasks_for_the_default_requirement_are_inconclusive(self):
        outcome = self.run_program("gate", "--tasks", 2)
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
        self.assertIn("no theorem applies in all its statements to at least 100 tasks; raise --tasks", outcome.out)
        self.assertEqual(self.read()["request"]["required_applicable"], 100)

    def test_a_violation_makes_it_red_and_is_written_beside_the_report(self):
        outcome = self.run_program("gate", "soft", "--family", "prototype", "--set", "sigma=0.02", "--tasks", 10,
                                   "--regime", "full", "--drop", "H1", "--statement", "geometric-margin-growth")
        self.assert_ends(outcome, program.VIOLATED, "FAIL")
        self.assertEqual(self.read()["conclusion"]["status"], "FAIL")
        stem = f"reports/out/violations/{ABLATION_STEM}"
        files = [f"{stem}.simplest.case.json", f"{stem}.worst.case.json"]
        self.assertEqual(self.files(), [*program.reports_in("reports/out"), *files])
        self.replay(*files)

    def test_a_model_without_a_theorem_is_inconclusive_and_never_green(self):
        layer = {"alpha": -1, "gamma": 1, "alpha_prime": 1, "gamma_prime": 1}
        self.write("model.json", PARAMETERS | {"feature_dim": 5, "classes": 3, "layers": [layer]})
        outcome = self.run_program("gate", "model.json", "--family", "semi-supervised", "--tasks", 20,
                                   "--require-applicable", 1)
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
        for theorem in "ABC":
            self.assertRegex(outcome.out, rf"Theorem {theorem} is not covered: .*fully-labelled is false most often")

    def test_json_is_the_report_that_it_writes(self):
        outcome = self.run_program("gate", *SMALL, "--json", env={"SOURCE_DATE_EPOCH": "0"})
        self.assertEqual(outcome.code, program.PASS)
        self.report_of(outcome)
        self.assertEqual(outcome.out, (self.folder / REPORT).read_text(encoding="utf-8"))


if __name__ == "__main__":
    program.main()
