"""The gate as a machine calls it: the shipped models on the whole default campaign."""
import program
from program import ProgramTest, strict_json


class DefaultGate(ProgramTest):
    def test_the_shipped_models_pass_and_every_twin_is_caught(self):
        outcome = self.run_program("gate")
        self.assert_ends(outcome, program.PASS, "PASS")
        self.assertIn("\nSelf-test: 35 of 35 corrupted twins caught\n", outcome.out)
        self.assertEqual(self.files(), program.reports_in("reports/out"))
        report = strict_json((self.folder / "reports/out/report.json").read_text(encoding="utf-8"))
        self.assert_valid(report, "report")
        self.assertEqual(report["conclusion"]["status"], "PASS")
        self.assertEqual([test["caught"] for test in report["self_test"]], [True] * 35)
        self.assertEqual([test["outcome"] for test in report["identification"]], ["holds"] * 4)
        self.assertEqual(report["request"]["required_applicable"], 100)
        self.assertTrue(all(run["complete"] for run in report["runs"]))
        applicable = {}
        for run in report["runs"]:
            for tally in run["results"]:
                key = run["model"], tally["statement"]
                applicable[key] = applicable.get(key, 0) + tally["applicable"]
        theorems = {s["id"]: s["theorem"] for s in report["statements"]}
        covered = {(model, theorems[s]) for model, s in applicable} - {
            (model, theorems[s]) for (model, s), count in applicable.items() if count < 100}
        self.assertEqual(covered, {("reference", "C"), ("textbook", "A"), ("textbook", "B"), ("textbook", "C")})


if __name__ == "__main__":
    program.main()
