"""The formats that services read, held against their schemas, their limits and their habits: JUnit XML, SARIF, the step
summary in Markdown and GitHub's annotations. Reports made for it come from the program in REPORT_WRITER, real ones from
the program itself."""
import collections
import gzip
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

import jsonschema

import program
from program import ABLATION, INCONCLUSIVE, PASS, VIOLATED, ProgramTest, strict_json

SCHEMAS = pathlib.Path(__file__).resolve().parents[1] / "reports" / "third_party"
SARIF_SCHEMA = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
JUNIT_SCHEMA = SCHEMAS / "jenkins-junit.xsd"

# https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
GITHUB_RESULTS, GITHUB_GZIPPED, GITHUB_TAGS, GITHUB_NAME, GITHUB_DESCRIPTION = 25_000, 10_000_000, 10, 255, 1024
# GitHub refuses a step's summary of more than 1 MiB, and shows ten annotations of a step.
SUMMARY_BYTES, ANNOTATIONS = 1 << 20, 10
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def sarif_errors(log):
    return [f"{error.json_path}: {error.message}" for error in jsonschema.Draft7Validator(SARIF_SCHEMA).iter_errors(log)]


def few(log):
    """The same with its first and last results only: a schema looks at each of them alone, and takes its time."""
    [run] = log["runs"]
    results = run["results"]
    return log | {"runs": [run | {"results": results[:20] + results[-20:]}]}


def junit_errors(files):
    done = subprocess.run(["xmllint", "--noout", "--schema", str(JUNIT_SCHEMA), *map(str, files)], capture_output=True,
                          text=True, timeout=100)
    return "" if done.returncode == 0 else done.stderr


class Checks:
    """What holds of every report in these formats, whatever is in it."""

    def assert_junit(self, text, status):
        self.assertNotRegex(text, FORBIDDEN)
        suites = ElementTree.fromstring(text)
        total = collections.Counter()
        names = []
        for suite in suites:
            marks = collections.Counter(child.tag for case in suite.iter("testcase") for child in case)
            cases = suite.findall("testcase")
            self.assertEqual([int(suite.get(key)) for key in ("tests", "failures", "errors", "skipped")],
                             [len(cases), marks["failure"], marks["error"], marks["skipped"]])
            total += marks
            names += [(case.get("classname"), case.get("name")) for case in cases]
            for case in cases:
                self.assertLessEqual(len(case), 1)
                for mark in case:  # GitLab shows the element's text only
                    self.assertTrue(mark.text and mark.text.strip(), case.attrib)
        self.assertEqual(len(names), len(set(names)))  # GitLab drops the second of a name
        self.assertEqual([int(suites.get(key)) for key in ("tests", "failures", "errors")],
                         [len(names), total["failure"], total["error"]])
        self.assertEqual(total["failure"] + total["error"] > 0, status != "PASS")
        self.assertEqual(total["failure"] > 0, status == "FAIL")

    def assert_sarif(self, text):
        self.assertNotRegex(text, FORBIDDEN)
        self.assertLess(len(gzip.compress(text.encode(), compresslevel=6)), GITHUB_GZIPPED)
        log = strict_json(text)
        self.assertEqual(sarif_errors(few(log)), [])
        [run] = log["runs"]
        rules = run["tool"]["driver"]["rules"]
        for rule in rules:
            self.assertLessEqual(len(rule["name"]), GITHUB_NAME)
            self.assertTrue(rule["help"]["text"])
            for key in ("shortDescription", "fullDescription"):
                self.assertTrue(0 < len(rule[key]["text"]) <= GITHUB_DESCRIPTION)
            self.assertLessEqual(len(rule["properties"].get("tags", [])), GITHUB_TAGS)
        self.assertLessEqual(len(run["results"]), GITHUB_RESULTS)
        marks = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
        self.assertEqual(len(marks), len(set(marks)))
        for result in run["results"]:
            self.assertEqual(rules[result["ruleIndex"]]["id"], result["ruleId"])
            self.assertTrue(result["message"]["text"])
            [location] = result["locations"]
            self.assertRegex(location["physicalLocation"]["artifactLocation"]["uri"],
                             r"\A(file:///)?[A-Za-z0-9._~/-]([A-Za-z0-9._~/-]|%[0-9A-F]{2})*\Z|\A%[0-9A-F]{2}")
            self.assertEqual(location["physicalLocation"]["region"]["startLine"], 1)
        return run

    def assert_markdown(self, text):
        self.assertNotRegex(text, FORBIDDEN)
        self.assertLess(len(text.encode()), SUMMARY_BYTES)
        done = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough"],
                              input=text, capture_output=True, text=True, encoding="utf-8", timeout=100, check=True)
        tags = set(re.findall(r"<([a-z0-9]+)", done.stdout))
        self.assertLessEqual(tags, set("h2 h3 p strong code pre ul li details summary table thead tbody tr th td".split()))
        blocks = re.sub(r"(?ms)^(`{3,})sh$.*?^\1$", "", text)
        for table in re.findall(r"(?m)(?:^\|.*\n)+", blocks):
            self.assertEqual(len({row.count("|") for row in table.splitlines()}), 1)

    def assert_annotations(self, text):
        lines = text.splitlines(keepends=True)
        self.assertLessEqual(len(lines), ANNOTATIONS)
        for line in lines:
            self.assertRegex(line, r"\A::error (file=[^:,\n\r]+,line=1,)?title=[^:,\n\r]+::[^\n\r]+\n\Z")
            self.assertNotRegex(line, FORBIDDEN)


class Made(unittest.TestCase, Checks):
    """Reports that no campaign wrote: a hand-made one, random ones, names that attack, very many findings."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="margincert-formats-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        subprocess.run([os.environ["REPORT_WRITER"], cls.folder], check=True, timeout=300)
        cls.names = sorted(file.stem for file in cls.folder.glob("*.line"))

    def text(self, name):
        return (self.folder / name).read_bytes().decode()

    def each(self, ending):
        self.assertGreaterEqual(len(self.names), 10)
        return [(name, self.text(f"{name}.{ending}")) for name in self.names]

    def test_junit_is_valid_xml_with_unique_names_and_red_unless_the_report_passes(self):
        self.assertEqual(junit_errors(self.folder.glob("*.xml")), "")
        for name, text in self.each("xml"):
            with self.subTest(name):
                self.assert_junit(text, self.text(f"{name}.line").split()[0])

    def test_sarif_is_valid_and_what_github_takes(self):
        for name, text in self.each("sarif"):
            with self.subTest(name):
                self.assert_sarif(text)

    def test_a_summary_is_small_enough_and_none_of_its_names_is_markup(self):
        for name, text in self.each("md"):
            with self.subTest(name):
                self.assert_markdown(text)

    def test_annotations_are_single_commands(self):
        for name, text in self.each("commands"):
            with self.subTest(name):
                self.assert_annotations(text)
                self.assertEqual(text == "", self.text(f"{name}.line").startswith("PASS"))

    def test_all_of_ten_thousand_findings_are_in_sarif_and_junit(self):
        self.assertEqual(len(strict_json(self.text("many.sarif"))["runs"][0]["results"]), 10_000)
        self.assertEqual(self.text("many.xml").count('<failure type="violation"'), 10_000)

    def test_beyond_what_github_takes_the_most_serious_are_kept_and_it_is_said(self):
        [run] = strict_json(self.text("too-many.sarif"))["runs"]
        self.assertEqual(len(run["results"]), GITHUB_RESULTS)
        [invocation] = run["invocations"]
        self.assertIn("26000 findings, of which the 25000 most serious",
                      invocation["toolExecutionNotifications"][0]["message"]["text"])

    def test_the_schemas_refuse_what_is_wrong(self):
        wrong = self.folder / "wrong.junit"
        wrong.write_text('<testsuites><testcase name="a"/></testsuites>', encoding="utf-8")
        self.assertIn("fails to validate", junit_errors([wrong]))
        log = strict_json(self.text("example.sarif"))
        log["runs"][0]["results"][0]["level"] = "fatal"
        self.assertNotEqual(sarif_errors(log), [])


class Real(ProgramTest, Checks):
    """What the program itself writes."""

    def report_in(self, form, *arguments):
        outcome = self.run_program(*arguments, "--format", form)
        self.assertRegex(outcome.err, r"\A(PASS|FAIL|INCONCLUSIVE|NOTHING-CHECKED) ")
        return outcome

    def in_a_shell(self, command):
        """As a person who pastes the command into a shell, with margincert on the path."""
        (self.folder / "bin").mkdir(exist_ok=True)
        link = self.folder / "bin" / "margincert"
        if not link.exists():
            link.symlink_to(program.path())
        search = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(["bash", "-c", command], cwd=self.folder, env=program.environment(PATH=search),
                              capture_output=True, text=True, timeout=500)

    def test_a_violation_is_in_all_formats_and_its_command_derives_it_again(self):
        self.assertEqual(self.run_program(*ABLATION, "--tasks", 20, "--output", ".").code, VIOLATED)
        self.assertEqual(junit_errors([self.folder / "junit.xml"]), "")
        self.assert_junit((self.folder / "junit.xml").read_text(encoding="utf-8"), "FAIL")
        self.assert_markdown((self.folder / "report.md").read_text(encoding="utf-8"))
        run = self.assert_sarif((self.folder / "report.sarif").read_text(encoding="utf-8"))
        [result] = run["results"]
        self.assertEqual(result["ruleId"], "geometric-margin-growth")
        self.assertEqual(result["level"], "error")
        self.assertEqual(run["invocations"][0]["exitCode"], VIOLATED)
        replayed = self.in_a_shell(result["message"]["text"].partition("To see it again: ")[2])
        self.assertEqual(replayed.returncode, PASS, replayed)
        self.assertIn("PASS accepted=1", replayed.stdout)
        annotations = self.run_program("report", "report.json", "--format", "github")
        self.assert_annotations(annotations.out)
        self.assertIn("::error file=models/soft.recursion.json,line=1,title=margincert%3A geometric-margin-growth::",
                      annotations.out)

    def test_the_command_of_an_open_verdict_shows_it_again(self):
        arguments = ["check", "--params", "soft", "--family", "cone", "--set", "n=6", "--ladder", "53", "--tasks", 30,
                     "--seed", 3, "--regime", "full", "--draw-params", "random"]
        first = self.report_in("sarif", *arguments)
        [run] = strict_json(first.out)["runs"]
        opened = [result for result in run["results"] if result["properties"]["kind"] == "undecided"]
        self.assertEqual(first.code, INCONCLUSIVE, first.err)
        self.assertTrue(opened)
        command = opened[0]["message"]["text"].partition("To see it again: ")[2]
        again = self.in_a_shell(command + " --format sarif")
        self.assertEqual(again.returncode, INCONCLUSIVE, again)
        [run] = strict_json(again.stdout)["runs"]
        found = [result["partialFingerprints"] for result in run["results"]]
        self.assertIn(opened[0]["partialFingerprints"], found)

    def test_the_name_of_a_model_file_is_only_a_name(self):
        name = "a <b>|`]]>\n::error::x %0A.json"
        self.write(name, program.PARAMETERS)
        for form, check in (("junit", lambda text: self.assert_junit(text, "INCONCLUSIVE")),
                            ("sarif", self.assert_sarif), ("markdown", self.assert_markdown),
                            ("github", self.assert_annotations)):
            outcome = self.report_in(form, "check", "--params", name, "--family", "cone", "--tasks", 1,
                                     "--require-applicable", 2)
            self.assertEqual(outcome.code, INCONCLUSIVE)
            check(outcome.out)


if __name__ == "__main__":
    program.main()
