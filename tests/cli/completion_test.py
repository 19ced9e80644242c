"""Completion in the shells themselves: every command, every option, and the values that the program knows."""
import functools
import json
import os
import shlex
import shutil
import subprocess
import unittest

import help_pages
import program
from program import ProgramTest


class CompletionTest(ProgramTest):
    shell = None

    def setUp(self):
        super().setUp()
        if not shutil.which(self.shell):
            self.skipTest(f"{self.shell} is not installed")
        outcome = self.run_program("completion", self.shell)
        self.assertEqual((outcome.code, outcome.err), (program.PASS, ""))
        self.script = self.write(f"margincert.{self.shell}", outcome.out)

    def in_shell(self, *command, text=None):
        done = subprocess.run(command, cwd=self.folder, input=text, capture_output=True, text=True, timeout=60,
                              env=os.environ | {"TERM": "vt100"})
        self.assertEqual((done.returncode, done.stderr), (0, ""), command)
        return done.stdout

    @functools.cached_property
    def listed(self):
        return json.loads(self.run_program("list", "--json").out)

    def ids(self, kind):
        return {entry["id"] for entry in self.listed[kind]}


def answers(text):
    """One set for every answer; a line with a dot ends each. What fish says of an offer stands behind a tab."""
    sets = [set()]
    for line in text.splitlines():
        if line == ".":
            sets.append(set())
        elif line:
            sets[-1].add(line.split("\t")[0])
    return sets[:-1]


class CompletesCommandLines:
    """For shells that can be asked. complete(*lines) gives the set of words offered for the last word of each line."""
    def test_every_command_and_option_is_offered(self):
        pages = help_pages.all_pages(self)
        self.assertGreater(len(pages), 12)
        lines = [" ".join(["margincert", *page.path, "-"]) for page in pages]
        for page, offered in zip(pages, self.complete(*lines), strict=True):
            self.assertEqual(offered - {"-h"}, set(page.options), page.path)
        lines = [" ".join(["margincert", *page.path, ""]) for page in pages if page.commands]
        for page, offered in zip([page for page in pages if page.commands], self.complete(*lines), strict=True):
            self.assertLessEqual(set(page.commands), offered)

    def test_no_value_is_left_without_an_offer_unless_it_is_a_number(self):
        for name in ("a.json", "b.case.json", "c.safetensors", "d.toml", "e.html", "folder/f.md"):
            self.write(name, "")
        asked = [(" ".join(["margincert", *page.path, option, ""]), value) for page in help_pages.all_pages(self)
                 for option, value in page.options.items() if value and option not in help_pages.OWN_WORDS]
        asked += [(" ".join(["margincert", *page.path, ""]), page.arguments[0]) for page in help_pages.all_pages(self)
                  if page.arguments]
        self.assertGreater(len(asked), 30)
        for (line, value), offered in zip(asked, self.complete(*(line for line, _ in asked)), strict=True):
            names_known = line.endswith("--family ")  # F is also what --factor calls its number
            if names_known or not help_pages.NUMBERS.match(value):
                self.assertTrue(offered, line)

    def test_values_are_the_programs_own_names(self):
        statements, families, hypotheses, choices, shells = self.complete(
            "margincert check --statement ", "margincert gate --family ", "margincert search --drop ",
            "margincert check --regime ", "margincert completion ")
        self.assertEqual(statements, self.ids("statements") | {"A", "B", "C"})
        self.assertEqual(families, self.ids("families"))
        self.assertLessEqual(self.ids("hypotheses") | {"H1"}, hypotheses)
        self.assertEqual(choices, {"natural", "full", "class-pure"})
        self.assertEqual(shells, {"bash", "zsh", "fish"})

    def test_a_flag_or_a_value_given_ends_what_is_offered_for_it(self):
        self.write("mine.json", "")
        for offered in self.complete("margincert replay --json ", "margincert trace --regime full "):
            self.assertNotIn("class-pure", offered)
        [begun] = self.complete("margincert check --params refe")
        self.assertEqual(begun, {"reference"})
        [file] = self.complete("margincert check --params mi")
        self.assertEqual(file, {"mine.json"})


class Bash(CompletesCommandLines, CompletionTest):
    shell = "bash"

    def words_of(self, line):
        """As readline splits it, which takes = for a word of its own."""
        return shlex.join(line.replace("=", " = ").split(" "))

    def complete(self, *lines):
        script = [f"source {self.script}", "[[ $(complete -p margincert) == *'-F _margincert '* ]] || echo not registered >&2"]
        for line in lines:
            script += [f"COMP_WORDS=({self.words_of(line)}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _margincert",
                       "printf '%s\\n' \"${COMPREPLY[@]}\" ."]
        return answers(self.in_shell("bash", "--norc", text="\n".join(script)))

    def test_any_number_of_values_goes_on(self):
        first, second, after_equals = self.complete("margincert check --statement label-d",
                                                    "margincert check --statement A label-d",
                                                    "margincert check --regime=cl")
        self.assertEqual(first, {"label-deviation-ceiling"})
        self.assertEqual(second, first)
        self.assertEqual(after_equals, {"class-pure"})

    def test_a_file_with_a_space_stays_one_word(self):
        self.write("two words.case.json", "")
        self.write("other.json", "")
        [offered] = self.complete("margincert replay ")
        self.assertEqual(offered, {"two words.case.json"})


class Fish(CompletesCommandLines, CompletionTest):
    shell = "fish"

    def complete(self, *lines):
        script = [f"source {self.script}"]
        script += [f"complete -C{shlex.quote(line)}; echo ." for line in lines]
        return answers(self.in_shell("fish", "--no-config", "-c", "\n".join(script)))


class Zsh(CompletionTest):
    """zsh completes on a terminal only; what can be asked without one is whether it reads the script, and the text."""
    shell = "zsh"

    def test_the_shell_reads_it_and_every_command_and_option_stands_there(self):
        self.in_shell("zsh", "-n", self.script)
        text = (self.folder / self.script).read_text(encoding="utf-8")
        functions = dict(block.split("() {\n", 1) for block in text.split("\n\n") if "() {\n" in block)
        for page in help_pages.all_pages(self):
            body = functions["_".join(["_margincert", *page.path])]
            for option in page.options:
                self.assertRegex(body, rf"'\*?{option}[=\[]")
            for name in page.commands:
                self.assertIn(f"    {name}) _{'_'.join(['margincert', *page.path, name])} ;;", body)

    def test_a_terminal_completes(self):
        """One line in a real zsh behind a pseudo-terminal."""
        driver = ("zmodload zsh/zpty; zpty z zsh -f -i; "
                  "zpty -w z 'PS1=; autoload -Uz compinit; compinit -u -D; source margincert.zsh; print rea\"\"dy'; "
                  "zpty -r z seen '*ready*'; "
                  "zpty -n -w z $'margincert check --params soft --regime cl\\t'; "
                  "zpty -r z seen '*ass-pure*'; print completed")
        self.assertEqual(self.in_shell("zsh", "-f", "-c", driver), "completed\n")


class Refusals(ProgramTest):
    def test_another_shell_is_refused(self):
        self.assert_refused(self.run_program("completion", "tcsh"), program.USAGE, "tcsh", "bash")
        self.assert_refused(self.run_program("completion"), program.USAGE, "SHELL is required")


if __name__ == "__main__":
    program.main()
