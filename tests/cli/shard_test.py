"""A campaign in parts: a part alone is no verdict, and all of them merged are the campaign, byte for byte."""
import random

import program
from program import ABLATION, ProgramTest, strict_json

BLANKED = {"SOURCE_DATE_EPOCH": "0"}
GATE = ["gate", "--tasks", 3, "--require-applicable", 1]


class Shards(ProgramTest):
    def run_shards(self, command, count):
        for i in range(1, count + 1):
            outcome = self.run_program(*command, "--shard", f"{i}/{count}", "--output", f"part{i}", env=BLANKED)
            self.assertIn(outcome.code, (program.INCONCLUSIVE, program.VIOLATED))
        files = [f"part{i}/report.json" for i in range(1, count + 1)]
        random.Random(count).shuffle(files)
        return files

    def assert_whole(self, command, count, code):
        self.assertEqual(self.run_program(*command, "--output", "whole", env=BLANKED).code, code)
        files = self.run_shards(command, count)
        outcome = self.run_program("report", "merge", *files, "--output", "merged", env=BLANKED)
        self.assertEqual(outcome.code, code, outcome)
        for file in sorted((self.folder / "whole").rglob("*")):
            if file.is_file():
                merged = self.folder / "merged" / file.relative_to(self.folder / "whole")
                self.assertEqual(merged.read_bytes(), file.read_bytes(), file)
        return files

    def test_the_shards_of_a_gate_are_the_gate_in_every_format(self):
        files = self.assert_whole(GATE, 2, program.PASS)
        for file in files:
            report = self.read(file)
            self.assertEqual(report["conclusion"]["status"], "INCONCLUSIVE")
            self.assertTrue(any("part" in reason for reason in report["conclusion"]["reasons"]))
            self.assertEqual(len(report["self_test"]), 35)

    def test_the_shards_of_a_violation_are_the_violation_with_its_witnesses(self):
        command = [*ABLATION, "--family", "cone", "prototype", "--tasks", 10]
        command = [word for word in command if word != "sigma=0.02" and word != "--set"]
        files = self.assert_whole(command, 4, program.VIOLATED)
        self.assertTrue([name for name in self.files() if name.startswith("merged/violations/")])
        # Merged by pairs, the other way around, too.
        self.run_program("report", "merge", *files[:2], "-o", "a.json", env=BLANKED)
        self.run_program("report", "merge", *files[2:], "-o", "b.json", env=BLANKED)
        self.assertEqual(self.run_program("report", "merge", "b.json", "a.json", "-o", "c.json").code, program.VIOLATED)
        self.assertEqual(self.read("c.json"), self.read("whole/report.json"))

    def test_a_part_has_its_own_tasks_under_the_numbers_of_the_whole(self):
        [file, *_] = self.run_shards([*ABLATION, "--tasks", 11], 4)
        [run] = self.read(file)["runs"]
        [part] = [int(file[len("part")])]
        self.assertEqual(run["tasks"], 11)
        self.assertEqual(run["tasks_done"], len(range(part - 1, 11, 4)))
        for tally in run["results"]:
            self.assertEqual(tally["worst_violation"]["task"] % 4, part - 1)

    def test_a_violation_in_a_part_is_a_violation(self):
        outcome = self.run_program(*ABLATION, "--tasks", 8, "--shard", "1/2")
        self.assert_ends(outcome, program.VIOLATED, "FAIL")

    def test_a_part_without_a_task_decides_nothing(self):
        outcome = self.run_program("check", "--family", "cone", "--tasks", 2, "--shard", "3/3")
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")

    def test_the_only_part_is_the_whole(self):
        check = ["check", "--family", "cone", "--tasks", 3, "--json"]
        whole = self.run_program(*check, env=BLANKED)
        self.assertEqual(self.run_program(*check, "--shard", "1/1", env=BLANKED).out, whole.out)

    def test_a_part_that_is_missing_or_there_twice_shows(self):
        files = self.run_shards(["check", "--family", "cone", "--tasks", 6], 3)
        outcome = self.run_program("report", "merge", *files[:2])
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE")
        outcome = self.run_program("report", "merge", *files, files[1])
        self.assert_refused(outcome, program.BAD_FILE, files[1], "would be counted twice", "each part once")

    def test_what_is_no_part_is_refused(self):
        for shard in ("0/3", "4/3", "3", "1/0", "-1/3", "1/3/5", "a/b", "01/3", " 1/3", "1/", "/3", "1/1000000", ""):
            with self.subTest(shard=shard):
                outcome = self.run_program("check", "--family", "cone", "--shard", shard)
                self.assert_refused(outcome, program.USAGE, "--shard")


if __name__ == "__main__":
    program.main()
