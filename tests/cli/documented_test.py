"""docs/cli.md and the report of docs/formats.md say what the program does."""
import re

import program
from program import ProgramTest, strict_json

COMMANDS = ("gate", "check", "trace", "search", "replay", "necessity", "train", "extract", "crosscheck", "reproduce",
            "report", "list", "schema", "completion", "manual")
BELOW = (("report", "merge"), ("report", "diff"))
OPTION = re.compile(r"--[a-z][a-z-]*")


def page(name):
    return (program.SOURCE_ROOT / "docs" / name).read_text(encoding="utf-8")


class CommandLinePage(ProgramTest):
    def test_it_names_every_option_and_no_other(self):
        offered = {"--help", "--version"}
        for command in (*((name,) for name in COMMANDS), *BELOW):
            offered |= set(OPTION.findall(self.run_program(*command, "--help").out))
        self.assertGreater(len(offered), 15)
        self.assertEqual(set(OPTION.findall(page("cli.md"))), offered)

    def test_it_names_every_command(self):
        offered = re.findall(r"\n  ([a-z]+) +[A-Z]", self.run_program("--help").out.split("Subcommands:")[1])
        self.assertEqual(sorted(offered), sorted(COMMANDS))
        for command in (*COMMANDS, *(" ".join(words) for words in BELOW)):
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


def section(name):
    return page("formats.md").split(f"\n## {name}\n")[1].split("\n## ")[0]


class ExcerptTest(ProgramTest):
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
        elif isinstance(excerpt, float):
            self.assertAlmostEqual(excerpt, whole, msg=place)  # the last digits are the machine's
        else:
            self.assertEqual(excerpt, whole, place)


class ReportSection(ExcerptTest):
    def setUp(self):
        super().setUp()
        self.section = section("Report")

    def test_its_example_is_what_the_command_above_it_prints(self):
        [command] = re.findall(r"^    margincert (.*)$", self.section, re.MULTILINE)
        [example] = re.findall(r"```json\n(.*?)```", self.section, re.DOTALL)
        report = self.report_of(self.run_program(*command.split()))
        self.assert_excerpt(strict_json(example), report)

    def test_it_explains_every_block(self):
        report = self.report_of(self.run_program("check", "--family", "cone", "--tasks", 1, "--json"))
        for block in set(report) - {"format"}:
            self.assertRegex(self.section, rf"\n\| [^|]*`{block}`[^|]* \|")


class SearchSection(ExcerptTest):
    def setUp(self):
        super().setUp()
        self.section = section("Search")
        [command] = re.findall(r"^    margincert (.*)$", self.section, re.MULTILINE)
        self.found = self.search_of(self.run_program(*command.split()))

    def test_its_example_is_what_the_command_above_it_prints(self):
        [example] = re.findall(r"```json\n(.*?)```", self.section, re.DOTALL)
        self.assert_excerpt(strict_json(example), self.found)

    def test_it_explains_every_key(self):
        engine = self.found["engines"][0]
        for key in {*self.found, *engine, *engine["best"]} - {"format", "id"}:
            self.assertIn(f"`{key}`", self.section)


class TrainingSections(ExcerptTest):
    def setUp(self):
        super().setUp()
        [command] = re.findall(r"^    margincert (.*)$", section("Training"), re.MULTILINE)
        self.training = strict_json(self.run_program(*command.split()).out)

    def test_the_example_is_what_the_command_above_it_prints(self):
        [example] = re.findall(r"```json\n(.*?)```", section("Training"), re.DOTALL)
        self.assert_valid(self.training, "training")
        self.assert_excerpt(strict_json(example), self.training)

    def test_every_key_is_explained(self):
        for key in {*self.training, *self.training["test"]} - {"format"}:
            self.assertIn(f"`{key}`", section("Training"))


class CaseAndReplaySections(ProgramTest):
    def setUp(self):
        super().setUp()
        [self.case] = re.findall(r"```json\n(.*?)```", section("Case"), re.DOTALL)
        self.write("example.case.json", self.case)

    def test_the_example_of_a_case_is_one_and_is_derived_again(self):
        case = strict_json(self.case)
        self.assert_valid(case, "case")
        self.assertEqual(program.digest(case), case["digest"])
        self.replay("example.case.json")

    def test_the_example_of_a_replay_is_what_the_program_prints(self):
        [example] = re.findall(r"```json\n(.*?)```", section("Replay"), re.DOTALL)
        outcome = self.run_program("replay", "example.case.json", "missing.case.json", "--json")
        self.assertEqual(outcome.code, program.BAD_FILE)
        documented, printed = strict_json(example), strict_json(outcome.out)
        ends = [document["cases"][0].pop("slack").strip("[]").split(", ") for document in (documented, printed)]
        for one, other in zip(*ends):
            self.assertAlmostEqual(float(one), float(other), 6)
        self.assertEqual(printed, documented)

    def test_the_section_explains_every_key(self):
        properties = self.schema("replay").schema["$defs"]["case"]["properties"]
        for key in set(properties) - {"file"}:
            self.assertIn(f"`{key}`", section("Replay"))


class ReproductionSection(ProgramTest):
    def test_it_explains_every_key(self):
        schema = self.schema("reproduction").schema
        keys = set(schema["properties"])
        for part in ("criterion", "estimate", "plot", "table"):
            keys |= set(schema["$defs"][part]["properties"])
        for key in keys - {"format"}:
            self.assertIn(f"`{key}`", section("Reproduction"))


if __name__ == "__main__":
    program.main()
