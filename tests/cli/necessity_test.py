"""The study of which hypotheses are needed: its page is whole, and every case it writes is derived again."""
import re
import signal
import subprocess

import program
from program import ProgramTest, strict_json

LINE = re.compile(r"(COMPLETE|INTERRUPTED) cells=(\d+) counterexamples=(\d+) cases=(\d+)")
LINK = re.compile(r"\]\([^)]*?([^/)]+\.case\.json)\)")
FOLDER = "reports/out/necessity"


def tables(text):
    """The rows of every Markdown table, the rule below its head left out, each a list of its cells."""
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        head, rule, *rows = block.splitlines()
        assert re.fullmatch(r"\|(---\|)+", rule), rule
        yield [[cell.strip() for cell in row.strip("|").split("|")] for row in (head, *rows)]


class Necessity(ProgramTest):
    def study(self, *arguments):
        outcome = self.run_program("necessity", *arguments)
        self.assertEqual((outcome.code, outcome.err), (program.PASS, ""), outcome)
        return self.counts(outcome.out)

    def counts(self, out):
        self.assertRegex(out, rf"\A{LINE.pattern}\n\Z")
        status, *counts = LINE.match(out).groups()
        return status, *map(int, counts)

    def page(self, folder=FOLDER):
        return (self.folder / folder / "necessity.md").read_text(encoding="utf-8")

    def cases(self, folder=FOLDER):
        return [name for name in self.files() if name.startswith(f"{folder}/cases/")]

    def matrix(self, text, theorem):
        """The cell of every hypothesis and conclusion, by their ids, from the table under the theorem's heading."""
        section = text.split(f"\n## Theorem {theorem}\n")[1].split("\n## ")[0]
        [[head, *rows]] = list(tables(section))
        ids = dict(re.findall(rf"({theorem}\d+) `([a-z-]+)` \[", section))
        self.assertEqual(len(ids), len(head) - 1)
        self.assertEqual({len(row) for row in rows}, {len(head)})
        return {(re.match(r"`([a-z-]+)` \(H\d\)\Z", row[0])[1], ids[column]): cell
                for row in rows for column, cell in zip(head[1:], row[1:])}

    def test_the_page_has_every_cell_and_every_case_is_derived_again(self):
        status, cells, counterexamples, cases = self.study("--budget", 200)
        self.assertEqual(status, "COMPLETE")
        self.assertEqual(self.files(), [*self.cases(), f"{FOLDER}/necessity.md"])
        self.assertEqual(len(self.cases()), cases)
        text = self.page()
        statements = strict_json(self.run_program("list", "--json").out)["statements"]
        crosses = 0
        for theorem in "AB":
            conclusions = [s for s in statements if s["theorem"] == theorem]
            matrix = self.matrix(text, theorem)
            rows = {hypothesis for hypothesis, _ in matrix}
            self.assertLessEqual({h for s in conclusions for h in s["hypotheses"]}, rows)
            self.assertEqual(set(matrix), {(h, s["id"]) for h in rows for s in conclusions})
            cells -= len(matrix)
            for (hypothesis, statement), cell in matrix.items():
                own = next(s["hypotheses"] for s in conclusions if s["id"] == statement)
                with self.subTest(hypothesis=hypothesis, statement=statement):
                    name = f"{theorem}-without-{hypothesis}.{statement}.case.json"
                    if hypothesis not in own:
                        self.assertRegex(cell, r"\A· in [1-9]\d?\Z")  # a quarter of the budget
                    elif not re.fullmatch(r"none in 1\d\d|none in 200", cell):
                        self.assertRegex(cell, rf"\A\[\*\*✗\*\*\]\([^)]*{re.escape(name)}\)\Z")
                        self.assert_counterexample(self.read(f"{FOLDER}/cases/{name}"), hypothesis, statement, rows)
                        crosses += 1
        self.assertEqual((cells, crosses), (0, counterexamples))
        self.assertGreater(crosses, 20)
        self.assertEqual(set(LINK.findall(text)), {name.split("/")[-1] for name in self.cases()})
        for name in self.cases():
            self.assert_valid(self.read(name), "case")
        self.replay(*self.cases())

    def assert_counterexample(self, case, hypothesis, statement, hypotheses):
        """All of the theorem's hypotheses but one are certified, and the conclusion is violated."""
        self.assertEqual((case["statement"], case["version"], case["verdict"]), (statement, "stated", "violated"))
        self.assertEqual(set(case["hypotheses"]), hypotheses - {hypothesis})
        self.assertEqual(case["dropped"], [hypothesis])
        self.assertEqual((case["origin"]["command"], case["origin"]["kind"]), ("necessity", "simplest"))

    def test_every_row_of_every_table_is_whole(self):
        self.study("--budget", 60)
        for head, *rows in tables(self.page()):
            self.assertGreater(len(rows), 0, head)
            for row in rows:
                self.assertEqual(len(row), len(head), row)
                self.assertNotEqual(row[0], "")

    def test_the_sharpness_of_every_bound_has_a_row_and_its_case_is_tight(self):
        self.study("--budget", 200, "--theorem", "B")
        statements = strict_json(self.run_program("list", "--json").out)["statements"]
        section = self.page().split("\n## Sharpness\n")[1].split("\n## ")[0]
        [[_, *rows]] = list(tables(section))
        self.assertEqual([row[0].strip("`") for row in rows], [s["id"] for s in statements if s["theorem"] in "BC"])
        tightest = [name for name in self.cases() if "/tightest." in name]
        self.assertGreater(len(tightest), 6)
        for name in tightest:
            case = self.read(name)
            self.assertEqual((case["verdict"], case["dropped"], case["origin"]["kind"]), ("tight", [], "tightest"))
            self.assertGreaterEqual(program.hex_fraction(case["slack"]["hi"]), 0)
        self.replay(*tightest)

    def test_equal_seeds_give_equal_bytes_whatever_the_number_of_threads(self):
        outputs = {}
        for folder, jobs, seed in (("one", 1, 1), ("two", 2, 1), ("again", 1, 1), ("other", 2, 2)):
            line = self.study("--budget", 100, "--theorem", "A", "--jobs", jobs, "--seed", seed, "--output", folder)
            files = {name.split("/", 1)[1]: (self.folder / name).read_bytes() for name in self.files()
                     if name.startswith(f"{folder}/")}
            outputs[folder] = line, files
        self.assertEqual(outputs["two"], outputs["one"])
        self.assertEqual(outputs["again"], outputs["one"])
        self.assertNotEqual(outputs["other"][1], outputs["one"][1])

    def test_one_theorem_can_be_studied_alone(self):
        both = self.study("--budget", 5)[1]
        alone = [self.study("--budget", 5, "--theorem", theorem, "--output", theorem)[1] for theorem in "AB"]
        self.assertEqual(sum(alone), both)
        self.assertNotIn("## Theorem A", self.page("B"))
        self.assertNotIn("## Theorem B", self.page("A"))

    def test_an_interrupted_study_says_what_was_not_run(self):
        with program.Terminal() as terminal:
            running = subprocess.Popen([program.path(), "necessity", "--budget", "3000", "--jobs", "1"],
                                       cwd=self.folder, env=program.environment(), stderr=terminal.slave,
                                       stdout=subprocess.PIPE, text=True, encoding="utf-8")
            self.addCleanup(running.stdout.close)
            self.addCleanup(running.kill)
            self.assertIn(" searches", terminal.read_until(" searches"))
            running.send_signal(signal.SIGINT)
            out, _ = running.communicate(timeout=300)
        self.assertEqual(running.returncode, program.INTERRUPTED)
        status, _, counterexamples, cases = self.counts(out)
        self.assertEqual((status, len(self.cases())), ("INTERRUPTED", cases))
        text = self.page()
        matrices = [cell for theorem in "AB" for cell in self.matrix(text, theorem).values()]
        self.assertIn("not run", matrices)
        self.assertEqual(sum("✗" in cell for cell in matrices), counterexamples)

    def test_usage(self):
        for arguments, *pieces in ((["--theorem", "C"], "--theorem"), (["--budget", "0"], "--budget 0 checks nothing"),
                                   (["--budget", "1.5"], "--budget"), (["--output", ""], "--output", "is empty"),
                                   (["--bugdet", "3"], "'--bugdet'; did you mean '--budget'?"), (["A"], "'A'")):
            self.assert_refused(self.run_program("necessity", *arguments), program.USAGE, *pieces)
            self.assertEqual(self.files(), [])


if __name__ == "__main__":
    program.main()
