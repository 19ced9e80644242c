"""The manual page: what every command's --help says stands there, and formatters take it without a word."""
import re
import shutil
import subprocess

import help_pages
import program
from program import ProgramTest


def plain(text):
    """The page without its fonts and escapes of signs."""
    return re.sub(r"\\f[BIR]|\\&", "", text).replace(r"\-", "-").replace(r"\(aq", "'")


class Manual(ProgramTest):
    def setUp(self):
        super().setUp()
        outcome = self.run_program("manual")
        self.assertEqual((outcome.code, outcome.err), (program.PASS, ""))
        self.page = outcome.out
        self.write("margincert.1", self.page)

    def test_it_is_plain_ascii_that_any_viewer_reads(self):
        self.assertTrue(self.page.isascii())
        self.assertTrue(self.page.startswith('.TH MARGINCERT 1 "" "margincert '))

    def test_every_command_argument_and_option_is_on_it(self):
        sections = plain(self.page).split("\n.SS margincert ")
        described = {section.split("\n")[0]: section.split("\n.SH ")[0] for section in sections[1:]}
        pages = [page for page in help_pages.all_pages(self) if page.path]
        self.assertEqual(list(described), [" ".join(page.path) for page in pages])
        for page in pages:
            entries = re.findall(r"^\.TP\n(.*)", described[" ".join(page.path)], re.MULTILINE)
            for name in [*page.options, *page.arguments]:
                self.assertTrue(any(re.search(rf"(^|, ){re.escape(name)}( |$)", entry) for entry in entries),
                                (page.path, name))
            self.assertEqual(len(entries), len(page.options) + len(page.arguments), page.path)

    def test_the_exit_statuses_are_those_of_the_documented_table(self):
        table = re.findall(r"^\| (\d+) \| (.*) \|$", (program.SOURCE_ROOT / "docs" / "cli.md").read_text(), re.MULTILINE)
        self.assertEqual(len(table), 8)
        section = plain(self.page).split(".SH EXIT STATUS")[1].split(".SH")[0]
        entries = [entry.split("\n", 1) for entry in section.split(".TP\n")[1:]]
        self.assertEqual([(code, " ".join(meaning.split())) for code, meaning in entries], table)

    def test_formatters_take_it_without_a_word(self):
        tried = 0
        for command in (["mandoc", "-Tlint", "-Wwarning"], ["groff", "-man", "-ww", "-b", "-z", "-Tutf8"]):
            if not shutil.which(command[0]):
                continue
            done = subprocess.run([*command, "margincert.1"], cwd=self.folder, capture_output=True, text=True, timeout=60)
            # The page has no date, so that equal sources give equal bytes.
            said = [line for line in (done.stdout + done.stderr).splitlines() if "missing date" not in line]
            self.assertEqual(said, [])
            tried += 1
        if not tried:
            self.skipTest("neither mandoc nor groff is installed")


if __name__ == "__main__":
    program.main()
