"""Reports call a file by its path from the checkout's root, wherever the program ran and whatever named the file."""
import json
import os
import shlex
import subprocess

import program
from program import ProgramTest

SOFT = (program.SOURCE_ROOT / "models/soft.recursion.json").read_text(encoding="utf-8")
STATEMENT = "geometric-margin-growth"

# The soft model breaks the bound of growth once class purity is not required.
CONFIG = f"""format = "margincert-gate/1"
model = "model.recursion.json"
statements = ["{STATEMENT}"]
regime = "full"
drop = ["class-purity"]
[[family]]
name = "prototype"
set = {{ sigma = 0.02, n = 6 }}
tasks = 4
[required]
applicable = 1
"""
TITLE = "prototype geometry=simplex sigma=0.02"


class Checkout(ProgramTest):
    def setUp(self):
        super().setUp()
        self.root = self.folder / "checkout"
        for place in (".", "ml", "other"):
            self.write(f"checkout/{place}/model.recursion.json", SOFT)
            self.write(f"checkout/{place}/gate.toml", CONFIG)
        (self.root / ".git").mkdir()

    def run_in(self, folder, *arguments, env=None):
        """In a folder of the checkout, with no variables of a CI service but those given."""
        clean = {name: value for name, value in program.environment().items()
                 if name not in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")}
        done = subprocess.run([program.path(), *map(str, arguments)], cwd=self.root / folder, env=clean | (env or {}),
                              capture_output=True, text=True, encoding="utf-8", timeout=300)
        self.assert_no_defect(done.stderr)
        return program.Outcome(done.returncode, done.stdout, done.stderr)

    def gate(self, folder, *arguments, env=None):
        """Gates, and reads what comes out: a certified violation."""
        out = self.folder / "out"
        outcome = self.run_in(folder, "gate", *arguments, "--output", out, env=env)
        self.assertEqual(outcome.code, program.VIOLATED, outcome)
        self.report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        self.assert_valid(self.report, "report")
        [result] = json.loads((out / "report.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
        self.fingerprint = result["partialFingerprints"]["margincert/v1"]
        annotations = self.run_in(folder, "report", out / "report.json", "--format", "github").out
        [location] = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        self.assertTrue(annotations.startswith(f"::error file={uri.removeprefix('file://')},"), annotations)
        return uri

    def test_a_configuration_in_a_subfolder_names_files_of_the_checkout(self):
        fingerprints = set()
        for folder in ("ml", "other"):
            name = f"{folder}/model.recursion.json"
            self.assertEqual(self.gate(".", "--config", f"{folder}/gate.toml"), name)
            self.assertEqual(self.fingerprint, program.fingerprint("violation", STATEMENT, name, TITLE))
            self.assertEqual(self.report["request"]["config"], f"{folder}/gate.toml")
            fingerprints.add(self.fingerprint)
        self.assertEqual(len(fingerprints), 2)

    def test_one_file_has_one_name_wherever_the_program_runs(self):
        asked = ["--statement", STATEMENT, "--regime", "full", "--drop", "class-purity", "--family", "prototype", "--set",
                 "sigma=0.02", "n=6", "--tasks", 4, "--require-applicable", 1]
        name = "ml/model.recursion.json"
        for folder, *arguments in ((".", "--config", "ml/gate.toml"), ("ml", "--config", "gate.toml"),
                                   ("ml", "model.recursion.json", *asked), ("other", "../ml/model.recursion.json", *asked),
                                   (".", self.root / "ml/model.recursion.json", *asked)):
            self.assertEqual(self.gate(folder, *arguments), name, (folder, arguments))
            self.assertEqual(self.report["request"]["folder"], "" if folder == "." else folder)

    def test_the_root_is_the_nearest_folder_that_a_checkout_begins_in(self):
        (self.root / ".git").rmdir()
        for variable in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
            self.assertEqual(self.gate("ml", "--config", "gate.toml", env={variable: str(self.root)}),
                             "ml/model.recursion.json")
        # Of another checkout, or of none: it is the working folder.
        for value in (str(self.folder / "elsewhere"), ""):
            self.assertEqual(self.gate("ml", "--config", "gate.toml", env={"GITHUB_WORKSPACE": value}), "model.recursion.json")
        self.write("checkout/ml/.git", "gitdir: elsewhere\n")  # as in a worktree, or a submodule
        self.assertEqual(self.gate("ml", "--config", "gate.toml", env={"CI_PROJECT_DIR": str(self.root)}),
                         "model.recursion.json")

    def test_a_file_outside_keeps_the_name_that_leads_to_it(self):
        self.write("outside.recursion.json", SOFT)
        for written in ("../../outside.recursion.json", self.folder / "outside.recursion.json"):
            uri = self.gate("ml", written, "--config", "gate.toml")
            expected = "../outside.recursion.json" if isinstance(written, str) else f"file://{written}"
            self.assertEqual(uri, expected)

    def test_what_a_baseline_knows_of_models_at_the_root_stays_known(self):
        for written in ("model.recursion.json", "./model.recursion.json"):
            self.write("checkout/gate.toml", CONFIG.replace("model.recursion.json", written))
            entry = {"fingerprint": program.fingerprint("violation", STATEMENT, written, TITLE), "rule": STATEMENT,
                     "model": written, "source": TITLE, "reason": "known", "first_seen": "2026-01-01",
                     "expires": "9999-12-31", "violated": 4, "applicable": 4, "measured": None}
            self.write("checkout/known.json", {"format": "margincert-baseline/1", "dropped": ["class-purity"],
                                               "regime": "full", "entries": [entry]})
            outcome = self.run_in(".", "gate", "--config", "gate.toml", "--baseline", "known.json", "--quiet")
            self.assertEqual(outcome.code, program.PASS, outcome)
            self.assertIn(" existing=1 ", outcome.out)

    def test_check_and_gate_know_a_finding_by_one_fingerprint(self):
        self.gate("ml", "--config", "gate.toml")
        case = os.listdir(self.folder / "out/violations")[0]
        self.assertIn(self.fingerprint, case)
        self.run_in("ml", "check", "--params", "model.recursion.json", "--statement", STATEMENT, "--regime", "full", "--drop",
                    "class-purity", "--family", "prototype", "--set", "sigma=0.02", "n=6", "--tasks", 4, "--output", "here")
        self.assertEqual(sorted(os.listdir(self.folder / "out/violations")), sorted(os.listdir(self.root / "ml/here/violations")))

    def test_commands_are_for_the_folder_that_it_ran_in(self):
        self.gate("other", "--config", "../ml/gate.toml")
        page = (self.folder / "out/report.html").read_text(encoding="utf-8")
        command = "margincert check --params ../ml/model.recursion.json "
        plain = page.replace("<wbr>", "")
        self.assertIn(command, plain)
        words = shlex.split(plain[plain.index(command):].split("<")[0])
        self.assertEqual(self.run_in("other", *words[1:]).code, program.VIOLATED)

    def test_cases_are_named_from_the_root_and_replayed_from_the_folder(self):
        shown = program.SOURCE_ROOT / "cases/growth-needs-class-purity.case.json"
        case = json.loads(shown.read_text(encoding="utf-8"))
        refused = program.sealed(case | {"verdict": "holds"})
        for folder, name, word in (("ml/cases", "ml/cases/x.case.json", "cases/x.case.json"),
                                   (".", "./x.case.json", "../x.case.json")):
            self.write(f"checkout/{folder}/x.case.json", refused)
            written = os.path.relpath(folder, "ml")
            self.write("checkout/ml/gate.toml", CONFIG + "")
            self.run_in("ml", "gate", "--config", "gate.toml", "--cases", written, "--output", self.folder / "out")
            report = json.loads((self.folder / "out/report.json").read_text(encoding="utf-8"))
            self.assertIn(name, [test["name"] for test in report["cases"]])
            sarif = json.loads((self.folder / "out/report.sarif").read_text(encoding="utf-8"))
            [found] = [one for one in sarif["runs"][0]["results"] if one["ruleId"] == "cases"]
            uri = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            self.assertTrue((self.root / uri).is_file(), uri)
            self.assertIn(f"margincert replay {word}", found["message"]["text"])


if __name__ == "__main__":
    program.main()
