"""The hook for pre-commit: its description, and its wrapper run as pre-commit runs it."""
import os
import re
import subprocess

import yaml

import plugged
import program
from plugged import PluggedTest

HOOK = yaml.safe_load((program.SOURCE_ROOT / ".pre-commit-hooks.yaml").read_text())[0]


class Hook(PluggedTest):
    def commit(self, *words):
        return subprocess.run([program.SOURCE_ROOT / HOOK["entry"], *words], cwd=self.folder,
                              env=os.environ | {"PATH": f"{self.bin}:/usr/bin:/bin", "TMPDIR": str(self.folder)},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)

    def test_it_is_for_recursions_and_transformers(self):
        for name in ("model.recursion.json", "a/b.recursion.json", "model.safetensors"):
            self.assertTrue(re.search(HOOK["files"], name))
        for name in ("task.json", "recursion.json.md", "model.safetensors.txt", "xrecursion.json"):
            self.assertFalse(re.search(HOOK["files"], name), name)
        self.assertTrue(os.access(program.SOURCE_ROOT / HOOK["entry"], os.X_OK))
        self.assertEqual(HOOK["language"], "script")

    def test_every_file_is_gated_with_the_options(self):
        self.stub_ending(0)
        done = self.commit("--config=gate.toml", "--jobs=2", "one.recursion.json", "two words.safetensors")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        calls = self.calls()
        self.assertEqual([call[:-1] for call in calls],
                         [["gate", file, "--profile=dev", "--config=gate.toml", "--jobs=2"]
                          for file in ("one.recursion.json", "two words.safetensors")])
        self.assertEqual(len({call[-1] for call in calls}), 2)  # each has a folder of its own
        self.assertEqual([name for name in self.files() if "margincert-commit" in name], [])

    def test_it_ends_as_the_worst_of_its_files(self):
        for codes, worst in (((0, 3), 3), ((3, 2, 0), 2), ((2, 1, 3), 1), ((1, 65, 2), 65), ((70, 1), 70), ((0, 130), 130)):
            self.install_stub(f'case $2 in {" ".join(f"{i}.safetensors) exit {code} ;;" for i, code in enumerate(codes))} esac\n')
            done = self.commit(*(f"{i}.safetensors" for i in range(len(codes))))
            self.assertEqual(done.returncode, worst, codes)

    def test_a_file_that_fails_is_named_with_what_the_gate_said(self):
        self.install_stub('[ "$2" = good.safetensors ] || { echo "the table"; echo "the error" >&2; exit 1; }\necho quiet\n')
        done = self.commit("good.safetensors", "bad.safetensors")
        self.assertTrue(done.stdout.startswith("bad.safetensors:\nthe table\nthe error\n"), done.stdout)
        folder = done.stdout.splitlines()[-1].removeprefix("Pages to read, and cases to replay: ")
        self.assertTrue(os.path.isdir(folder))

    def test_nothing_to_check_and_no_program_are_not_green(self):
        self.stub_ending(0)
        self.assertEqual(self.commit().returncode, program.NOTHING_CHECKED)
        self.assertEqual(self.commit("--jobs=2").returncode, program.NOTHING_CHECKED)


if __name__ == "__main__":
    program.main()
