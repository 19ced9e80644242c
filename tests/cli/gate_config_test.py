"""gate --config: what it takes, what it refuses with its place, profiles, cases, and that nothing empty is green."""
import json
import re
import shutil

import program
from program import ProgramTest

REPORT = "reports/out/report.json"
FORMAT = 'format = "margincert-gate/1"\n'

# A model that breaks the growth bound once class purity is not required: what a search finds at once.
BREAKABLE = FORMAT + """model = "soft"
statements = ["geometric-margin-growth"]
regime = "full"
drop = ["class-purity"]
cases = "cases"
[[family]]
name = "cone"
tasks = 1
[nightly]
tasks = 1
search = 2000
"""
# One that applies to all of these tasks.
SOUND = FORMAT + """model = "textbook"
statements = ["norm-ceiling"]
[[family]]
name = "cone"
set = { n = 6 }
tasks = 10
[required]
applicable = 10
"""


class Configured(ProgramTest):
    def gate(self, *arguments, config="gate.toml"):
        return self.run_program("gate", *arguments, "--config", config)

    def configure(self, text):
        return self.write("gate.toml", text)

    def report(self):
        report = self.read(REPORT)
        self.assert_valid(report, "report")
        return report


class Refusals(Configured):
    def test_what_is_wrong_is_named_with_its_place_and_the_nearest_name(self):
        table = [
            ("", "line 1, column 1: the key 'format' is missing"),
            ('format = "margincert-gate/2"', "line 1, column 10: 'margincert-gate/2' is not the format expected here"),
            (FORMAT + "modell = 1", "line 2, column 1: unknown key 'modell'; did you mean 'model'?"),
            (FORMAT + "model = 1", "line 2, column 9: 'model' is an integer; give a string"),
            (FORMAT + 'model = ""', "line 2, column 9: 'model' is empty"),
            (FORMAT + "seed = 1.5", "line 2, column 8: 'seed' is a decimal number; give a whole number"),
            (FORMAT + "seed = -1", "line 2, column 8: 'seed' is -1; give a whole number from 0"),
            (FORMAT + "seed = 18446744073709551615", "end at 9223372036854775807: put a larger seed in quotes"),
            (FORMAT + 'seed = "18446744073709551616"', "line 2, column 8: 'seed' is \"18446744073709551616\"; give the "
             "digits of a whole number from 0 to 18446744073709551615"),
            (FORMAT + 'seed = "-1"', "line 2, column 8: 'seed' is \"-1\"; give the digits"),
            (FORMAT + 'seed = "07"', "line 2, column 8: 'seed' is \"07\"; give the digits"),
            (FORMAT + "seed = 1\nseed = 2", "line 3, column "),
            (FORMAT + "[budget]\n[budget]", "line 3, column "),
            (FORMAT + 'profile = "nightli"', "line 2, column 11: 'profile' is 'nightli'; did you mean 'nightly'?"),
            (FORMAT + 'statements = "A"', "line 2, column 14: 'statements' is a string; give an array"),
            (FORMAT + 'statements = ["norm-cieling"]', "line 2, column 15: no statement 'norm-cieling'; did you mean"),
            (FORMAT + 'statements = ["A", "A"]', "line 2, column 20: 'A' is named twice"),
            (FORMAT + 'drop = ["H55"]', "line 2, column 9: no hypothesis 'H55'"),
            (FORMAT + 'regime = "fall"', "line 2, column 10: 'regime' is 'fall'; did you mean 'full'?"),
            (FORMAT + "family = 3", "line 2, column 10: 'family' is an integer; give an array"),
            (FORMAT + "[[family]]\ntasks = 3", "line 2, column 1: the key 'family[0].name' is missing"),
            (FORMAT + '[[family]]\nname = "cones"', "line 3, column 8: no family 'cones'; did you mean 'cone'"),
            (FORMAT + '[[family]]\nname = "cone"\nset = { sgima = 1 }', "line 4, column 17: "),
            (FORMAT + '[[family]]\nname = "cone"\nset = { n = 0 }', "line 4, column 13: "),
            (FORMAT + '[[family]]\nname = "cone"\ntasks = 0', "line 4, column 9: 'family[0].tasks' is 0; give a whole"),
            (FORMAT + '[[family]]\nname = "cone"\n[[family]]\nname = "cone"\ntasks = 3', "stands here twice"),
            (FORMAT + "[required]\napplicable = 0", "line 3, column 14: 'required.applicable' is 0"),
            (FORMAT + "[required.norm-cieling]\napplicable = 1", "no statement 'norm-cieling'; did you mean"),
            (FORMAT + "[required.A]\ncoverage = 1.5", "line 3, column 12: 'required.A.coverage' is above 1"),
            (FORMAT + "[required.A]", "line 2, column 1: 'required.A' requires nothing"),
            (FORMAT + 'statements = ["B"]\n[required.A]\ncoverage = 1', "'A' is required, and 'statements' leaves it out"),
            (FORMAT + "[thresholds]\nequivarience = 1", "line 3, column 16: no threshold 'equivarience'; did you mean"),
            (FORMAT + "[thresholds]\nresidual.centred-label = 1", "did you mean 'residual.centred-labels'?"),
            (FORMAT + "[thresholds]\nequivariance = -1", "give a number from 0"),
            (FORMAT + "[thresholds]\nequivariance = 1", "every model meets it; give a number below 1"),
            (FORMAT + "[thresholds]\nextraction = 1e300", "every model meets it; give a number below 2"),
            (FORMAT + "[thresholds]\nresidual.labels = 1e308", "give a number from 0 to 1000000"),
            (FORMAT + "[thresholds]\nresidual.labels = inf", "give a finite number"),
            (FORMAT + "[thresholds]\naccuracy = 1", "give a share between 0 and 1"),
            (FORMAT + "[thresholds]\nlabels = 1\nforced.labels = 1", "'labels' has a threshold twice"),
            (FORMAT + 'fail_on = ["better"]', "line 2, column 12: 'fail_on[0]' is 'better'"),
            (FORMAT + "[budget]\nsearch = 1", "line 3, column 1: unknown key 'budget.search'"),
            (FORMAT + "[budget]\ntime = 0", "line 3, column 8: 'budget.time' is 0"),
            (FORMAT + "[budget]\nprecision = 20", "line 3, column 13: 'budget.precision' is 20"),
            (FORMAT + "[nightly]\nfactor = 2", "line 3, column 1: unknown key 'nightly.factor'"),
        ]
        for text, problem in table:
            self.configure(text)
            self.assert_refused(self.gate(), program.BAD_FILE, "gate.toml: line ", problem)
        self.assertEqual(self.files(), ["gate.toml"])

    def test_what_contradicts_itself_is_refused(self):
        shutil.copy(program.SOURCE_ROOT / "models/reference.safetensors", self.folder)
        soft, weights = 'model = "soft"\n', 'model = "reference.safetensors"\n'
        table = [
            (soft + 'recursion = "soft"', "line 3, column 1: the model is no transformer"),
            (weights + 'transformer = "reference"', "line 3, column 1: the model is a transformer already"),
            ('transformer = "reference"', "line 2, column 1: there is no model that it could follow"),
            (soft + "[thresholds]\nequivariance = 0.5", "line 3, column 2: there is no transformer to hold"),
            (weights + "[thresholds]\nextraction = 1", "line 3, column 2: 'extraction' has no declared recursion"),
            ('fail_on = ["existing"]', "line 2, column 1: only a baseline tells"),
        ]
        for text, problem in table:
            self.configure(FORMAT + text)
            self.assert_refused(self.gate(), program.BAD_FILE, problem)
        self.configure(FORMAT + 'recursion = "reference"')
        self.assert_refused(self.gate("soft", "--recursion", "textbook"), program.USAGE, "--recursion: the model is no")

    def test_files_that_are_not_there_are_named(self):
        for key, path in (("model", "m.json"), ("model", "m.safetensors"), ("baseline", "b.json"), ("cases", "folder")):
            self.configure(FORMAT + f'{key} = "{path}"')
            self.assert_refused(self.gate(), program.BAD_FILE, path)
        self.assert_refused(self.gate(config="other.toml"), program.BAD_FILE, "other.toml", "does not exist")


class NothingIsGreen(Configured):
    def test_a_selection_that_selects_nothing_ends_with_3_and_says_where(self):
        for text, place in (("statements = []", "gate.toml, line 2, column 1: 'statements' selects nothing"),
                            ("family = []", "gate.toml, line 2, column 1: 'family' selects nothing")):
            self.configure(FORMAT + text)
            outcome = self.gate()
            self.assert_ends(outcome, program.NOTHING_CHECKED, "NOTHING-CHECKED")
            self.assertIn(place, outcome.out)
            self.assertEqual(self.report()["runs"], [])
            for form in ("html", "junit", "markdown", "sarif"):
                self.assertEqual(self.run_program("report", REPORT, "--format", form).code, program.NOTHING_CHECKED)

    def test_no_tasks_at_all_end_with_3(self):
        self.configure(SOUND)
        self.assert_ends(self.gate("--tasks", 0), program.NOTHING_CHECKED, "NOTHING-CHECKED")

    def test_tasks_to_which_nothing_applies_end_with_3(self):
        self.configure(SOUND.replace('"norm-ceiling"', '"geometric-margin-growth"').replace("textbook", "reference"))
        self.assert_ends(self.gate(), program.NOTHING_CHECKED, "NOTHING-CHECKED")

    def test_too_few_tasks_are_inconclusive(self):
        self.configure(SOUND)
        self.assert_ends(self.gate(), program.PASS, "PASS")
        for more, reason in (("[required.leakage-ceiling]\napplicable = 11", "applies to 10 tasks, 11 required"),
                             ('[[family]]\nname = "semi-supervised"\nset = { n = 6 }\ntasks = 10\n'
                              "[required.leakage-ceiling]\ncoverage = 0.9", "a share of 0.9 required")):
            self.configure(SOUND.replace("[required]\napplicable = 10\n", "").replace("norm-", "leakage-") + more)
            outcome = self.gate("--require-applicable", 1) if "coverage" in more else self.gate()
            self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
            self.assertIn(reason, outcome.out)


class Profiles(Configured):
    def run_of(self, *arguments):
        outcome = self.gate(*arguments)
        report = self.report()
        return outcome, report, [run["tasks"] for run in report["runs"]]

    def test_each_profile_has_its_seed_tasks_and_requirements(self):
        self.configure("seed = 9\n".join([FORMAT, SOUND.removeprefix(FORMAT)]))
        for arguments, seed, tasks, applicable in (
                ([], 9, [10], 10), (["--profile", "ci"], 9, [10], 10), (["--profile", "dev"], 9, [2], 2),
                (["--profile", "dev", "--seed", 4, "--tasks", 3], 4, [3], 2),
                (["--profile", "dev", "--require-applicable", 1], 9, [2], 1)):
            outcome, report, seen = self.run_of(*arguments)
            self.assert_ends(outcome, program.PASS, "PASS")
            request = report["request"]
            self.assertEqual((request["seed"], seen, request["required_applicable"]), (seed, tasks, applicable))
            profile = "dev" if "dev" in arguments else "ci"
            self.assertEqual((request["profile"], request["config"]), (profile, "gate.toml"))
            self.assertTrue(outcome.out.startswith(f"Profile {profile} of gate.toml, seed {seed}\n"), outcome.out)

    def test_a_seed_may_be_as_large_as_on_the_command_line(self):
        sound, largest = SOUND.removeprefix(FORMAT), 2 ** 64 - 1
        reports = []
        for seed, arguments in ((f'seed = "{largest}"\n', []), ("seed = 9\n", ["--seed", largest])):
            self.configure(seed.join([FORMAT, sound]))
            outcome = self.run_program("gate", "--config", "gate.toml", "--json", *arguments,
                                       env={"SOURCE_DATE_EPOCH": "0"})
            reports.append(self.report_of(outcome))
        self.assertEqual(reports[0]["request"]["seed"], largest)
        self.assertEqual(*reports)

    def test_a_nightly_seed_is_fresh_said_and_repeatable(self):
        self.configure("seed = 9\n".join([FORMAT, SOUND.removeprefix(FORMAT)]) + "[nightly]\nsearch = 300")
        outcome, report, tasks = self.run_of("--profile", "nightly")
        self.assert_ends(outcome, program.PASS, "PASS")
        self.assertEqual(tasks, [100])
        seed = report["request"]["seed"]
        self.assertIn(f"the seed {seed} is fresh: --seed {seed} repeats this run", report["remarks"])
        self.assertTrue(any("search with 300 evaluations each: 1 statements searched, nothing found" in remark
                            for remark in report["remarks"]), report["remarks"])
        again = self.run_of("--profile", "nightly", "--seed", seed)[1]
        self.assertEqual(again["runs"], report["runs"])
        self.assertNotEqual(self.run_of("--profile", "nightly")[1]["request"]["seed"], seed)

    def test_parts_of_a_nightly_run_need_one_seed(self):
        self.configure(SOUND)
        self.assert_refused(self.gate("--profile", "nightly", "--shard", "1/2"), program.USAGE, "needs --seed")

    def test_a_profile_without_a_configuration_scales_the_default_campaign(self):
        outcome = self.run_program("gate", "textbook", "--profile", "dev", "--statement", "norm-ceiling")
        self.assert_ends(outcome, program.PASS, "PASS")
        self.assertEqual({run["tasks"] for run in self.report()["runs"]}, {60})
        self.assertEqual(self.report()["request"]["required_applicable"], 20)


class Cases(Configured):
    def setUp(self):
        super().setUp()
        (self.folder / "cases").mkdir()

    def nightly(self):
        return self.gate("--profile", "nightly", "--seed", 3)

    def cases(self):
        return [name for name in self.files() if name.startswith("cases/")]

    def sources(self):
        return {run["source"]: run for run in self.report()["runs"]}

    def test_a_nightly_find_is_a_violation_becomes_a_case_and_makes_later_runs_red(self):
        self.configure(BREAKABLE)
        self.assert_ends(self.gate("--require-applicable", 1), program.NOTHING_CHECKED, "NOTHING-CHECKED")
        self.assert_ends(self.nightly(), program.VIOLATED, "FAIL")
        self.assertIn("search", self.sources())
        [case] = self.cases()
        self.assertRegex(case, r"\Acases/geometric-margin-growth\.[0-9a-f]{16}\.case\.json\Z")
        self.replay(case)
        self.assertIn(f"{case} is new: commit it, and every later run replays it", self.report()["remarks"])
        outcome = self.gate()
        self.assert_ends(outcome, program.VIOLATED, "FAIL")
        self.assertEqual(self.sources()["cases"]["results"][0]["violated"], 1)
        self.assertEqual({test["accepted"] for test in self.report()["cases"] if test["name"] == case}, {True})
        # The folder shows it already.
        self.nightly()
        self.assertEqual(self.cases(), [case])

    def test_a_case_of_other_parameters_is_a_regression_task(self):
        self.configure(BREAKABLE)
        self.nightly()
        outcome = self.gate("textbook", "--require-applicable", 1)
        self.assertEqual(self.sources()["cases"]["results"][0]["holds"], 1)
        # It is a task that was kept, and does not cover the statement.
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
        self.assertIn("geometric-margin-growth applies to 0 tasks", outcome.out)

    def test_a_folder_without_cases_is_said_to_be_one(self):
        self.configure(SOUND)
        outcome = self.gate("--cases", "cases", "--statement", "norm-growth", "--tasks", "3", "--require-applicable", "1")
        self.assertEqual(outcome.code, program.PASS, outcome)
        self.assertIn("cases holds no case: ", outcome.out)

    def test_a_case_of_another_question_is_replayed_and_no_violation(self):
        self.configure(BREAKABLE)
        self.nightly()
        self.configure(SOUND.replace("textbook", "soft") + "[dev]\napplicable = 1\n")
        outcome = self.gate("--cases", "cases", "--profile", "dev")
        self.assertEqual(outcome.code, program.PASS, outcome)
        self.assertEqual(len(self.report()["cases"]), 108)

    def test_a_case_that_is_not_derived_again_is_in_the_way(self):
        self.configure(BREAKABLE)
        self.nightly()
        [name] = self.cases()
        case = self.read(name)
        self.write(name, program.sealed(case | {"verdict": "holds"}))
        self.configure(SOUND + "[dev]\napplicable = 1\n")
        outcome = self.gate("--cases", "cases")
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
        self.assertIn(name, outcome.out)

    def test_a_case_of_other_dimensions_is_left_out_of_the_tasks(self):
        name = next(path for path in sorted((program.SOURCE_ROOT / "cases").glob("*.case.json"))
                    if json.loads(path.read_text())["parameters"]["feature_dim"] != 5)
        shutil.copy(name, self.folder / "cases")
        self.configure(SOUND)
        outcome = self.gate("--cases", "cases")
        self.assert_ends(outcome, program.PASS, "PASS")
        self.assertIn("textbook: cases left out: none of its tasks has the model's d and K", outcome.out)

    def test_an_unreadable_case_ends_it_before_any_work(self):
        self.write("cases/broken.case.json", "{")
        self.configure(SOUND)
        self.assert_refused(self.gate("--cases", "cases"), program.BAD_FILE, "cases/broken.case.json")
        self.assertFalse((self.folder / "reports").exists())


class CommandLine(Configured):
    def test_the_command_line_counts_before_the_file(self):
        self.configure(SOUND + "[budget]\nprecision = 256\n")
        self.gate("soft", "--statement", "norm-growth", "--family", "no-margin", "--set", "n=5", "--tasks", 2,
                  "--precision-budget", 113, "--regime", "full", "--require-applicable", 1)
        request = self.report()["request"]
        self.assertEqual([statement["id"] for statement in self.report()["statements"]], ["norm-growth"])
        self.assertEqual(request["ladder"], [53, 113])
        self.assertEqual(request["required_applicable"], 1)
        [run] = self.report()["runs"]
        self.assertEqual((run["model"], run["source"], run["settings"]["n"], run["tasks"]), ("soft", "no-margin", "5", 2))

    def test_paths_are_relative_to_the_file_and_names_to_the_checkout(self):
        self.write("models/m.json", (program.SOURCE_ROOT / "models/textbook.recursion.json").read_text())
        self.write("ci/gate.toml", SOUND.replace('"textbook"', '"../models/m.json"'))
        self.assertEqual(self.gate(config="ci/gate.toml").code, program.PASS)
        self.assertEqual(self.report()["models"][0]["name"], "models/m.json")

    def test_an_output_does_not_replace_the_configuration(self):
        self.configure(SOUND)
        self.assert_refused(self.gate("--json-output", "gate.toml"), program.USAGE, "gate.toml")


class Documented(Configured):
    def test_the_example_of_the_page_passes(self):
        page = (program.SOURCE_ROOT / "docs/gate.md").read_text(encoding="utf-8")
        [example] = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
        self.configure(example)
        (self.folder / "cases").mkdir()
        for name in ("reference.safetensors", "reference.recursion.json"):
            shutil.copy(program.SOURCE_ROOT / "models" / name, self.folder)
        outcome = self.gate("--statement", "C")
        self.assert_ends(outcome, program.PASS, "PASS")
        checks = [test["check"] for test in self.report()["identification"]]
        self.assertEqual(sorted(checks), ["accuracy", "equivariance", "extraction", "residual.centred-labels=0.08",
                                          "residual.centred-probe-label=0.1"])

    def test_the_page_names_every_key_and_no_other(self):
        page = (program.SOURCE_ROOT / "docs/gate.md").read_text(encoding="utf-8")
        self.configure(FORMAT + "nosuchkeyatall = 1")
        keys = re.findall(r"'(\w+)'", self.gate().err.split("use one of")[1])
        rows = re.findall(r"^\| `(?:\[+(\w+)[^|]*\]+[^|`]*|(\w+))`", page, re.MULTILINE)
        documented = {first or second for first, second in rows}
        self.assertEqual(set(keys) - documented, set())


if __name__ == "__main__":
    program.main()
