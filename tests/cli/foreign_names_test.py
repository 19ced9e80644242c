"""Names of files that are not UTF-8, which Linux allows: no status and no report is lost, in any format."""
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree

import program
import weights
from program import ABLATION, PARAMETERS, TASK, ProgramTest, strict_json

LATIN = os.fsdecode(b"mod\xe9les")
SHOWN = r"mod\xe9les"
FORMATS = ("json", "junit", "sarif", "markdown", "html", "github")


class ForeignNames(ProgramTest):
    def setUp(self):
        super().setUp()
        (self.folder / LATIN).mkdir()
        shutil.copy(program.SOURCE_ROOT / "models/soft.recursion.json", self.folder / LATIN)
        shutil.copy(weights.PERMUTED, self.folder / LATIN / "w.safetensors")
        self.soft = f"{LATIN}/soft.recursion.json"
        self.ablation = [word if word != "soft" else self.soft for word in ABLATION] + ["--tasks", 10, "--jobs", 1]

    def run_bytes(self, *arguments):
        """The status, and what is on stdout as UTF-8 and nothing else."""
        done = subprocess.run([program.path(), *map(str, arguments)], cwd=self.folder, env=program.environment(),
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
        return done.returncode, done.stdout.decode("utf-8"), done.stderr

    def assert_document(self, arguments, code, schema, says=True):
        status, out, err = self.run_bytes(*arguments)
        self.assertEqual(status, code, err)
        document = strict_json(out)
        self.assert_valid(document, schema)
        self.assertEqual(SHOWN.replace("\\", "\\\\") in out, says, out)

    def test_every_format_of_a_report_is_written_and_says_the_name(self):
        code, _, _ = self.run_bytes(*self.ablation, "--quiet", "--output", f"{LATIN}/out")
        self.assertEqual(code, program.VIOLATED)
        report = self.assert_valid_reports(f"{LATIN}/out")
        self.assertEqual([run["model"] for run in report["runs"]], [f"{SHOWN}/soft.recursion.json"])
        for form in FORMATS:
            with self.subTest(format=form):
                code, out, _ = self.run_bytes(*self.ablation, "--format", form)
                self.assertEqual(code, program.VIOLATED)
                self.assertRegex(out, r"mod(\\\\?x|&#92;x|%E)[e9]")
        svg = re.search(r"<svg.*?</svg>", (self.folder / LATIN / "out/report.html").read_text(encoding="utf-8"), re.S)
        xml.etree.ElementTree.fromstring(svg.group().replace("xmlns=", "ns="))

    def test_a_report_that_is_read_again_finds_the_same(self):
        self.run_bytes(*self.ablation, "--quiet", "--json-output", "report.json", "--sarif-output", "first.sarif")
        code, _, _ = self.run_bytes("report", "report.json", "--quiet", "--sarif-output", "again.sarif")
        self.assertEqual(code, program.VIOLATED)
        fingerprints = [[result["partialFingerprints"] for run in self.read(name)["runs"] for result in run["results"]]
                        for name in ("first.sarif", "again.sarif")]
        self.assertTrue(fingerprints[0])
        self.assertEqual(*fingerprints)
        self.run_bytes(*self.ablation, "--write-baseline", "known.json", "--baseline-reason", "it leaks", "--quiet")
        self.assertEqual(self.run_bytes(*self.ablation, "--baseline", "known.json", "--quiet")[0], program.PASS)

    def test_documents_of_the_other_commands_hold_the_name(self):
        recursion, task, w = (f"{LATIN}/{name}" for name in ("p.json", "t.json", "w.safetensors"))
        self.write(recursion, PARAMETERS)
        self.write(task, TASK)
        self.assert_document(["check", "--params", recursion, "--task", task, "--json"], program.PASS, "report")
        self.assert_document(["check", "--params", recursion, "--task", task, "--radius", "0.001", "--statement",
                           "norm-growth", "--json", "--output", f"{LATIN}/boxes"], program.INCONCLUSIVE, "boxes")
        self.assert_document(["trace", "--params", recursion, "--task", task, "--json"], program.PASS, "trace", says=False)
        self.assert_document(["replay", f"{LATIN}/none.case.json", "--json"], program.BAD_FILE, "replay")
        self.assert_document(["search", "--statement", "geometric-margin-growth", "--regime", "full", "--drop",
                           "class-purity", "--budget", 500, "--seed", 1, "--params", self.soft, "--json", "--output",
                           f"{LATIN}/found"], program.VIOLATED, "search")
        self.assert_document(["extract", w, "--tasks", 1, "--json"], program.PASS, "extraction")
        self.assert_document(["crosscheck", w, "--tasks", 1, "--json"], program.PASS, "crosscheck")
        self.assert_document(["train", "--steps", 1, "--test-tasks", 1, "--batch", 1, "--output", f"{LATIN}/m.safetensors",
                           "--json"], program.PASS, "training")

    def test_a_gate_and_its_cases_in_such_a_folder_are_reported(self):
        shutil.copytree(program.SOURCE_ROOT / "cases", self.folder / LATIN / "cases")
        self.write(f"{LATIN}/gate.toml", """format = "margincert-gate/1"
model = "soft.recursion.json"
cases = "cases"
statements = ["norm-growth"]
[[family]]
name = "cone"
tasks = 2
[required]
applicable = 1
""")
        code, _, err = self.run_bytes("gate", "--config", f"{LATIN}/gate.toml", "--quiet", "--output", "out")
        self.assertIn(code, (program.PASS, program.VIOLATED, program.INCONCLUSIVE), err)
        self.assert_valid_reports("out")


if __name__ == "__main__":
    program.main()
