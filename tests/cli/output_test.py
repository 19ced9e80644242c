"""What --output writes, and that a folder which cannot be written leaves nothing half-written."""
import subprocess

import program
from program import ABLATION, ABLATION_STEM, ProgramTest, strict_json

CONE = ["check", "--family", "cone", "--tasks", "2"]
BLANKED = {"SOURCE_DATE_EPOCH": "0"}


class Output(ProgramTest):
    def test_the_report_file_is_what_json_prints(self):
        printed = self.run_program(*CONE, "--json", "--output", "deep/out", env=BLANKED)
        self.assertEqual(printed.code, program.PASS)
        self.assertEqual(self.files(), program.reports_in("deep/out"))
        self.assertEqual((self.folder / "deep/out/report.json").read_text(encoding="utf-8"), printed.out)

    def test_check_writes_nothing_unless_it_is_told_where(self):
        self.assertEqual(self.run_program(*CONE).code, program.PASS)
        self.assertEqual(self.files(), [])

    def test_a_report_is_replaced_as_a_whole(self):
        self.write("out/report.json", "x" * 1000000)
        self.assertEqual(self.run_program(*CONE, "--output", "out").code, program.PASS)
        self.assert_valid(strict_json((self.folder / "out/report.json").read_text(encoding="utf-8")), "report")
        self.assertEqual(self.files(), program.reports_in("out"))

    def test_a_folder_that_cannot_be_written_is_refused(self):
        self.write("file", "as it was")
        (self.folder / "taken/report.json").mkdir(parents=True)
        for folder, reason in (("file", "output folder"), ("file/below", "output folder"),
                               ("/dev/null/out", "output folder"), ("taken", "is a directory")):
            for command in (CONE, ["gate", "--family", "cone", "--tasks", "1"]):
                with self.subTest(folder=folder, command=command):
                    outcome = self.run_program(*command, "--output", folder)
                    self.assert_refused(outcome, program.BAD_FILE, folder, reason, "; ")
                    self.assertEqual(self.files(), ["file"])
                    self.assertEqual((self.folder / "file").read_text(encoding="utf-8"), "as it was")

    def test_a_full_disk_leaves_the_old_report_and_no_temporary_file(self):
        small = self.folder / "small"
        small.mkdir()
        self.write("small/report.json", "as it was")
        command = 'ulimit -f 8; exec "$0" check --family cone --tasks 2 --output small'
        done = subprocess.run(["sh", "-c", command, program.path()], cwd=self.folder, capture_output=True,
                                      text=True, timeout=300, check=False)
        self.assert_refused(program.Outcome(done.returncode, done.stdout, done.stderr), program.BAD_FILE,
                            "small/report.json", "cannot be written: writing (File too large)")
        self.assertEqual(self.files(), ["small/report.json"])
        self.assertEqual((small / "report.json").read_text(encoding="utf-8"), "as it was")

    def test_earlier_violations_stay_when_the_new_report_cannot_be_written(self):
        self.run_program(*ABLATION, "--tasks", 4, "--output", "out")
        before = {name: (self.folder / name).read_bytes() for name in self.files() if "violations" in name}
        command = 'ulimit -f 8; exec "$0" check --family cone --tasks 2 --output out'
        done = subprocess.run(["sh", "-c", command, program.path()], cwd=self.folder, capture_output=True, text=True,
                              timeout=300, check=False)
        self.assertEqual(done.returncode, program.BAD_FILE, done)
        self.assertEqual({name: (self.folder / name).read_bytes() for name in before}, before)
        self.assertEqual(self.run_program(*CONE, "--output", "out").code, program.PASS)
        self.assertEqual([name for name in self.files() if "violations" in name], [])

    def test_a_link_in_the_place_of_violations_is_not_followed(self):
        self.write("elsewhere/mine.case.json", "precious")
        self.write("elsewhere/mine.box.case.json", "precious")
        (self.folder / "out").mkdir()
        (self.folder / "out/violations").symlink_to("../elsewhere")
        for command in (CONE, [*CONE, "--radius", "0.001", "--statement", "norm-growth"],
                        ["gate", "--family", "cone", "--tasks", 1]):
            outcome = self.run_program(*command, "--output", "out")
            self.assert_refused(outcome, program.BAD_FILE, "out/violations: output folder: is a link", "remove it")
        self.assertEqual(self.files(), ["elsewhere/mine.box.case.json", "elsewhere/mine.case.json"])

    def test_a_violation_is_written_with_its_parameters(self):
        outcome = self.run_program(*ABLATION, "--tasks", 10, "--output", "out")
        self.assert_ends(outcome, program.VIOLATED, "FAIL")
        report = strict_json((self.folder / "out/report.json").read_text(encoding="utf-8"))
        stem = f"out/violations/{ABLATION_STEM}"
        files = [f"{stem}.simplest.case.json", f"{stem}.worst.case.json"]
        self.assertEqual(self.files(), [*program.reports_in("out"), *files])
        for name in files:
            case = self.read(name)
            self.assert_valid(case, "case")
            self.assert_valid(case["parameters"], "recursion")
            self.assert_valid(case["task"], "task")
            self.assertEqual(case["digest"], program.digest(case))
        self.replay(*files)

    def test_violations_of_an_earlier_run_are_removed_unless_they_are_its_input(self):
        self.run_program(*ABLATION, "--tasks", 4, "--output", "out")
        earlier = [name for name in self.files() if name.endswith(".case.json")]
        self.assertEqual(len(earlier), 2)
        self.write("out/violations/notes.txt", "as it was")
        again = ["check", "--params", earlier[1], "--task", earlier[1], "--regime", "full", "--drop", "H1",
                 "--statement", "geometric-margin-growth", "--output", "out"]
        self.assertEqual(self.run_program(*again).code, program.VIOLATED)
        self.assertIn(earlier[1], self.files())
        self.assertNotIn(earlier[0], self.files())
        self.assertEqual(self.run_program(*CONE, "--output", "out").code, program.PASS)
        self.assertEqual(self.files(), [*program.reports_in("out"), "out/violations/notes.txt"])


if __name__ == "__main__":
    program.main()
