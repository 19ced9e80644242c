"""The action for GitHub, run by a runner of our own: green only for a gate that passed, and told what broke otherwise."""
import os
import re
import stat

import plugged
import program
from action import SOURCE_ROOT, Run, description
from plugged import PluggedTest

LINES = {0: "PASS", 1: "FAIL", 2: "INCONCLUSIVE", 3: "NOTHING-CHECKED", 130: "INCONCLUSIVE"}


class ActionTest(PluggedTest):
    def gate_stub(self, code, *, say="", report="{}", markdown="# Report", annotations="", end=None):
        """A gate that writes its reports and ends as told; `report` renders these annotations."""
        texts = {"report.json": report, "junit.xml": "<x/>", "report.sarif": "{}", "report.html": "<p>",
                 "report.md": markdown}
        write = "".join(f"printf '%s' '{text}' >margincert-report/{name}\n" for name, text in texts.items())
        self.install_stub(f"""
[ "$1" != --version ] || {{ echo "margincert 9.9.9"; exit 0; }}
[ "$1" != report ] || {{ printf '%s' '{annotations}'; exit {code}; }}
printf '%s\\n' "$@" >arguments
mkdir -p margincert-report
{write if report else ''}
printf '%s\\n' '{say or LINES.get(code, "PASS") + " holds=1 violated=0 undecided=0 errors=0 not-applicable=0"}'
echo 'margincert: last words: 100%' >&2
{end or f"exit {code}"}
""")

    def act(self, inputs=None, **environment):
        self.run_of_action = Run(self.folder, self.bin, {"model": "any.json"} | (inputs or {}), **environment)
        return self.run_of_action


class Verdicts(ActionTest):
    def test_a_gate_that_reports_ends_as_it_ended(self):
        for code, status in LINES.items():
            with self.subTest(code=code):
                self.gate_stub(code)
                run = self.act()
                self.assertEqual((run.code, run.output("status"), run.output("exit-code")), (code, status, str(code)))
                self.assertEqual(run.commands(), [])
                self.assertEqual(run.output("json"), "margincert-report/report.json")
                self.assertIn("# Report", run.summary.read_text())

    def test_a_gate_that_did_not_finish_is_red_with_an_annotation_of_its_own(self):
        for code, end, why in ((64, None, "command line"), (65, None, "a file"), (70, None, "internal error"),
                               (137, "kill -KILL $$", "signal 9"), (139, "kill -SEGV $$", "signal 11"),
                               (9, None, "does not have")):
            with self.subTest(code=code):
                self.gate_stub(code, report="", end=end, say="x")
                run = self.act()
                self.assertEqual((run.code, run.output("status"), run.output("json")), (code, "NO-REPORT", ""))
                [annotation] = run.commands()
                self.assertTrue(annotation.startswith("::error title=Margincert::The gate did not finish: "), annotation)
                self.assertIn(why, annotation)
                self.assertIn("last words: 100%25", annotation)
                self.assertIn(f"Exit status {code}", run.summary.read_text())

    def test_a_pass_without_a_report_or_without_the_word_is_red(self):
        self.gate_stub(0, report="")
        run = self.act()
        self.assertEqual((run.code, run.output("status"), len(run.commands())), (program.INTERNAL, "NO-REPORT", 1))
        self.gate_stub(0, say="PASSED holds=1")
        run = self.act()
        self.assertEqual((run.code, len(run.commands())), (program.INTERNAL, 1))
        self.gate_stub(0, say="INCONCLUSIVE holds=1 violated=0")
        self.assertEqual(self.act().code, program.INTERNAL)

    def test_a_violation_without_a_report_stays_a_violation_and_says_so(self):
        self.gate_stub(1, report="")
        run = self.act()
        self.assertEqual((run.code, run.output("status"), len(run.commands())), (program.VIOLATED, "NO-REPORT", 1))

    def test_a_report_of_an_earlier_run_is_not_taken_for_this_ones(self):
        self.write("margincert-report/report.json", "{}")
        self.gate_stub(0, report="")
        self.assertEqual(self.act().output("json"), "")

    def test_a_gate_that_is_cancelled_writes_what_it_has(self):
        self.gate_stub(130, end="""
trap 'trap "exit 137" TERM; kill -TERM $PPID; sleep 0.2; exit 130' TERM
kill -INT $PPID
while :; do sleep 0.05; done""")
        run = self.act()
        self.assertEqual((run.code, run.output("status")), (program.INTERRUPTED, "INCONCLUSIVE"))
        self.assertIn("# Report", run.summary.read_text())

    def test_the_last_step_is_red_without_a_status(self):
        for status in ("", "0x0", "00", "-1", "yes"):
            os.environ["MARGINCERT_EXIT_CODE"] = status
            self.addCleanup(os.environ.pop, "MARGINCERT_EXIT_CODE", None)
            self.assertNotEqual(os.system(f"sh {SOURCE_ROOT}/integrations/github/finish.sh >/dev/null"), 0, status)


class Inputs(ActionTest):
    def arguments(self):
        return (self.folder / "arguments").read_text().split("\n")[:-1]

    def test_they_reach_the_gate_as_they_are(self):
        self.gate_stub(0)
        (self.folder / "star.json").write_text("")
        self.act({"model": "my model.json", "config": "gate.toml", "baseline": "known.json",
                  "args": "--tasks 5\n  --family * $(touch broken) `touch broken`; touch broken"})
        self.assertEqual(self.arguments()[:-2],
                         ["gate", "my model.json", "--config", "gate.toml", "--baseline", "known.json", "--tasks", "5", "--family", "*",
                          "$(touch", "broken)", "`touch", "broken`;", "touch", "broken"])
        self.assertFalse((self.folder / "broken").exists())

    def test_nothing_to_gate_is_refused(self):
        self.gate_stub(0)
        run = self.act({"model": ""})
        self.assertEqual((run.code, run.output("status")), (program.USAGE, "NO-REPORT"))
        self.assertIn("neither model nor config", run.commands()[0])
        self.assertFalse((self.folder / "arguments").exists())
        self.assertEqual(self.act({"model": "", "config": "gate.toml"}).code, 0)

    def test_no_input_is_named_in_shell_text(self):
        for step in description()["runs"]["steps"]:
            self.assertNotIn("${{", step.get("run", ""))

    def test_what_the_gate_prints_is_no_command_and_what_it_writes_is_no_output(self):
        self.gate_stub(0, say="::error::not mine\nPASS holds=1 violated=0", markdown="::error::neither")
        run = self.act()
        self.assertEqual((run.code, run.commands()), (0, []))
        self.gate_stub(0)
        run = self.act({"output": "margincert-report\nexit-code<<E\n0\nE"})
        self.assertEqual((run.code, run.output("exit-code")), (program.INTERNAL, str(program.INTERNAL)))

    def test_another_version_than_was_asked_for_is_refused(self):
        self.gate_stub(0)
        self.assertEqual(self.act({"version": "9.9.9"}).code, 0)
        run = self.act({"version": "1.0.0"})
        self.assertEqual((run.code, len(run.commands())), (program.USAGE, 1))
        self.assertIn("margincert 9.9.9", run.commands()[0])

    def test_where_the_program_comes_from(self):
        system = self.write("os-release", "ID=ubuntu\nVERSION_ID=24.04\n")
        for inputs, message in (({"build": "always"}, "container: debian:12"), ({"build": "perhaps"}, "auto, always or never")):
            self.gate_stub(0)
            run = self.act(inputs, OS_RELEASE=str(self.folder / system))
            self.assertNotEqual(run.code, 0)
            self.assertIn(message, run.commands()[0])
        (self.bin / "margincert").unlink()
        run = self.act({"build": "never"}, PATH="/usr/bin:/bin")
        self.assertNotEqual(run.code, 0)
        self.assertIn("not on PATH", run.commands()[0])


    def test_without_one_the_actions_own_sources_are_built(self):
        self.gate_stub(0)
        sources = self.folder / "sources"
        sources.mkdir()
        (sources / "integrations").symlink_to(SOURCE_ROOT / "integrations")
        self.write("sources/dev", '#!/bin/sh\n[ "$*" = "run --version" ] && [ -n "$CCACHE_DIR" ] || exit 9\n'
                   'mkdir -p "$(dirname "$0")/build/src/cli"\ncp bin/margincert "$(dirname "$0")/build/src/cli/"\n')
        (sources / "dev").chmod(stat.S_IRWXU)
        self.write("os-release", "ID=debian\nVERSION_ID=\"12\"\n")
        run = self.act({"build": "always"}, OS_RELEASE=str(self.folder / "os-release"), GITHUB_ACTION_PATH=str(sources))
        self.assertEqual((run.code, run.output("status")), (0, "PASS"), run.log)
        cache = run.used["actions/cache"]
        self.assertRegex(cache["key"], r"^margincert-ccache-X64-[0-9a-f]{64}$")
        self.write("sources/dev", "#!/bin/sh\nexit 1\n")
        run = self.act({"build": "always"}, OS_RELEASE=str(self.folder / "os-release"), GITHUB_ACTION_PATH=str(sources))
        self.assertEqual((run.code, len(run.commands())), (program.INTERNAL, 1))
        self.assertNotEqual(run.used["actions/cache"]["key"], cache["key"])


class Reports(ActionTest):
    def test_a_large_summary_is_cut_below_the_limit_of_a_step(self):
        self.install_stub("""
[ "$1" != report ] || exit 0
mkdir -p margincert-report
echo '{}' >margincert-report/report.json
yes '| a row of a table | and more |' | head -n 60000 >margincert-report/report.md
echo 'FAIL holds=0 violated=1'
exit 1
""")
        run = self.act()
        self.assertLess(run.summary.stat().st_size, 1 << 20)
        *rows, empty, last = run.summary.read_text().splitlines()
        self.assertEqual({*rows, empty}, {"| a row of a table | and more |", ""})
        self.assertIn("report.md", last)

    def test_they_are_handed_on(self):
        self.gate_stub(1)
        used = self.act().used
        self.assertEqual(used["github/codeql-action/upload-sarif"]["sarif_file"], "margincert-report/report.sarif")
        self.assertEqual(used["actions/upload-artifact"]["path"], "margincert-report")
        used = self.act({"upload-sarif": "false", "upload-reports": "false"}).used
        self.assertEqual(used, {})

    def test_annotations_are_those_of_the_report(self):
        self.gate_stub(1, annotations="::error title=a::b\n::error title=c::d\n")
        self.assertEqual(self.act().commands(), ["::error title=a::b", "::error title=c::d"])

    def test_a_report_that_cannot_be_rendered_is_told(self):
        self.install_stub("""
[ "$1" != report ] || { echo "no such format" >&2; exit 64; }
mkdir -p margincert-report
echo '{}' >margincert-report/report.json
echo 'FAIL holds=0 violated=1'
exit 1
""")
        run = self.act()
        self.assertEqual((run.code, len(run.commands())), (program.VIOLATED, 1))
        self.assertIn("no such format", run.commands()[0])


class RealGate(ActionTest):
    def test_a_good_model_is_green(self):
        self.install_program()
        run = self.act({"model": "textbook", "args": plugged.SMALL})
        self.assertEqual((run.code, run.output("status"), run.commands()), (0, "PASS", []), run.log)
        for name in ("json", "junit", "sarif", "html", "markdown"):
            self.assertTrue((self.folder / run.output(name)).is_file(), name)
        self.assertIn("PASS", run.summary.read_text())

    def test_a_violation_is_red_and_told_everywhere(self):
        self.install_program()
        run = self.act({"model": "soft", "args": plugged.BROKEN})
        self.assertEqual((run.code, run.output("status")), (program.VIOLATED, "FAIL"), run.log)
        self.assertTrue(1 <= len(run.commands()) <= 10)
        self.assertIn("geometric-margin-growth", run.commands()[0])
        self.assertTrue(run.commands()[0].startswith("::error "))
        self.assertIn("geometric-margin-growth", run.summary.read_text())
        self.assertLess(run.summary.stat().st_size, 1 << 20)

    def test_a_configuration_in_a_subfolder_annotates_files_of_the_checkout(self):
        self.install_program()
        (self.folder / ".git").mkdir()
        model = self.write("ml/model.recursion.json", (SOURCE_ROOT / "models/soft.recursion.json").read_text())
        config = self.write("ml/gate.toml", 'format = "margincert-gate/1"\nmodel = "model.recursion.json"\n')
        run = self.act({"model": "", "config": config, "args": plugged.BROKEN})
        self.assertEqual((run.code, run.output("status")), (program.VIOLATED, "FAIL"), run.log)
        self.assertTrue(run.commands()[0].startswith(f"::error file={model},"), run.commands()[0])
        for result in self.read(run.output("sarif"))["runs"][0]["results"]:
            uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            self.assertTrue((self.folder / uri).is_file(), uri)

    def test_a_broken_file_is_red_with_the_programs_own_words(self):
        self.install_program()
        run = self.act({"model": self.write("100%.recursion.json", "{")})
        self.assertEqual((run.code, run.output("status"), run.output("json")), (program.BAD_FILE, "NO-REPORT", ""))
        [annotation] = run.commands()
        self.assertIn("100%25.recursion.json", annotation)


class Description(ActionTest):
    def test_it_has_the_shape_that_github_asks_for(self):
        action = description()
        self.assertLessEqual({"name", "description", "inputs", "outputs", "runs"}, set(action))
        self.assertEqual(action["runs"]["using"], "composite")
        for name, spec in action["inputs"].items():
            self.assertIsInstance(spec["default"], str, name)
            self.assertTrue(spec["description"])
        for step in action["runs"]["steps"]:
            self.assertEqual("run" in step, "shell" in step, step)
            if "uses" in step:
                self.assertRegex(step["uses"], r"^[\w./-]+@v\d+$")
            for script in re.findall(r"integrations/\S+\.sh", step.get("run", "")):
                self.assertTrue((SOURCE_ROOT / script).is_file())
        text = (SOURCE_ROOT / "action.yml").read_text()
        known = {f"inputs.{name}" for name in action["inputs"]}
        self.assertEqual(set(re.findall(r"inputs\.[a-z-]+", text)), known)


if __name__ == "__main__":
    program.main()
