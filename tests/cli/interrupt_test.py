"""A signal ends a run early: status 130, and what was found so far is reported, marked as partial."""
import signal
import subprocess
import time

import program
from program import ABLATION, ABLATION_STEM, ProgramTest, strict_json

ENDLESS = ["--tasks", "1000000000"]


class Interrupt(ProgramTest):
    def interrupt(self, arguments, number=signal.SIGINT):
        """Sends the signal once progress shows that tasks are being judged."""
        with program.Terminal() as terminal:
            running = subprocess.Popen([program.path(), *arguments], cwd=self.folder, env=program.environment(),
                                       stderr=terminal.slave, stdout=subprocess.PIPE, text=True, encoding="utf-8")
            self.addCleanup(running.stdout.close)
            self.addCleanup(running.kill)
            self.assertIn(" tasks, ", terminal.read_until(" tasks, "))
            running.send_signal(number)
            out, _ = running.communicate(timeout=300)
        return running.returncode, out

    def assert_partial(self, report):
        self.assert_valid(report, "report")
        self.assertIs(report["interrupted"], True)
        self.assertIn("interrupted", report["conclusion"]["reasons"])
        self.assertIn(False, [run["complete"] for run in report["runs"]])
        for run in report["runs"]:
            self.assertEqual(run["complete"], run["tasks_done"] == run["tasks"])
        self.assertGreater(report["runs"][0]["tasks_done"], 0)

    def test_both_signals_end_a_check_with_130_and_a_partial_report(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number):
                code, out = self.interrupt(["check", "--family", "cone", *ENDLESS, "--output", "out"], number)
                self.assertEqual(code, program.INTERRUPTED)
                self.assertRegex(out.splitlines()[-1], r"\AINCONCLUSIVE holds=\d+ ")
                # The task in progress may have left verdicts open, which then stand before it.
                self.assertRegex(out, r"\nWhy this is not a pass\n(  \d+ undecided verdicts?\n)?  interrupted\n")
                self.assert_partial(self.read("out/report.json"))
                self.assertEqual(self.files(), program.reports_in("out"))

    def test_every_format_of_a_partial_report_is_valid(self):
        code, out = self.interrupt([*ABLATION, *ENDLESS, "--output", "out", "--html-output", "more/page.html"])
        self.assertEqual(code, program.INTERRUPTED)
        self.assert_partial(self.assert_valid_reports("out"))
        self.assertEqual((self.folder / "more/page.html").read_bytes(), (self.folder / "out/report.html").read_bytes())
        for name in program.REPORTS:
            self.assertIn("interrupted", (self.folder / "out" / name).read_text(encoding="utf-8"))
        self.assertEqual(self.run_program("report", "out/report.json", "--quiet").code, program.INTERRUPTED)

    def test_at_whatever_time_a_gate_is_interrupted_it_reports_what_it_has(self):
        """While cases are replayed, tasks judged, the transformer compared, or the self-test run."""
        ends = []
        for wait in (0.03, 0.1, 0.2, 0.4, 0.8, 1.6):
            folder = f"after{wait}"
            running = subprocess.Popen([program.path(), "gate", "--tasks", "2", "--output", folder], cwd=self.folder,
                                       env=program.environment(), stdout=subprocess.DEVNULL)
            self.addCleanup(running.kill)
            time.sleep(wait)
            running.send_signal(signal.SIGINT)
            ends.append(running.wait(timeout=300))
            if ends[-1] != program.INTERRUPTED:  # before the program listened, or after it had ended
                self.assertIn(ends[-1], (-signal.SIGINT, program.INCONCLUSIVE))
                continue
            report = self.assert_valid_reports(folder)
            self.assertIs(report["interrupted"], True)
            self.assertEqual({case["accepted"] for case in report["cases"]} - {True}, set())
            self.assertEqual({twin["caught"] for twin in report["self_test"]} - {True}, set())
        self.assertIn(program.INTERRUPTED, ends)

    def test_with_json_stdout_is_still_one_valid_document(self):
        code, out = self.interrupt(["check", "--family", "cone", *ENDLESS, "--json"])
        self.assertEqual(code, program.INTERRUPTED)
        self.assert_partial(strict_json(out))

    def test_an_interrupted_gate_skips_the_self_test_and_the_runs_not_begun(self):
        code, _ = self.interrupt(["gate", *ENDLESS])
        self.assertEqual(code, program.INTERRUPTED)
        report = self.read("reports/out/report.json")
        self.assert_partial(report)
        self.assertEqual(report["self_test"], [])
        self.assertEqual({run["tasks_done"] for run in report["runs"][1:]}, {0})

    def test_violations_found_before_the_signal_are_reported_and_written(self):
        code, out = self.interrupt([*ABLATION, *ENDLESS, "--output", "out"])
        self.assertEqual(code, program.INTERRUPTED)
        self.assertRegex(out.splitlines()[-1], r"\AFAIL .*violated=[1-9]")
        report = self.read("out/report.json")
        self.assert_partial(report)
        self.assertEqual(report["conclusion"]["status"], "FAIL")
        stem = f"out/violations/{ABLATION_STEM}"
        files = [f"{stem}.simplest.case.json", f"{stem}.worst.case.json"]
        self.assertEqual(self.files(), [*program.reports_in("out"), *files])
        self.replay(*files)


if __name__ == "__main__":
    program.main()
