"""What the tests of the program share: running it in a folder of its own, and reading what it says.

Each test file is called with the program's path, and optionally with names of tests to run alone."""
import collections
import fractions
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import jsonschema

SOURCE_ROOT = pathlib.Path(__file__).resolve().parents[2]
LAST_LINE = re.compile(
    r"(PASS|FAIL|INCONCLUSIVE|NOTHING-CHECKED) holds=\d+ violated=\d+ undecided=\d+ errors=\d+ not-applicable=\d+"
    r"(?: identification-holds=\d+ identification-violated=\d+ identification-undecided=\d+)?"
    r"(?: new=\d+ worse=\d+ existing=\d+ resolved=\d+ stale=\d+)?")
SEARCH_LINE = re.compile(
    r"(FOUND|NONE-FOUND|NOTHING-CHECKED|INCONCLUSIVE) statement=[a-z-]+ evaluations=\d+ false-alarms=\d+")
REPLAY_LINE = re.compile(r"(PASS|FAIL|INCONCLUSIVE|NOTHING-CHECKED) accepted=\d+ rejected=\d+ failed=\d+")

# What an output folder gets, beside violations/.
REPORTS = ["junit.xml", "report.html", "report.json", "report.md", "report.sarif"]

PASS, VIOLATED, INCONCLUSIVE, NOTHING_CHECKED = 0, 1, 2, 3
USAGE, BAD_FILE, INTERNAL, INTERRUPTED = 64, 65, 70, 130

PARAMETERS = {"format": "margincert-recursion/1", "feature_dim": 2, "classes": 2, "label_background": "-1/K",
              "layers": [{"alpha": 1.0, "gamma": 2.0, "alpha_prime": 0.5, "gamma_prime": "0x1p-1"}]}
TASK = {"format": "margincert-task/1", "classes": 2, "features": [[1, 0], ["0x1.8p-1", -0.5], [-1, 0]],
        "labels": [0, 1, 1], "probe": [0.5, 0.5], "probe_class": 0}

# The soft model's attention leaks, so Theorem A's growth bound breaks once class purity is not required.
ABLATION = ["check", "--params", "soft", "--family", "prototype", "--set", "sigma=0.02", "--regime", "full",
            "--drop", "class-purity", "--statement", "geometric-margin-growth"]

# The same search as an adversary: it finds small tasks.
HUNT = ["search", "--statement", "geometric-margin-growth", "--regime", "full", "--drop", "class-purity"]

def reports_in(folder):
    return [f"{folder}/{name}" for name in REPORTS]


Outcome = collections.namedtuple("Outcome", "code out err")


def path():
    return str(pathlib.Path(sys.argv[1]).resolve())


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    return kept | more


def strict_json(text):
    """One JSON document and nothing else; no key twice, no NaN."""
    def unique(pairs):
        keys = [key for key, _ in pairs]
        if len(set(keys)) < len(keys):
            raise ValueError(f"a key appears twice in {keys}")
        return dict(pairs)

    def refuse(constant):
        raise ValueError(f"{constant} is not JSON")
    return json.loads(text, object_pairs_hook=unique, parse_constant=refuse)


def hex_fraction(text):
    """The exact value of a hex-float of any length."""
    sign, whole, fraction, exponent = re.fullmatch(r"(-?)0x([0-9a-f]+)(?:\.([0-9a-f]+))?p([-+]\d+)", text).groups()
    digits = whole + (fraction or "")
    value = int(digits, 16) * fractions.Fraction(2) ** (int(exponent) - 4 * len(fraction or ""))
    return -value if sign else value


def enclosure(json_enclosure):
    return hex_fraction(json_enclosure["lo"]), hex_fraction(json_enclosure["hi"])


def fnv1a(text):
    state = 0xcbf29ce484222325
    for byte in text if isinstance(text, bytes) else text.encode():
        state = (state ^ byte) * 0x100000001b3 % 2 ** 64
    return f"{state:016x}"


def digest(case):
    """The digest of a case, from docs/formats.md alone."""
    content = {key: value for key, value in case.items() if key != "digest"}
    return fnv1a(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def fingerprint(kind, rule, model, source):
    """The fingerprint of a finding, from docs/formats.md alone."""
    return fnv1a("".join(field + "\0" for field in (kind, rule, model, source)))


# How the names of its case files begin.
ABLATION_STEM = "geometric-margin-growth-" + fingerprint("violation", "geometric-margin-growth", "soft",
                                                         "prototype geometry=simplex sigma=0.02")


def sealed(case):
    """The case with the digest of its content, whatever that says."""
    return case | {"digest": digest(case)}


class Terminal:
    """A pseudo-terminal for the program's stderr, where progress is drawn only on a terminal."""
    def __init__(self):
        self.master, self.slave = pty.openpty()

    def __enter__(self):
        return self

    def read_until(self, text):
        """What was written up to and including `text`, or up to the end."""
        os.close(self.slave)
        self.slave = None
        seen = ""
        while text not in seen:
            try:
                piece = os.read(self.master, 4096)
            except OSError:  # the program has closed its end
                break
            if not piece:
                break
            seen += piece.decode(errors="replace")
        return seen

    def __exit__(self, *_):
        for end in (self.master, self.slave):
            if end is not None:
                os.close(end)


class ProgramTest(unittest.TestCase):
    """Gives each test an empty working folder, and the assertions that many tests make."""
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="margincert-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_program(self, *arguments, env=None):
        done = subprocess.run([path(), *map(str, arguments)], cwd=self.folder, env=environment(**(env or {})),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=500)
        self.assert_no_defect(done.stderr)
        return Outcome(done.returncode, done.stdout, done.stderr)

    def assert_no_defect(self, err):
        """A sanitizer's finding is never what a test expects, whatever status it ends with."""
        self.assertNotRegex(err, "Sanitizer|runtime error:")

    def write(self, name, content):
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return name

    def files(self):
        return sorted(str(file.relative_to(self.folder)) for file in self.folder.rglob("*") if file.is_file())

    def read(self, name):
        return strict_json((self.folder / name).read_text(encoding="utf-8"))

    def replay(self, *files):
        """Every case is derived again. Its lines on stdout, the last one apart."""
        outcome = self.run_program("replay", *files)
        self.assertEqual(outcome.code, PASS, outcome)
        *lines, last = outcome.out.splitlines()
        self.assertEqual(last, f"PASS accepted={len(files)} rejected=0 failed=0")
        for line, file in zip(lines, files, strict=True):
            self.assertTrue(line.startswith(f"ACCEPTED {file}: "), line)
        return lines

    def assert_ends(self, outcome, code, status, form=LAST_LINE):
        """The exit status, and the one line that ends stdout and agrees with it. Nothing is said on stderr."""
        self.assertEqual(outcome.code, code, outcome)
        self.assertTrue(outcome.out.endswith("\n"))
        lines = outcome.out.splitlines()
        self.assertRegex(lines[-1], rf"\A{form.pattern}\Z")
        self.assertEqual(lines[-1].split()[0], status)
        self.assertEqual([line for line in lines if form.search(line)], lines[-1:])
        self.assertEqual(outcome.err, "")

    def assert_refused(self, outcome, code, *pieces):
        """One line on stderr that holds every piece, nothing on stdout, no file written or left over."""
        self.assertEqual(outcome.code, code, outcome)
        self.assertEqual(outcome.out, "")
        self.assertRegex(outcome.err, r"\Amargincert: [^\n]+\n\Z")
        for piece in pieces:
            self.assertIn(piece, outcome.err)

    def schema(self, name):
        outcome = self.run_program("schema", name)
        self.assertEqual(outcome.code, PASS)
        schema = strict_json(outcome.out)
        jsonschema.Draft202012Validator.check_schema(schema)
        return jsonschema.Draft202012Validator(schema)

    def assert_valid(self, document, name):
        errors = [f"{error.json_path}: {error.message}" for error in self.schema(name).iter_errors(document)]
        self.assertEqual(errors, [])

    def report_of(self, outcome):
        """The report on stdout of a --json run: one valid document, while stderr has the last line of a table."""
        report = strict_json(outcome.out)
        self.assert_valid(report, "report")
        self.assertRegex(outcome.err, rf"\A{LAST_LINE.pattern}\n\Z")
        self.assertEqual(outcome.err.split()[0], report["conclusion"]["status"])
        return report

    def search_of(self, outcome):
        """The same of a search."""
        found = strict_json(outcome.out)
        self.assert_valid(found, "search")
        self.assertRegex(outcome.err, rf"\A{SEARCH_LINE.pattern}\n\Z")
        return found

    def assert_valid_reports(self, folder):
        """What an output folder gets is there, in every format, whole and valid, and all of one verdict."""
        files = {name: (self.folder / folder / name).read_text(encoding="utf-8") for name in REPORTS}
        report = strict_json(files["report.json"])
        self.assert_valid(report, "report")
        third_party = SOURCE_ROOT / "tests/reports/third_party"
        sarif = strict_json(files["report.sarif"])
        schema = strict_json((third_party / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
        self.assertEqual([str(error) for error in jsonschema.Draft7Validator(schema).iter_errors(sarif)], [])
        self.assertEqual(xml.etree.ElementTree.fromstring(files["junit.xml"]).tag, "testsuites")
        if shutil.which("xmllint"):
            subprocess.run(["xmllint", "--noout", "--schema", third_party / "jenkins-junit.xsd",
                            self.folder / folder / "junit.xml"], check=True, capture_output=True)
        status = report["conclusion"]["status"]
        self.assertIn(status, files["report.md"])
        self.assertTrue(files["report.html"].startswith("<!DOCTYPE html>\n"))
        self.assertTrue(files["report.html"].rstrip().endswith("</html>"))
        self.assertIn(f"<title>{status}", files["report.html"])
        return report

    def tally(self, report, statement):
        """The one tally of a statement in a report of one run."""
        [run] = report["runs"]
        [tally] = [tally for tally in run["results"] if tally["statement"] == statement]
        return tally

    def guarantee(self, report, guarantee):
        [run] = report["runs"]
        [tally] = [tally for tally in run["guarantees"] if tally["guarantee"] == guarantee]
        return tally


def main():
    """Runs the tests of the calling file. No test at all, or none that was not skipped, is a failure."""
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        sys.exit(f"usage: {sys.argv[0]} PROGRAM [TEST...]")
    loader = unittest.TestLoader()
    module = sys.modules["__main__"]
    chosen = sys.argv[2:]
    suite = loader.loadTestsFromNames(chosen, module) if chosen else loader.loadTestsFromModule(module)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    ran = result.testsRun - len(result.skipped)
    if ran == 0:
        print("no test ran", file=sys.stderr)
    sys.exit(0 if result.wasSuccessful() and ran > 0 else 1)
