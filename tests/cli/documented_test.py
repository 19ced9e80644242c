"""docs/cli.md and the report of docs/formats.md say what the program does."""
import re

import program
from program import ProgramTest, strict_json

COMMANDS = ("gate", "check", "trace", "list", "schema")
OPTION = re.compile(r"--[a-z][a-z-]*")


def page(name):
    return (program.SOURCE_ROOT / "docs" / name).read_text(encoding="utf-8")


class CommandLinePage(ProgramTest):
    def test_it_names_every_option_and_no_other(self):
        offered = {"--help", "--version"}
        for command in COMMANDS:
            offered |= set(OPTION.findall(self.run_program(command, "--help").out))
        self.assertGreater(len(offered), 15)
        self.assertEqual(set(OPTION.findall(page("cli.md"))), offered)

    def test_it_names_every_command(self):
        offered = re.findall(r"\n  ([a-z]+) +[A-Z]", self.run_program("--help").out.split("Subcommands:")[1])
        self.assertEqual(sorted(offered), sorted(COMMANDS))
        for command in COMMANDS:
            self.assertIn(f"\n    margincert {command} ", page("cli.md"))

    def test_its_exit_statuses_are_those_of_the_tests(self):
        table = [int(status) for status in re.findall(r"^\| (\d+) \|", page("cli.md"), re.MULTILINE)]
        self.assertEqual(table, [program.PASS, program.VIOLATED, program.INCONCLUSIVE, program.NOTHING_CHECKED,
                                 program.USAGE, program.BAD_FILE, program.INTERNAL, program.INTERRUPTED])

    def test_its_default_numbers_of_tasks_are_the_programs(self):
        gate, check = map(int, re.search(r"tasks per family; (\d+) for `gate`, (\d+) for `check`",
                                         page("cli.md")).groups())
        outcome = self.run_program("gate", "--family", "cone", "--set", "n=6", "--statement", "norm-ceiling", "--json")
        self.assertEqual(self.report_of(outcome)["runs"][0]["tasks"], gate)
        outcome = self.run_program("check", "--family", "cone", "--set", "n=6", "--statement", "norm-ceiling", "--json")
        self.assertEqual(self.report_of(outcome)["runs"][0]["tasks"], check)


class ReportSection(ProgramTest):
    def setUp(self):
        super().setUp()
        self.section = page("formats.md").split("\n## Report\n")[1].split("\n## ")[0]

    def assert_excerpt(self, excerpt, whole, place=""):
        """Every key of the excerpt stands in the whole with the same value; enclosures share a real number."""
        if isinstance(excerpt, dict) and "lo" in excerpt:
            (lo, hi), (documented_lo, documented_hi) = program.enclosure(whole), program.enclosure(excerpt)
            self.assertLessEqual(max(lo, documented_lo), min(hi, documented_hi), place)
        elif isinstance(excerpt, dict):
            for key, value in excerpt.items():
                self.assertIn(key, whole, place)
                self.assert_excerpt(value, whole[key], f"{place}/{key}")
        elif isinstance(excerpt, list):
            self.assertEqual(len(excerpt), len(whole), place)
            for index, value in enumerate(excerpt):
                self.assert_excerpt(value, whole[index], f"{place}/{index}")
        else:
            self.assertEqual(excerpt, whole, place)

    def test_its_example_is_what_the_command_above_it_prints(self):
        [command] = re.findall(r"^    margincert (.*)$", self.section, re.MULTILINE)
        [example] = re.findall(r"```json\n(.*?)```", self.section, re.DOTALL)
        report = self.report_of(self.run_program(*command.split()))
        self.assert_excerpt(strict_json(example), report)

    def test_it_explains_every_block(self):
        report = self.report_of(self.run_program("check", "--family", "cone", "--tasks", 1, "--json"))
        for block in set(report) - {"format"}:
            self.assertRegex(self.section, rf"\n\| [^|]*`{block}`[^|]* \|")


if __name__ == "__main__":
    program.main()
