"""./dev around a project of one target: what it builds, what it says, and which tests it runs."""
import os
import shutil
import stat
import subprocess
import unittest

from plugged import PluggedTest, program

PROJECT = """project('toy', 'cpp')
needed = executable('needed', 'needed.cpp')
always = find_program('true')
add_test_setup('everyday', exclude_suites: ['slow'], is_default: true)
test('everyday', always, suite: 'fast')
test('alone', needed, suite: ['fast', 'once'])
test('patient', always, suite: 'slow')
alias_target('everyday_tests', needed)
subdir('src/cli')
"""
TARGET = "custom_target('margincert', input: 'said.sh', output: 'margincert', command: ['cp', '@INPUT@', '@OUTPUT@'])\n"


class Dev(PluggedTest):
    def setUp(self):
        super().setUp()
        self.checkout = self.folder / "checkout"
        for name, text in {"meson.build": PROJECT, "src/cli/meson.build": TARGET,
                           "meson_options.txt": "option('benchmarks', type: 'boolean')\n",
                           "needed.cpp": "int main() {}\n",
                           "src/cli/said.sh": "#!/bin/sh\necho said \"$@\"\n"}.items():
            self.write(f"checkout/{name}", text)
        (self.checkout / "src/cli/said.sh").chmod(stat.S_IRWXU)
        shutil.copy(program.SOURCE_ROOT / "dev", self.checkout)
        (self.checkout / "tests").mkdir()
        shutil.copy(program.SOURCE_ROOT / "tests/longest.py", self.checkout / "tests")
        # Every package is there.
        self.stub("dpkg-query", "echo install ok installed")

    def stub(self, name, script):
        (self.bin / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.bin / name).chmod(stat.S_IRWXU)

    def dev(self, *words):
        return subprocess.run([self.checkout / "dev", *words], env=os.environ | {"PATH": f"{self.bin}:{os.environ['PATH']}"},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)

    def test_nothing_to_do_is_nothing_to_say(self):
        self.assertEqual(self.dev("run").returncode, 0)
        done = self.dev("run", "a", "b c")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "said a b c\n", ""))

    def test_what_does_not_build_is_said_and_ends_badly(self):
        self.dev("run")
        self.write("checkout/src/cli/meson.build", TARGET.replace("cp", "false"))
        done = self.dev("run")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("FAILED: src/cli/margincert", done.stderr)

    def test_a_checkout_that_was_moved_is_configured_anew(self):
        self.dev("run")
        moved = self.folder / "moved"
        self.checkout = self.checkout.rename(moved)
        done = self.dev("run")
        self.assertEqual((done.returncode, done.stdout), (0, "said\n"))
        self.assertEqual(done.stderr.splitlines()[0],
                         "dev: build was configured for a checkout in another place; configuring it anew")
        self.assertEqual(done.stderr.count("The Meson build system"), 1)
        self.assertEqual(self.dev("run").stderr, "")

    def test_slow_tests_run_when_asked_for(self):
        done = self.dev("test", "--slow")
        self.assertEqual((done.returncode, done.stdout.splitlines()[-1]), (0, "1 passed, 0 failed"))
        self.assertIn("patient", done.stdout)
        self.assertNotIn("everyday", done.stdout)

    def test_no_slow_test_of_that_name_is_no_success(self):
        self.dev("test", "--slow")
        done = self.dev("test", "--slow", "unknown")
        self.assertEqual((done.returncode, done.stdout.splitlines()[-1]), (1, "0 passed, 0 failed"))

    def test_every_day_leaves_the_slow_ones_out(self):
        self.dev("run")
        done = subprocess.run(["meson", "test", "-C", self.checkout / "build"], capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done)
        self.assertNotIn("patient", done.stdout)

    def test_what_needs_no_optimiser_runs_in_the_sanitized_build_alone(self):
        done = self.dev("test")
        self.assertEqual((done.returncode, done.stdout.splitlines()[-1]), (0, "3 passed, 0 failed"), done)
        times = (self.checkout / "build/test-times.txt").read_text().splitlines()
        self.assertEqual(sorted(line.split()[2:] for line in times),
                         [["build", "everyday"], ["build-sanitized", "alone"], ["build-sanitized", "everyday"]])
        self.assertEqual(done.stdout.splitlines()[-5:-1],
                         ["Longest of 3 tests (all of them: build/test-times.txt):", *times])
        # By its name it runs anywhere, and the other build has no times left of the run before.
        by_name = subprocess.run(["meson", "test", "-C", self.checkout / "build", "alone"], capture_output=True, text=True)
        self.assertEqual(by_name.returncode, 0, by_name)
        done = self.dev("test", "alone")
        self.assertEqual((done.returncode, done.stdout.splitlines()[-1]), (0, "1 passed, 0 failed"), done)
        self.assertIn("Longest of 1 tests", done.stdout)

    @unittest.skipUnless(shutil.which("clang++"), "clang is not installed")
    def test_a_sanitized_build_by_another_compiler_is_configured_anew(self):
        subprocess.run(["meson", "setup", "build-sanitized", "-Db_lundef=false"], cwd=self.checkout, check=True, capture_output=True,
                       env=os.environ | {"CXX": "g++"}, timeout=300)
        anew = "dev: build-sanitized was configured for another compiler than clang++; configuring it anew"
        self.assertEqual(self.dev("test").stderr.count(anew), 1)
        done = self.dev("test")
        self.assertEqual((done.returncode, done.stderr.count(anew)), (0, 0), done)
        rules = (self.checkout / "build-sanitized/build.ninja").read_text()
        self.assertRegex(rules, r"command = .*clang\+\+ \$ARGS")
        self.assertIn("-fsanitize=address,undefined", rules)

    def test_any_version_of_boosts_headers_will_do(self):
        self.stub("apt-get", "echo asked for >&2; exit 1")
        self.stub("dpkg-query", """case "$3" in libboost-dev) exit 1 ;; *) echo install ok installed ;; esac""")
        done = self.dev("run")
        self.assertEqual(done.returncode, 0, done)
        self.stub("dpkg-query", """case "$3" in libboost*) exit 1 ;; *) echo install ok installed ;; esac""")
        done = self.dev("run")
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stderr.splitlines()[0], "dev: installing libboost-dev")

    def test_the_packages_are_listed_one_to_a_line(self):
        done = self.dev("packages")
        self.assertEqual(done.returncode, 0)
        self.assertTrue({"g++", "libboost-dev", "clang", "libmpfi-dev"} <= set(done.stdout.splitlines()), done.stdout)

    def test_the_project_leaves_the_slow_ones_out(self):
        text = (program.SOURCE_ROOT / "tests/meson.build").read_text()
        self.assertIn("add_test_setup('everyday', exclude_suites: ['slow'], is_default: true)", text)


if __name__ == "__main__":
    program.main()
