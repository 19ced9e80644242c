"""Findings that are known: a baseline tolerates them until their date, and never what is new, worse or unseen."""
import datetime
import re

import program
from program import ABLATION, ABLATION_STEM, ProgramTest

REASON = ["--baseline-reason", "known since the ablation"]
DAY = 24 * 60 * 60
JULY_14 = int(datetime.datetime(2026, 7, 14, 12, tzinfo=datetime.timezone.utc).timestamp())
COUNTS = re.compile(r" new=(\d+) worse=(\d+) existing=(\d+) resolved=(\d+) stale=(\d+)$")


class Baseline(ProgramTest):
    """The ablation is violated on most of its first tasks, and holds on all of them with class purity required."""
    def check(self, *arguments, tasks=6, epoch=JULY_14, ablation=ABLATION):
        return self.run_program(*ablation, "--tasks", tasks, *arguments, env={"SOURCE_DATE_EPOCH": str(epoch)})

    def recorded(self, *arguments, **keywords):
        """The baseline of the ablation. Recording it does not make it pass."""
        outcome = self.check("--write-baseline", "b.json", *REASON, *arguments, **keywords)
        self.assertEqual(outcome.code, program.VIOLATED, outcome)
        baseline = self.read("b.json")
        self.assert_valid(baseline, "baseline")
        return baseline

    def assert_stands(self, outcome, code, status, **counts):
        """The exit status, and the counts that a baseline adds to the last line."""
        self.assert_ends(outcome, code, status)
        line = outcome.out.splitlines()[-1]
        zero = dict.fromkeys(("new", "worse", "existing", "resolved", "stale"), 0)
        found = dict(zip(zero, map(int, COUNTS.search(line).groups())))
        self.assertEqual(found, zero | counts)

    def test_what_was_found_is_recorded_with_its_fingerprint_reason_and_days(self):
        [entry] = self.recorded()["entries"]
        self.assertEqual(f"{entry['rule']}-{entry['fingerprint']}", ABLATION_STEM)
        self.assertEqual((entry["model"], entry["source"]), ("soft", "prototype geometry=simplex sigma=0.02"))
        self.assertEqual((entry["reason"], entry["first_seen"], entry["expires"]),
                         (REASON[1], "2026-07-14", "2026-10-12"))
        tally = self.tally(program.strict_json(self.check("--json").out), "geometric-margin-growth")
        self.assertEqual((entry["violated"], entry["applicable"]), (tally["violated"], tally["applicable"]))

    def test_the_page_shows_a_baseline_that_is_read_and_the_parts_of_its_fingerprint(self):
        page = (program.SOURCE_ROOT / "docs/formats.md").read_text(encoding="utf-8")
        shown = page.split("\n## Baseline\n")[1].split("```json\n")[1].split("```")[0]
        baseline = program.strict_json(shown)
        self.assert_valid(baseline, "baseline")
        [entry] = baseline["entries"]
        self.assertEqual(entry["fingerprint"],
                         program.fingerprint("violation", entry["rule"], entry["model"], entry["source"]))
        self.write("page.json", shown)
        self.assert_stands(self.check("--baseline", "page.json", tasks=20), program.PASS, "PASS", existing=1)
        self.check("--write-baseline", "again.json", *REASON, tasks=20)
        self.assertEqual((self.folder / "again.json").read_text(encoding="utf-8"), shown)

    def test_what_is_not_in_the_baseline_is_new_and_fails(self):
        self.write("b.json", {"format": "margincert-baseline/1", "dropped": ["class-purity"], "regime": "full",
                              "entries": []})
        self.assert_stands(self.check("--baseline", "b.json"), program.VIOLATED, "FAIL", new=1)

    def test_what_is_recorded_passes_and_is_said(self):
        self.recorded()
        outcome = self.check("--baseline", "b.json")
        self.assert_stands(outcome, program.PASS, "PASS", existing=1)
        self.assertRegex(outcome.out.splitlines()[-1], r" violated=[1-9]")
        report = program.strict_json(self.check("--baseline", "b.json", "--json").out)
        self.assertEqual([entry["standing"] for entry in report["baseline"]["entries"]], ["existing"])

    def test_a_larger_share_is_worse_and_fails(self):
        baseline = self.recorded()
        [entry] = baseline["entries"]
        self.write("b.json", baseline | {"entries": [entry | {"applicable": entry["applicable"] + 1}]})
        self.assert_stands(self.check("--baseline", "b.json"), program.VIOLATED, "FAIL", worse=1)

    def test_what_holds_by_now_is_resolved_passes_and_is_said(self):
        file = (program.SOURCE_ROOT / "models/soft.recursion.json").read_text(encoding="utf-8")
        self.write("model.json", file)
        ablation = [{"soft": "model.json"}.get(word, word) for word in ABLATION]
        self.recorded(ablation=ablation)
        repaired = program.strict_json(file)
        for layer in repaired["layers"]:  # attention on labels, as sharp as class purity
            layer["gamma"] = 20
        self.write("model.json", repaired)
        outcome = self.check("--baseline", "b.json", ablation=ablation)
        self.assert_stands(outcome, program.PASS, "PASS", resolved=1)
        self.assertIn("b.json's entry on geometric-margin-growth of model.json", outcome.out)

    def test_what_nothing_could_confirm_is_stale_and_inconclusive(self):
        self.recorded()
        other = [{"sigma=0.02": "sigma=0.03", "soft": "textbook"}.get(word, word) for word in ABLATION]
        outcome = self.check("--baseline", "b.json", ablation=other)
        self.assert_stands(outcome, program.INCONCLUSIVE, "INCONCLUSIVE", stale=1)

    def test_the_last_day_is_tolerated_and_the_next_one_is_not(self):
        self.recorded("--baseline-expires", "2026-07-20")
        for days, code in ((6, program.PASS), (7, program.VIOLATED)):
            outcome = self.check("--baseline", "b.json", epoch=JULY_14 + days * DAY)
            self.assertEqual(outcome.code, code, outcome)
        self.assert_stands(outcome, program.VIOLATED, "FAIL", new=1)
        self.assertIn("2026-07-20", outcome.out)

    def test_recording_anew_keeps_the_reason_and_the_first_day(self):
        self.recorded()
        for known in ([], ["--baseline", "b.json"]):
            later = self.check(*known, "--write-baseline", "b.json", "--baseline-reason", "other", tasks=9,
                               epoch=JULY_14 + 10 * DAY)
            self.assertEqual(later.code, program.VIOLATED if not known else later.code, later)
            [entry] = self.read("b.json")["entries"]
            self.assertEqual((entry["reason"], entry["first_seen"], entry["expires"]),
                             (REASON[1], "2026-07-14", "2026-10-22"))

    def test_the_gate_takes_a_baseline_too(self):
        gate = ["gate", "soft", *ABLATION[3:], "--require-applicable", "1"]
        self.recorded(ablation=gate)
        self.assert_stands(self.check("--baseline", "b.json", ablation=gate), program.PASS, "PASS", existing=1)

    def test_a_run_that_was_cut_short_records_nothing(self):
        outcome = self.check("--write-baseline", "b.json", *REASON, "--time-budget", "0.000001", tasks=100000)
        self.assertEqual(outcome.code, program.INCONCLUSIVE, outcome)
        self.assertRegex(outcome.err, r"\Amargincert: b\.json is not written: [^\n]+\n\Z")
        self.assertEqual(self.files(), [])

    def test_a_baseline_that_cannot_be_read_is_refused_before_any_work(self):
        baseline = self.recorded()
        [entry] = baseline["entries"]
        broken = {"missing.json": ("missing.json",),
                  self.write("cut.json", '{"format": "margincert-baseline/1", "entries": ['): ("is not JSON",),
                  self.write("other.json", program.TASK): ("/format", "margincert-baseline/1"),
                  self.write("edited.json", baseline | {"entries": [entry | {"model": "other"}]}):
                      ("/entries/0/fingerprint", "is not the fingerprint of this rule, model and source"),
                  self.write("twice.json", baseline | {"entries": [entry, entry]}): ("/entries/1",),
                  self.write("day.json", baseline | {"entries": [entry | {"expires": "2026-02-30"}]}):
                      ("/entries/0/expires", "is not a day"),
                  self.write("why.json", baseline | {"entries": [entry | {"reason": ""}]}): ("/entries/0/reason",)}
        before = self.files()
        for name, pieces in broken.items():
            for arguments in (["--baseline", name], ["--write-baseline", name, *REASON]):
                if name == "missing.json" and arguments[0] == "--write-baseline":
                    continue
                with self.subTest(arguments=arguments):
                    outcome = self.check(*arguments, "--output", "out", tasks=10 ** 12)
                    self.assert_refused(outcome, program.BAD_FILE, name, *pieces)
                    self.assertEqual(self.files(), before)

    def test_a_baseline_of_other_statements_tolerates_nothing_here(self):
        baseline = self.recorded()
        self.assertEqual((baseline["dropped"], baseline["regime"]), (["class-purity"], "full"))
        family = ABLATION[:7]
        before = self.files()
        for asked, piece in (([*family, "--drop", "class-purity"], "/regime"),
                             ([*family, "--regime", "full"], "/dropped"),
                             ([*ABLATION, "--drop", "dominance-of-truth"], "/dropped")):
            for arguments in (["--baseline", "b.json"], ["--write-baseline", "b.json", *REASON]):
                with self.subTest(asked=asked, arguments=arguments):
                    outcome = self.check(*arguments, ablation=asked, tasks=10 ** 12)
                    self.assert_refused(outcome, program.BAD_FILE, "b.json", piece, "without class-purity")
                    self.assertEqual(self.files(), before)

    def test_options_that_contradict_each_other_are_refused(self):
        write = ["--write-baseline", "b.json"]
        for arguments, piece in ((write, "--baseline-reason"), (["--baseline-reason", "x"], "--write-baseline"),
                                 ([*write, *REASON, "--baseline-expires", "2026-06-31"], "not a day"),
                                 ([*write, *REASON, "--baseline-expires", "2026-07-13"], "is over"),
                                 ([*write, *REASON, "--twins"], "--twins"), (["--baseline", ""], "is empty")):
            with self.subTest(arguments=arguments):
                self.assert_refused(self.check(*arguments), program.USAGE, piece)
        self.assert_refused(self.check(*write, *REASON, epoch="today"), program.USAGE, "SOURCE_DATE_EPOCH=today")
        self.assertEqual(self.files(), [])


if __name__ == "__main__":
    program.main()
