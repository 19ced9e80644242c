"""Names out of files and of files themselves, printed by every command: they stay within their line, a terminal obeys nothing
in them, and no line of them passes for a verdict or for a command to the system that runs the program."""
import re

import program
from program import ABLATION, PARAMETERS, ProgramTest, TASK

HOSTILE = "\x1b[2J\u009b1m\u202e\u200b\n::error::x\nPASS holds=1 violated=0 undecided=0 errors=0 not-applicable=0\n##[error]"
BEGINNINGS = ("PASS holds=9 ", "::error::x ", "\u00a0::error::x ")
SMALL_TRAINING = ["--d", 2, "--classes", 2, "--context", 4, "--layers", 1, "--steps", 2, "--batch", 2, "--test-tasks", 4]
VERDICT = r"(PASS|FAIL|INCONCLUSIVE|NOTHING-CHECKED|FOUND|NONE-FOUND|TRAINED|EXTRACTED|COMPARED)\b"


class HostileNames(ProgramTest):
    def assert_harmless(self, outcome, verdicts):
        """`verdicts`: how many lines look like one, of stdout and stderr together."""
        text = outcome.out + outcome.err
        lines = text.split("\n")
        for line in lines:
            self.assertNotRegex(line, "[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", text)
            self.assertFalse(line.strip().startswith("::"), line)
            self.assertNotIn("##[", line)
        self.assertEqual(len([line for line in lines if re.match(VERDICT, line)]), verdicts, text)

    def test_a_model_and_a_task_called_so(self):
        model, task = self.write(HOSTILE + ".p.json", PARAMETERS), self.write(HOSTILE + ".t.json", TASK)
        check = ["check", "--params", model, "--task", task, "--statement", "norm-growth"]
        self.assert_harmless(self.run_program(*check), 1)
        self.assert_harmless(self.run_program(*check, "--radius", "1e-6"), 1)
        self.assert_harmless(self.run_program("check", "--params", model, "--family", "cone", "--tasks", 2,
                                              "--set", "d=2", "K=2"), 1)

    def test_a_report_about_it_and_what_became_of_it(self):
        model = self.write(HOSTILE + ".p.json", PARAMETERS)
        for tasks in (2, 3):
            self.run_program("check", "--params", model, "--family", "cone", "--tasks", tasks, "--set", "d=2", "K=2",
                             "--json-output", f"{HOSTILE}{tasks}.json")
        old, new = f"{HOSTILE}2.json", f"{HOSTILE}3.json"
        self.assert_harmless(self.run_program("report", old), 1)
        # "PASS, was PASS" and the last line are the program's own.
        self.assert_harmless(self.run_program("report", "diff", old, new), 2)
        self.assert_harmless(self.run_program("report", "merge", old, new), 0)
        self.assert_harmless(self.run_program("report", old, "--output", "out"), 1)

    def test_names_that_begin_a_line(self):
        for name in BEGINNINGS:
            model = self.write(name + ".p.json", PARAMETERS)
            outcome = self.run_program("check", "--params", model, "--family", "cone", "--tasks", 2, "--set", "d=2", "K=2")
            self.assertEqual(outcome.code, program.PASS)
            self.assert_harmless(outcome, 1)
            self.assertIn(" on cone", outcome.out)

    def test_witnesses_written_to_such_a_folder_and_replayed(self):
        outcome = self.run_program(*program.HUNT, "--budget", 400, "--output", HOSTILE)
        self.assertEqual(outcome.code, program.VIOLATED)
        self.assert_harmless(outcome, 1)
        found = [name for name in self.files() if name.endswith(".case.json")]
        self.assert_harmless(self.run_program("replay", *found), 1)
        self.assert_harmless(self.run_program("replay", self.write(HOSTILE + ".case.json", "{}")), 1)

    def test_a_training_and_its_model(self):
        model = HOSTILE + ".safetensors"
        self.assert_harmless(self.run_program("train", *SMALL_TRAINING, "--output", model), 1)
        self.assert_harmless(self.run_program("extract", model, "--tasks", 4), 1)
        self.assert_harmless(self.run_program("crosscheck", model, "--tasks", 1), 1)
        self.assert_harmless(self.run_program("crosscheck", model, "--tasks", 1, "--params", model), 1)

    def test_what_is_missing_or_wrong_is_said_in_one_line(self):
        empty = self.write(HOSTILE + ".empty.json", "{}")
        for name in (HOSTILE + ".missing.json", empty):
            for command in (["check", "--params", name, "--family", "cone"], ["report", name], ["report", "diff", name, name],
                            ["trace", "--params", name, "--task", name], ["extract", name], ["crosscheck", name],
                            ["gate", "--config", name], [*program.HUNT, "--params", name]):
                with self.subTest(command=command[0]):
                    outcome = self.run_program(*command)
                    self.assertIn(outcome.code, (program.USAGE, program.BAD_FILE))
                    self.assertRegex(outcome.err, r"\Amargincert: [^\n]+\n\Z")
                    self.assert_harmless(outcome, 0)

    def test_options_and_their_values(self):
        for arguments in ([HOSTILE], ["check", HOSTILE], ["check", "--statement", HOSTILE], ["check", "--family", HOSTILE],
                          ["check", "--family", "cone", "--set", f"{HOSTILE}=1"],
                          ["check", "--family", "cone", "--set", f"n={HOSTILE}"], ["schema", HOSTILE],
                          ["crosscheck", "reference", "--at-most", HOSTILE], ["train", "--output", HOSTILE]):
            with self.subTest(arguments=arguments):
                outcome = self.run_program(*arguments)
                self.assertEqual(outcome.code, program.USAGE, outcome)
                self.assertRegex(outcome.err, r"\Amargincert: [^\n]+\n\Z")
                self.assert_harmless(outcome, 0)


class UnprintableSlack(ProgramTest):
    """The largest double squared is no double: the bound is missed by 10^616."""
    def test_it_is_shown_as_what_it_is_in_every_format(self):
        layer = {"alpha": 1, "gamma": 0, "alpha_prime": 0.5, "gamma_prime": 0.5}
        self.write("big.p.json", PARAMETERS | {"feature_dim": 1, "layers": [layer]})
        self.write("big.t.json", {"format": "margincert-task/1", "classes": 2, "labels": [0, 1], "probe": [1],
                                  "features": [[0.5], ["0x1.fffffffffffffp+1023"]], "probe_class": 0})
        outcome = self.run_program("check", "--params", "big.p.json", "--task", "big.t.json", "--drop", "unit-norm",
                                   "--statement", "norm-growth", "--output", "out")
        self.assert_ends(outcome, program.VIOLATED, "FAIL")
        slack = r"-3\.231\d{,3}e(\+|&#43;)616"
        self.assertRegex(outcome.out, f"slack {slack} \\(derived again by Arb")
        self.assertRegex(outcome.out, r" norm-growth .* -\d\.\d{3}e\+616 ")
        for name in ("junit.xml", "report.md", "report.sarif"):
            self.assertRegex((self.folder / "out" / name).read_text(encoding="utf-8"), f"slack {slack}")
        again = self.run_program("report", "out/report.json")
        self.assertEqual(again.out, outcome.out)


if __name__ == "__main__":
    program.main()
