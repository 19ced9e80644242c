"""One run writes any set of formats: to stdout, into a folder, to files of any name; refused as a whole before the work."""
import os
import stat

import program
from program import ABLATION, ProgramTest, strict_json

CONE = ["check", "--family", "cone", "--tasks", 2]
BLANKED = {"SOURCE_DATE_EPOCH": "0"}
DEFAULT_FILES = {"json": "report.json", "junit": "junit.xml", "sarif": "report.sarif", "markdown": "report.md",
                 "html": "report.html"}


class Formats(ProgramTest):
    def text(self, name):
        return (self.folder / name).read_text(encoding="utf-8")

    def test_an_output_folder_gets_every_format_and_each_is_valid(self):
        for command, code in ((CONE, program.PASS), ([*ABLATION, "--tasks", 4], program.VIOLATED)):
            with self.subTest(command=command):
                self.assertEqual(self.run_program(*command, "--output", "out").code, code)
                self.assert_valid_reports("out")

    def test_what_goes_to_stdout_is_what_goes_to_the_file_and_the_line_goes_to_stderr(self):
        self.run_program(*CONE, "--output", "out", env=BLANKED)
        for format_name, file in DEFAULT_FILES.items():
            with self.subTest(format=format_name):
                printed = self.run_program(*CONE, "--format", format_name, env=BLANKED)
                self.assertEqual(printed.code, program.PASS)
                self.assertEqual(printed.out, self.text(f"out/{file}"))
                self.assertRegex(printed.err, rf"\A{program.LAST_LINE.pattern}\n\Z")

    def test_text_is_what_there_is_without_a_format(self):
        self.assert_ends(self.run_program(*CONE, "--format", "text"), program.PASS, "PASS")
        self.assertEqual(self.run_program(*CONE, "--format", "text").out, self.run_program(*CONE).out)

    def test_every_format_can_go_to_a_file_of_its_own_in_folders_to_be_made(self):
        self.run_program(*CONE, "--output", "out", env=BLANKED)
        options = [word for name in DEFAULT_FILES for word in (f"--{name}-output", f"deep/{name}/of.{name}")]
        outcome = self.run_program(*CONE, *options, env=BLANKED)
        self.assert_ends(outcome, program.PASS, "PASS")
        for name, file in DEFAULT_FILES.items():
            self.assertEqual(self.text(f"deep/{name}/of.{name}"), self.text(f"out/{file}"))

    def test_files_that_are_named_are_all_that_a_gate_writes(self):
        small = ["gate", "--family", "cone", "--tasks", 1, "--require-applicable", 1]
        self.assertEqual(self.run_program(*small, "--sarif-output", "s.sarif").code, program.PASS)
        self.assertEqual(self.files(), ["s.sarif"])
        self.assertEqual(self.run_program(*small, "--sarif-output", "s.sarif", "--output", "o").code, program.PASS)
        self.assertEqual(self.files(), [*program.reports_in("o"), "s.sarif"])

    def test_a_file_of_two_outputs_is_refused_before_any_work(self):
        for options in (["--json-output", "a.json", "--sarif-output", "a.json"],
                        ["--json-output", "a.json", "--sarif-output", "./b/../a.json"],
                        ["--json-output", "out/report.json", "--output", "out"],
                        ["--html-output", f"{self.folder}/out/report.html", "--output", "out"]):
            with self.subTest(options=options):
                self.assert_refused(self.run_program(*CONE, *options), program.USAGE, "of two outputs")
                self.assertEqual(list(self.folder.iterdir()), [])

    def test_an_input_cannot_be_an_output_under_whatever_name(self):
        self.write("model.json", program.PARAMETERS)
        self.write("task.json", program.TASK)
        os.symlink("model.json", self.folder / "link.json")
        for command, file in ((["check", "--params", "model.json", "--task", "task.json"], "./model.json"),
                              (["check", "--params", "model.json", "--task", "task.json"], "task.json"),
                              (["check", "--params", "model.json", "--task", "task.json"], "link.json"),
                              (["gate", "model.json"], "model.json")):
            with self.subTest(command=command, file=file):
                outcome = self.run_program(*command, "--html-output", file)
                self.assert_refused(outcome, program.USAGE, file, "is read, and cannot be an output too")
        self.assertEqual(self.read("model.json"), program.PARAMETERS)

    def test_a_format_that_there_is_not_and_json_beside_a_format_are_refused(self):
        self.assert_refused(self.run_program(*CONE, "--format", "pdf"), program.USAGE, "--format", "pdf", "sarif")
        self.assert_refused(self.run_program(*CONE, "--format", "html", "--json"), program.USAGE, "--format", "--json")
        self.assert_refused(self.run_program(*CONE, "--json-output", ""), program.USAGE, "--json-output", "is empty")
        self.assert_refused(self.run_program(*CONE, "--json-output", "a", "--json-output", "b"), program.USAGE)

    def test_a_place_that_cannot_be_written_is_refused_before_any_work(self):
        self.write("file", "as it was")
        (self.folder / "folder").mkdir()
        endless = ["check", "--family", "cone", "--tasks", 10 ** 12, "--time-budget", 5]
        for path, reason in (("file/x.html", "creating its directory"), ("folder", "is a directory"),
                             ("/dev/null", "is not a regular file"), ("/proc/x.html", "/proc/x.html"),
                             ("new/", "names no file")):
            with self.subTest(path=path):
                outcome = self.run_program(*endless, "--html-output", path, "--json-output", "also/report.json")
                self.assert_refused(outcome, program.BAD_FILE, path, reason)
                self.assertEqual(self.files(), ["file"])
        for file, below in (("html", "json"), ("json", "html")):
            outcome = self.run_program(*endless, f"--{file}-output", file, f"--{below}-output", f"{file}/b")
            self.assert_refused(outcome, program.BAD_FILE, f"{file}: whole file: is a directory")
        self.write("taken/violations", "no folder")
        self.assert_refused(self.run_program(*endless, "--output", "taken"), program.BAD_FILE, "taken/violations")

    def test_a_stdout_that_cannot_be_written_is_no_success(self):
        for format_name in (*DEFAULT_FILES, "text"):
            with self.subTest(format=format_name), open("/dev/full", "w", encoding="utf-8") as full:
                done = program.subprocess.run([program.path(), *map(str, CONE), "--format", format_name],
                                              cwd=self.folder, stdout=full, stderr=program.subprocess.PIPE, text=True,
                                              check=False, timeout=300)
                self.assertEqual(done.returncode, program.INTERNAL)
                self.assertIn("standard output: cannot be written", done.stderr)

    def test_files_are_as_the_umask_says(self):
        self.run_program(*CONE, "--html-output", "a.html")
        mode = stat.S_IMODE((self.folder / "a.html").stat().st_mode)
        umask = os.umask(0)
        os.umask(umask)
        self.assertEqual(mode, 0o666 & ~umask)


if __name__ == "__main__":
    program.main()
