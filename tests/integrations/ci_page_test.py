"""docs/ci.md: what can be pasted from it is read, and run where that takes no service."""
import os
import re
import shutil
import subprocess
import unittest

import yaml

import action
import pipeline
import plugged
import program
from plugged import PluggedTest

PAGE = (program.SOURCE_ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
VERSION = re.search(r"version: '(.*?)'", (program.SOURCE_ROOT / "meson.build").read_text()).group(1)


def section(name):
    return PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]


def blocks(language, text=PAGE):
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


class CiPageTest(PluggedTest):
    def shell(self, script, path=None):
        return subprocess.run(["sh", "-ec", script], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=300, env=os.environ | {"PATH": f"{path or self.bin}:{os.environ['PATH']}"})

    def gate_that_is_small(self, model, arguments):
        """margincert, but `gate model.recursion.json` is a small gate of that shipped model."""
        self.install_stub(f"""real={program.path()}
if [ "$1" = gate ]; then shift 2; exec "$real" gate {model} {arguments} "$@"; fi
exec "$real" "$@"
""")


class GitHub(CiPageTest):
    def test_the_workflow_uses_the_action_as_it_is(self):
        [text] = blocks("yaml", section("GitHub"))
        [step] = [step for step in yaml.safe_load(text)["jobs"]["gate"]["steps"] if "margincert" in step["uses"]]
        self.assertEqual(step["uses"], f"OWNER/margincert@v{VERSION}")
        self.assertLessEqual(set(step["with"]), set(action.description()["inputs"]))

    def test_every_input_and_output_is_explained(self):
        for kind in ("inputs", "outputs"):
            for name in action.description()[kind]:
                self.assertIn(f"`{name}`", section("GitHub"), name)


class GitLab(CiPageTest):
    def test_the_jobs_extend_the_template_as_it_is(self):
        for text, jobs in zip(blocks("yaml", section("GitLab")), (["gate"], ["gate-shard", "gate"]), strict=True):
            file = yaml.safe_load(text)
            address = file.pop("include")[0]["remote"]
            self.assertTrue(address.endswith(f"/v{VERSION}/integrations/gitlab/margincert.gitlab-ci.yml"))
            for name in jobs:
                complete = pipeline.job(pipeline.template() | file, name)
                self.assertIn("script", complete)
            variables = file.get("variables") or file["gate"]["variables"]
            self.assertLessEqual(set(variables), set(pipeline.job(pipeline.template(), ".margincert")["variables"]))
        self.assertEqual(pipeline.job(pipeline.template(), ".margincert")["variables"]["MARGINCERT_REF"], f"v{VERSION}")


class PreCommit(CiPageTest):
    def test_the_hook_is_there(self):
        [text] = blocks("yaml", section("pre-commit"))
        [repository] = yaml.safe_load(text)["repos"]
        hooks = {hook["id"] for hook in yaml.safe_load((program.SOURCE_ROOT / ".pre-commit-hooks.yaml").read_text())}
        self.assertEqual(repository["rev"], f"v{VERSION}")
        self.assertLessEqual({hook["id"] for hook in repository["hooks"]}, hooks)
        for word in repository["hooks"][0]["args"]:
            self.assertRegex(word, "^--[a-z-]+=")


class ShellBlocks(CiPageTest):
    def test_the_shards_are_merged(self):
        [text] = blocks("sh", section("Shards"))
        for model, arguments, code in (("textbook", plugged.SMALL, 0), ("soft", plugged.BROKEN, 1)):
            self.gate_that_is_small(model, arguments)
            self.assertEqual(self.shell(text).returncode, code)
            self.assertTrue((self.folder / "margincert-report" / "report.html").is_file())
        self.stub_ending(65)
        self.assertNotEqual(self.shell(text).returncode, 0)

    def test_a_finding_is_tolerated_once_it_is_in_the_baseline(self):
        [text] = blocks("sh", section("Baselines in practice"))
        record, tolerate = text.splitlines()
        self.gate_that_is_small("soft", plugged.BROKEN)
        self.assertEqual(self.shell(record).returncode, program.VIOLATED)
        done = self.shell(tolerate)
        self.assertEqual(done.returncode, program.PASS, done.stdout + done.stderr)

    def test_the_shell_is_told_how_to_complete(self):
        [text] = blocks("sh", section("The program in your shell"))
        self.install_program()
        done = subprocess.run(["bash", "-ec", text.splitlines()[0] + "\ncomplete -p margincert"], cwd=self.folder,
                              env=os.environ | {"PATH": f"{self.bin}:{os.environ['PATH']}"}, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, "complete -F _margincert margincert\n"), done.stderr)

    def test_every_option_in_a_block_is_one_of_the_command(self):
        self.install_program()
        commands = re.findall(r"^ *(?:- |sh ')?margincert (report merge|[a-z]+)(.*)$", PAGE, re.MULTILINE)
        self.assertGreater(len(commands), 6)
        for command, rest in commands:
            offered = self.run_program(*command.split(), "--help").out
            for option in re.findall(r"(--[a-z-]+)", rest):
                self.assertIn(f" {option}", offered, command)


class Meson(CiPageTest):
    @unittest.skipUnless(shutil.which("meson"), "meson is not installed")
    def test_the_gate_is_a_test_of_the_project(self):
        [text] = blocks("meson")
        self.write("meson.build", text)
        self.write("model.recursion.json", "{}")
        for model, arguments, passes in (("textbook", plugged.SMALL, True), ("soft", plugged.BROKEN, False)):
            self.gate_that_is_small(model, arguments)
            done = self.shell("rm -rf build && meson setup build && meson test -C build")
            self.assertEqual(done.returncode == 0, passes, done.stdout)
            self.assertTrue((self.folder / "build" / "margincert-report" / "junit.xml").is_file())


class Jenkins(CiPageTest):
    def test_what_is_said_of_its_policy_is_true_of_the_page(self):
        self.install_program()
        self.shell(f"margincert gate soft {plugged.BROKEN} --output report || true")
        page = (self.folder / "report/report.html").read_text(encoding="utf-8")
        # Jenkins allows stylesheets of its own server alone: style-src 'self'.
        self.assertEqual((page.count("<style>"), page.count("<script"), len(re.findall(r"<[^>]* style=", page))), (1, 0, 0))
        formats = (program.SOURCE_ROOT / "docs/formats.md").read_text(encoding="utf-8")
        for text in (section("Jenkins"), formats.split("\n## Page\n")[1].split("\n## ")[0]):
            self.assertRegex(text, r"one\s+stylesheet")
            self.assertRegex(text, r"without\s+colours\s+and\s+columns")


class ExitStatuses(CiPageTest):
    def test_they_are_all_there(self):
        rows = re.findall(r"^\| ([\d, ]+) \|", section("What the exit status means"), re.MULTILINE)
        statuses = [int(status) for row in rows for status in row.split(",")]
        self.assertEqual(statuses, [program.PASS, program.VIOLATED, program.INCONCLUSIVE, program.NOTHING_CHECKED,
                                    program.USAGE, program.BAD_FILE, program.INTERNAL, program.INTERRUPTED])

    def test_the_files_are_those_that_an_output_folder_has(self):
        self.install_program()
        self.shell(f"margincert gate soft {plugged.BROKEN} --output report || true")
        named = re.findall(r"^\| `([\w.]+)/?` \|", PAGE.split("\n## ")[0], re.MULTILINE)
        self.assertEqual(sorted(named), sorted(os.listdir(self.folder / "report")))


if __name__ == "__main__":
    program.main()
