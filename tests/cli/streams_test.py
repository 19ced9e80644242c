"""Streams that are closed, full or broken: the status stays the documented one, and nothing is half-written."""
import os
import subprocess

import program
from program import ProgramTest

CONE = ["check", "--params", "textbook", "--family", "cone", "--tasks", "3", "--statement", "norm-growth",
        "--jobs", "1"]


class Streams(ProgramTest):
    def shell(self, command, *arguments):
        """Runs the program, "$@" in the command, with its streams as the command says."""
        done = subprocess.run(["bash", "-c", f"ulimit -c 0; {command}", "bash", program.path(), *map(str, arguments)],
                              cwd=self.folder, env=program.environment(), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=300, check=False)
        return program.Outcome(done.returncode, done.stdout, done.stderr)

    def assert_lost(self, outcome, reason):
        self.assertEqual(outcome.code, program.INTERNAL, outcome)
        self.assertEqual(outcome.err, f"margincert: standard output: cannot be written ({reason}); check where it "
                                      "leads, and its space\n")

    def test_what_cannot_be_said_on_stderr_does_not_change_the_status(self):
        self.write("bad.json", "{")
        for arguments in ([*CONE, "--json"], [*CONE, "--format", "junit"], ["replay", "--json"],
                          ["crosscheck", "reference", "--tasks", 1, "--json"],
                          ["extract", "reference", "--tasks", 1, "--json"],
                          ["check", "--params", "nope.json", "--family", "cone"], ["report", "bad.json"], ["nosuch"]):
            expected = self.run_program(*arguments)
            self.assertNotEqual(expected.err, "")
            for stream in ("2>&-", "2>/dev/full", "2> >(exec true)"):
                with self.subTest(arguments=arguments, stream=stream):
                    outcome = self.shell(f'"$@" {stream}', *arguments)
                    self.assertEqual((outcome.code, outcome.err), (expected.code, ""))

    def test_a_result_that_is_lost_is_70(self):
        for arguments in (CONE, [*CONE, "--json"], [*CONE, "--quiet"], ["list"], ["list", "--json"], ["manual"],
                          ["--help"], ["schema", "report"], ["completion", "bash"]):
            for stream, reason in ((">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")):
                with self.subTest(arguments=arguments, stream=stream):
                    self.assert_lost(self.shell(f'"$@" {stream}', *arguments), reason)
        self.assertEqual(self.shell('"$@" >/dev/full 2>/dev/full', *CONE), (program.INTERNAL, "", ""))

    def test_a_reader_that_has_gone_is_70(self):
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "wb") as broken:
            done = subprocess.run([program.path(), "manual"], stdout=broken, stderr=subprocess.PIPE, text=True,
                                  timeout=300, check=False)
        self.assert_lost(program.Outcome(done.returncode, "", done.stderr), "Broken pipe")

    def test_the_largest_size_of_a_file_is_an_error_and_not_a_signal(self):
        self.assert_lost(self.shell('ulimit -f 1; "$@" >out.txt', "manual"), "File too large")
        before = self.files()
        for arguments, file in (([*CONE, "--output", "out"], "out/report.json"),
                                (["train", "--steps", 1, "--d", 20, "--output", "m.safetensors"], "m.checkpoint"),
                                (["search", "--statement", "norm-growth", "--drop", "step-signs", "--output", "found"],
                                 "found/")):
            with self.subTest(arguments=arguments):
                outcome = self.shell('ulimit -f 0; "$@"', *arguments)
                self.assert_refused(outcome, program.BAD_FILE, file, "cannot be written: writing (File too large)")
                self.assertEqual(self.files(), before)


if __name__ == "__main__":
    program.main()
