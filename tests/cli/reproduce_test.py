"""The command reproduce: every claim measured at the tiny scale, kept, shown on a page, and gone on with after a signal."""
import re
import signal
import subprocess
import xml.etree.ElementTree

import program
from program import ProgramTest, strict_json

FOLDER = "reports/out/reproduction"
LINE = re.compile(r"(COMPLETE|INTERRUPTED) rows=(\d+) reproduces=(\d+) in-part=(\d+) does-not-reproduce=(\d+)")
TINY = ["reproduce", "--scale", "tiny", "--quiet"]
ONE_ROW = "functional-equivalence"


class Reproduce(ProgramTest):
    def reproduce(self, *arguments, **more):
        outcome = self.run_program(*TINY, *arguments, **more)
        self.assertEqual((outcome.code, outcome.err), (program.PASS, ""), outcome)
        return outcome.out.splitlines()

    def text(self, name):
        return (self.folder / FOLDER / name).read_text(encoding="utf-8")

    def result(self, row):
        return strict_json(self.text(f"results/{row}.json"))

    def test_every_row_is_measured_stored_and_shown(self):
        *lines, last = self.reproduce()
        rows = [re.fullmatch(r"([a-z-]+): (reproduces|in part|does not reproduce) \((\d+) of (\d+) criteria met\)",
                             line).groups() for line in lines]
        self.assertEqual(len(rows), 12)
        status, total, *verdicts = LINE.fullmatch(last).groups()
        self.assertEqual((status, int(total), sum(map(int, verdicts))), ("COMPLETE", 12, 12))
        page = self.text("reproduction.md")
        for row, verdict, met, criteria in rows:
            with self.subTest(row=row):
                result = self.result(row)
                self.assert_valid(result, "reproduction")
                self.assertEqual(result["verdict"], verdict)
                self.assertEqual(int(met), sum(c["met"] for c in result["criteria"]))
                self.assertEqual(int(criteria), len(result["criteria"]))
                self.assertIn(f"\n## {row}\n", page)
                self.assertIn(f"\n    margincert reproduce --row {row} --scale tiny\n", page)
        plots = re.findall(r"!\[.*?\]\((reproduction/[a-z-]+\.svg)\)", page)
        self.assertEqual(len(plots), 4)
        for plot in plots:
            self.assertTrue(xml.etree.ElementTree.fromstring(self.text(plot)).tag.endswith("svg"))
        self.assertEqual([name for name in self.files() if name.endswith(".checkpoint")], [])

    def test_what_is_there_is_used_again_and_the_page_is_a_function_of_the_results(self):
        self.reproduce("--row", ONE_ROW)
        seconds, page = self.result(ONE_ROW)["seconds"], self.text("reproduction.md")
        (self.folder / FOLDER / "reproduction.md").unlink()
        self.assertEqual(self.reproduce("--page-only")[-1].split()[:2], ["COMPLETE", "rows=1"])
        self.assertEqual(self.text("reproduction.md"), page)
        self.assertEqual(self.result(ONE_ROW)["seconds"], seconds)

    def test_a_row_that_is_named_is_measured_anew_to_the_same_bytes_whatever_the_jobs(self):
        still = {"SOURCE_DATE_EPOCH": "0"}
        self.reproduce("--row", ONE_ROW, "--jobs", 1, env=still)
        first, page = self.text(f"results/{ONE_ROW}.json"), self.text("reproduction.md")
        models = {name: (self.folder / name).read_bytes() for name in self.files() if name.endswith(".safetensors")}
        self.assertEqual(len(models), 6)
        for name in models:
            (self.folder / name).unlink()
        self.reproduce("--row", ONE_ROW, "--jobs", 3, env=still)
        self.assertEqual(self.text(f"results/{ONE_ROW}.json"), first)
        self.assertEqual(self.text("reproduction.md"), page)
        self.assertEqual({name: (self.folder / name).read_bytes() for name in models}, models)

    def test_a_signal_ends_it_with_130_and_keeps_what_is_done(self):
        self.reproduce("--row", "robustness")
        with program.Terminal() as terminal:
            running = subprocess.Popen([program.path(), "reproduce", "--row", "second-size"], cwd=self.folder,
                                       env=program.environment(), stderr=terminal.slave, stdout=subprocess.PIPE,
                                       text=True, encoding="utf-8")
            self.addCleanup(running.stdout.close)
            self.addCleanup(running.kill)
            self.assertIn(" steps of ", terminal.read_until(" steps of "))
            running.send_signal(signal.SIGINT)
            out, _ = running.communicate(timeout=300)
        self.assertEqual(running.returncode, program.INTERRUPTED)
        self.assertEqual(LINE.fullmatch(out.splitlines()[-1])[1], "INTERRUPTED")
        self.assertEqual(len([name for name in self.files() if name.endswith(".checkpoint")]), 1)
        self.assertIn(f"{FOLDER}/results/robustness.json", self.files())

    def test_results_of_another_scale_are_not_put_on_the_page(self):
        self.reproduce("--row", "robustness")
        outcome = self.run_program("reproduce", "--page-only")
        self.assertEqual((outcome.code, outcome.out), (program.USAGE, ""))
        self.assertIn("holds no results of scale 'full'", outcome.err)

    def test_a_page_of_nothing_leaves_no_folder_behind(self):
        self.assert_refused(self.run_program("reproduce", "--page-only", "--output", "new"), program.USAGE,
                            "holds no results of scale 'full'")
        self.assertFalse((self.folder / "new").exists())

    def test_an_unknown_row_and_a_result_that_was_altered_are_refused(self):
        outcome = self.run_program(*TINY, "--row", "four-cluster")
        self.assertEqual((outcome.code, outcome.out), (program.USAGE, ""))
        self.assertIn("did you mean 'four-clusters'? (rows: ", outcome.err)
        self.reproduce("--row", "robustness")
        stored = self.folder / FOLDER / "results/robustness.json"
        text = stored.read_text(encoding="utf-8")
        verdict = self.result("robustness")["verdict"]
        stored.write_text(text.replace(f'"verdict": "{verdict}"', '"verdict": "reproduced"'), encoding="utf-8")
        outcome = self.run_program(*TINY, "--page-only")
        self.assertEqual((outcome.code, outcome.out), (program.BAD_FILE, ""))
        self.assertIn("/verdict: ", outcome.err)


if __name__ == "__main__":
    program.main()
