"""A report shown again in other forms, merged with others, and compared with a later one."""
import program
from program import ABLATION, ProgramTest, strict_json

BLANKED = {"SOURCE_DATE_EPOCH": "0"}
CONE = ["check", "--family", "cone", "--tasks", 3]
DIFF_LINE = r"(PASS|FAIL|INCONCLUSIVE|NOTHING-CHECKED) new=\d+ worse=\d+ resolved=\d+ unchanged=\d+ unchecked=\d+ lost=\d+"


class Report(ProgramTest):
    def text(self, name):
        return (self.folder / name).read_text(encoding="utf-8")

    def checked(self, name, *arguments):
        """The report of a check, as a file."""
        self.run_program(*(arguments or CONE), "--json-output", name, env=BLANKED)
        self.assertTrue((self.folder / name).exists())
        return name


class Render(Report):
    def test_every_format_is_rendered_later_as_it_would_have_been_at_once(self):
        for command, code in (([*ABLATION, "--tasks", 4], program.VIOLATED), (CONE, program.PASS)):
            self.run_program(*command, "--output", "out", env=BLANKED)
            outcome = self.run_program("report", "out/report.json", "--output", "again")
            self.assertEqual(outcome.code, code)
            self.assertEqual(outcome.out, self.run_program(*command, env=BLANKED).out)
            files = [name.removeprefix("out/") for name in self.files() if name.startswith("out/")]
            self.assertEqual(files, [name.removeprefix("again/") for name in self.files() if name.startswith("again/")])
            for name in files:
                self.assertEqual(self.text(f"again/{name}"), self.text(f"out/{name}"))

    def test_the_extension_names_the_format_unless_an_option_does(self):
        self.run_program(*CONE, "--output", "out", env=BLANKED)
        for name, same in (("a.html", "report.html"), ("b.md", "report.md"), ("c.sarif", "report.sarif"),
                           ("c.sarif.json", "report.sarif"), ("d.xml", "junit.xml"), ("new/e.json", "report.json")):
            outcome = self.run_program("report", "out/report.json", "-o", name)
            self.assert_ends(outcome, program.PASS, "PASS")
            self.assertEqual(len(outcome.out.splitlines()), 1)
            self.assertEqual(self.text(name), self.text(f"out/{same}"), name)
        self.run_program("report", "out/report.json", "-o", "f.json", "--format", "html")
        self.assertEqual(self.text("f.json"), self.text("out/report.html"))
        self.assertEqual(self.run_program("report", "out/report.json", "--format", "markdown").out,
                         self.text("out/report.md"))
        self.assertEqual(self.run_program("report", "out/report.json", "--json").out, self.text("out/report.json"))

    def test_the_status_is_that_of_the_report(self):
        few = ["check", "--family", "cone", "--tasks", 3, "--require-applicable", 50]
        none = ["check", "--family", "cone", "--tasks", 0]
        for command, code in ((CONE, program.PASS), ([*ABLATION, "--tasks", 4], program.VIOLATED),
                              (few, program.INCONCLUSIVE), (none, program.NOTHING_CHECKED)):
            self.checked("r.json", *command)
            self.assertEqual(self.run_program("report", "r.json", "--quiet").code, code)
            self.assertEqual(self.run_program("report", "merge", "r.json", "--quiet").code, code)

    def test_what_is_no_report_is_refused(self):
        self.write("model.json", program.PARAMETERS)
        self.write("cut.json", "{\"format\": \"margincert-report/1\"")
        for file in ("model.json", "cut.json", "missing.json"):
            for command in (["report", file, "-o", "x.html"], ["report", "merge", file], ["report", "diff", file, file]):
                with self.subTest(command=command):
                    self.assert_refused(self.run_program(*command), program.BAD_FILE, file)
        self.assertEqual(self.files(), ["cut.json", "model.json"])

    def test_a_report_is_not_written_over_and_an_unknown_extension_is_not_guessed(self):
        self.checked("r.json")
        before = self.text("r.json")
        self.assert_refused(self.run_program("report", "r.json", "-o", "r.json"), program.USAGE, "is read")
        self.assert_refused(self.run_program("report", "merge", "r.json", "-o", "./r.json"), program.USAGE, "is read")
        self.assert_refused(self.run_program("report", "r.json", "-o", "x.pdf"), program.USAGE, "x.pdf", "--format")
        self.assert_refused(self.run_program("report", "r.json", "-o", "x.html", "--html-output", "x.html"),
                            program.USAGE, "two outputs")
        self.assertEqual(self.text("r.json"), before)

    def test_words_in_the_wrong_place_are_refused(self):
        self.checked("r.json")
        for command, pieces in ((["report"], ["report needs a report", "merge", "diff"]),
                                (["report", "merge"], ["REPORT"]),
                                (["report", "diff", "r.json"], ["NEW"]),
                                (["report", "r.json", "--format", "html", "merge", "r.json"], ["stands before 'merge'"]),
                                (["report", "--quiet", "diff", "r.json", "r.json"], ["--quiet stands before 'diff'"]),
                                (["report", "merge", "r.json", "--outptu", "x"], ["did you mean '--output'"]),
                                (["report", "r.json", "--jsno"], ["did you mean '--json'"])):
            with self.subTest(command=command):
                self.assert_refused(self.run_program(*command), program.USAGE, *pieces)

    def test_a_report_cannot_name_files_outside_its_folder(self):
        self.checked("r.json", *ABLATION, "--tasks", 4)
        for name in ("../../evil.case.json", "/tmp/evil.case.json", "evil.sh", ".case.json"):
            report = self.text("r.json")
            for case in self.tally(strict_json(report), "geometric-margin-growth")["worst_violation"]["cases"][:1]:
                report = report.replace(f'"{case["file"]}"', f'"{name}"')
            self.write("evil.json", report)
            outcome = self.run_program("report", "evil.json", "--output", "out")
            self.assert_refused(outcome, program.BAD_FILE, "evil.json", name)
        self.assertEqual(self.files(), ["evil.json", "r.json"])


    def test_a_witness_too_large_for_a_report_stays_where_it_is(self):
        self.run_program(*ABLATION, "--set", "n=600", "--tasks", 1, "--output", "out", env=BLANKED)
        before = self.files()
        large = [name for name in before if name.endswith(".worst.case.json")]
        self.assertEqual(len(large), 1)
        self.write("report.json", self.text("out/report.json"))
        outcome = self.run_program("report", "report.json", "--output", "out")
        self.assertEqual(outcome.code, program.VIOLATED)
        self.assertIn(f"margincert: {large[0].split('/')[-1]} is too large for a report", outcome.err)
        self.assertEqual([name for name in self.files() if name != "report.json"], before)


class Merge(Report):
    def test_reports_of_different_campaigns_are_refused_with_field_and_values(self):
        self.checked("a.json", *CONE, "--seed", 1)
        self.checked("b.json", *CONE, "--seed", 2)
        outcome = self.run_program("report", "merge", "a.json", "b.json", "-o", "m.json")
        self.assert_refused(outcome, program.BAD_FILE, "b.json", "request.seed is 1 and 2", "one campaign")
        self.assertEqual(self.files(), ["a.json", "b.json"])

    def test_families_that_were_run_apart_stand_side_by_side(self):
        self.checked("a.json", "check", "--family", "cone", "--tasks", 2)
        self.checked("b.json", "check", "--family", "prototype", "--tasks", 2)
        for order in (["a.json", "b.json"], ["b.json", "a.json"]):
            self.run_program("report", "merge", *order, "-o", f"{order[0]}.merged.json")
        self.assertEqual(self.text("a.json.merged.json"), self.text("b.json.merged.json"))
        self.assertEqual([run["source"] for run in self.read("a.json.merged.json")["runs"]], ["cone", "prototype"])


class Diff(Report):
    def diff(self, before, now, code):
        """The document, after the text of it has been looked at."""
        text = self.run_program("report", "diff", before, now)
        self.assertEqual(text.code, code, text)
        self.assertRegex(text.out.splitlines()[-1], rf"\A{DIFF_LINE}\Z")
        quiet = self.run_program("report", "diff", before, now, "--quiet")
        self.assertEqual(quiet.out, text.out.splitlines()[-1] + "\n")
        outcome = self.run_program("report", "diff", before, now, "--json")
        self.assertEqual(outcome.code, code)
        self.assertEqual(outcome.err, text.out.splitlines()[-1] + "\n")
        document = strict_json(outcome.out)
        self.assert_valid(document, "diff")
        self.assertEqual(document["status"], outcome.err.split()[0])
        return document

    def test_a_report_beside_itself_has_nothing_new(self):
        for command in (CONE, [*ABLATION, "--tasks", 4]):
            self.checked("r.json", *command)
            document = self.diff("r.json", "r.json", program.PASS)
            self.assertEqual((document["numbers"], document["lost"], document["asked"]), ([], [], []))
            self.assertEqual({finding["change"] for finding in document["findings"]} - {"unchanged"}, set())

    def test_a_violation_is_new_one_way_and_resolved_the_other(self):
        whole = ["check", "--regime", "full", "--drop", "H1", "--statement", "geometric-margin-growth",
                 "--family", "prototype", "--set", "sigma=0.02", "--tasks", 4]
        self.write("model.json", (program.SOURCE_ROOT / "models/soft.recursion.json").read_text(encoding="utf-8"))
        self.checked("bad.json", *whole, "--params", "model.json")
        self.write("model.json", (program.SOURCE_ROOT / "models/textbook.recursion.json").read_text(encoding="utf-8"))
        self.checked("good.json", *whole, "--params", "model.json")
        document = self.diff("good.json", "bad.json", program.VIOLATED)
        [finding] = document["findings"]
        self.assertEqual((finding["change"], finding["kind"], finding["rule"]),
                         ("new", "violation", "geometric-margin-growth"))
        self.assertTrue(any(entry["field"].startswith("models.model.json.layers[0]") for entry in document["asked"]))
        document = self.diff("bad.json", "good.json", program.PASS)
        self.assertEqual([finding["change"] for finding in document["findings"]], ["resolved"])

    def test_a_violation_that_is_not_looked_for_any_more_is_not_resolved(self):
        self.checked("bad.json", *ABLATION, "--tasks", 4)
        self.checked("elsewhere.json", "check", "--params", "soft", "--family", "cone", "--regime", "full", "--drop",
                     "class-purity", "--statement", "norm-growth", "--tasks", 4)
        document = self.diff("bad.json", "elsewhere.json", program.INCONCLUSIVE)
        self.assertIn("unchecked", [finding["change"] for finding in document["findings"]])
        self.assertEqual(document["counts"]["lost"], 1)

    def test_coverage_that_is_lost_is_no_success(self):
        self.checked("both.json", "check", "--family", "cone", "prototype", "--tasks", 3)
        self.checked("one.json", "check", "--family", "cone", "--tasks", 3)
        document = self.diff("both.json", "one.json", program.INCONCLUSIVE)
        [lost] = document["lost"]
        self.assertIn("reference on prototype", lost)
        self.assertEqual(self.diff("one.json", "both.json", program.PASS)["lost"], [])

    def test_a_report_that_is_less_conclusive_is_no_success(self):
        self.checked("whole.json", *CONE)
        self.checked("part.json", *CONE, "--shard", "1/2")
        self.assertEqual(self.diff("whole.json", "part.json", program.INCONCLUSIVE)["now"], "INCONCLUSIVE")
        self.assertEqual(self.diff("part.json", "whole.json", program.PASS)["status"], "PASS")

    def test_two_reports_of_nothing_are_nothing(self):
        self.checked("none.json", "check", "--family", "cone", "--tasks", 0)
        self.assertEqual(self.diff("none.json", "none.json", program.NOTHING_CHECKED)["status"], "NOTHING-CHECKED")


if __name__ == "__main__":
    program.main()
