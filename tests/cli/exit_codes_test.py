"""Every exit status of docs/cli.md, which one wins, and what stdout and stderr hold at each."""
import pathlib
import subprocess

import program
from program import ABLATION, ProgramTest

FULL_DEVICE = "/dev/full"  # every write to it fails


class ExitCodes(ProgramTest):
    def test_0_when_everything_asked_for_holds(self):
        self.assert_ends(self.run_program("check", "--family", "cone", "--tasks", 3), program.PASS, "PASS")

    def test_1_for_a_certified_violation(self):
        self.assert_ends(self.run_program(*ABLATION, "--tasks", 4), program.VIOLATED, "FAIL")

    def test_2_for_undecided_verdicts(self):
        outcome = self.run_program("check", "--family", "threshold", "--params", "textbook", "--ladder", "53",
                                   "--tasks", 20)
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
        self.assertRegex(outcome.out, r"Undecided or failed\n  \S+ on textbook .*rung 53: ")

    def test_2_when_too_few_tasks_were_applicable(self):
        outcome = self.run_program("check", "--family", "cone", "--tasks", 3, "--require-applicable", 4)
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
        self.assertIn("no theorem applies in all its statements to at least 4 tasks", outcome.out)

    def test_2_when_one_named_statement_applied_too_rarely(self):
        outcome = self.run_program("check", "--family", "no-margin", "--params", "textbook", "--tasks", 3,
                                   "--statement", "geometric-margin-growth", "norm-ceiling")
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
        self.assertIn("geometric-margin-growth applies to 0 tasks, 1 required (separation is false most often)",
                      outcome.out)

    def test_2_when_time_runs_out_even_before_the_first_task(self):
        for budget in ("1e-9", "0.3"):
            outcome = self.run_program("check", "--family", "cone", "--tasks", 1000000, "--time-budget", budget)
            self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
            self.assertIn("the time budget ran out", outcome.out)

    def test_3_when_nothing_was_checked(self):
        for arguments in (["--tasks", 0], ["--tasks", 3, "--params", "textbook", "--statement", "label-margin"]):
            outcome = self.run_program("check", "--family", "no-margin", *arguments)
            self.assert_ends(outcome, program.NOTHING_CHECKED, "NOTHING-CHECKED")
            self.assertIn("no statement applied to any task", outcome.out)

    def test_64_without_a_command(self):
        self.assert_refused(self.run_program(), program.USAGE)

    def test_65_for_a_file_that_is_not_there(self):
        self.assert_refused(self.run_program("gate", "model.json"), program.BAD_FILE, "model.json", "does not exist")

    def test_70_when_stdout_cannot_be_written(self):
        self.assertTrue(pathlib.Path(FULL_DEVICE).is_char_device())
        short = ["check", "--family", "cone", "--tasks", "1", "--quiet"]
        search = ["search", "--statement", "norm-growth", "--budget", "1", "--quiet"]
        for arguments in (["list"], ["schema"], ["--version"], short, [*short, "--json"], search, [*search, "--json"],
                          ["replay"], ["replay", "--json"]):
            with open(FULL_DEVICE, "w", encoding="utf-8") as full:
                done = subprocess.run([program.path(), *arguments], cwd=self.folder, stdout=full,
                                      stderr=subprocess.PIPE, text=True, timeout=300, check=False)
            self.assertEqual(done.returncode, program.INTERNAL, (arguments, done.stderr))
            self.assertRegex(done.stderr, r"margincert: .*standard output: cannot be written \(No space left on device\); [^\n]+\n\Z")

    def test_a_violation_outranks_missing_coverage(self):
        self.assert_ends(self.run_program(*ABLATION, "--tasks", 4, "--require-applicable", 1000), program.VIOLATED,
                         "FAIL")

    def test_a_violation_outranks_undecided_verdicts(self):
        outcome = self.run_program("check", "--family", "threshold", "--params", "textbook", "--ladder", "53",
                                   "--tasks", 4, "--twins")
        self.assert_ends(outcome, program.VIOLATED, "FAIL")
        self.assertRegex(outcome.out, r"undecided=[1-9]")

    def test_a_bad_file_is_found_before_anything_runs(self):
        self.write("parameters.json", "{")
        outcome = self.run_program("gate", "parameters.json", "--tasks", 1000000)
        self.assert_refused(outcome, program.BAD_FILE, "parameters.json")
        self.assertEqual(self.files(), ["parameters.json"])

    def test_help_and_version_are_results(self):
        for arguments in (["--help"], ["--version"], *[[c, "--help"] for c in (
                "gate", "check", "trace", "search", "replay", "necessity", "train", "list", "schema")]):
            outcome = self.run_program(*arguments)
            self.assertEqual((outcome.code, outcome.err), (program.PASS, ""))
            self.assertNotEqual(outcome.out, "")
        self.assertRegex(self.run_program("--version").out, r"\Amargincert \d+\.\d+\.\d+\n\Z")


class Streams(ProgramTest):
    def test_quiet_leaves_exactly_the_last_line(self):
        for arguments, code in ((["check", "--family", "cone", "--tasks", 2], program.PASS),
                                ([*ABLATION, "--tasks", 2], program.VIOLATED),
                                (["gate", "--family", "cone", "--tasks", 2, "--require-applicable", 3],
                                 program.INCONCLUSIVE)):
            outcome = self.run_program(*arguments, "--quiet")
            table = self.run_program(*arguments)
            self.assertEqual(outcome, (code, table.out.splitlines()[-1] + "\n", ""))
            self.assertRegex(outcome.out, rf"\A{program.LAST_LINE.pattern}\n\Z")

    def test_json_puts_one_document_on_stdout_and_the_last_line_on_stderr(self):
        for quiet in ([], ["--quiet"]):
            outcome = self.run_program("check", "--family", "cone", "--tasks", 2, "--json", *quiet)
            self.assertEqual(outcome.code, program.PASS)
            self.report_of(outcome)

    def test_output_holds_no_control_characters(self):
        outcome = self.run_program("check", "--family", "cone", "--tasks", 2)
        self.assertRegex(outcome.out, r"\A[^\x00-\x09\x0b-\x1f\x7f]+\Z")

    def progress_of(self, *more):
        with program.Terminal() as terminal:
            running = subprocess.Popen([program.path(), "check", "--family", "cone", "--tasks", "1000000",
                                        "--time-budget", "2", *more], cwd=self.folder, stderr=terminal.slave,
                                       stdout=subprocess.PIPE, text=True)
            drawn = terminal.read_until("nothing writes this")
            out, _ = running.communicate(timeout=300)
        self.assertEqual(running.returncode, program.INCONCLUSIVE)
        return drawn, out

    def test_a_terminal_shows_progress_and_stdout_never_does(self):
        drawn, out = self.progress_of()
        self.assertRegex(drawn, r"\d+ / 1000000 tasks, \d+ s left  reference on cone")
        self.assertNotIn("s left", out)

    def test_quiet_shows_no_progress(self):
        drawn, out = self.progress_of("--quiet")
        self.assertEqual(drawn, "")
        self.assertRegex(out, rf"\A{program.LAST_LINE.pattern}\n\Z")


if __name__ == "__main__":
    program.main()
