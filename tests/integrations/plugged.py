"""What the tests of this folder share: a folder with a margincert on its PATH, the real one or one that does as told."""
import os
import pathlib
import stat
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import program  # noqa: E402

# A gate of a fraction of a second that passes, and one that finds a violation: textbook and soft, with these.
SMALL = "--family cone --set n=6 --tasks 5 --require-applicable 1"
BROKEN = ("--family prototype --set sigma=0.02 n=6 --tasks 5 --require-applicable 1 --regime full --drop class-purity "
          "--statement geometric-margin-growth")


class PluggedTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.bin = self.folder / "bin"
        self.bin.mkdir()

    def install_program(self):
        (self.bin / "margincert").unlink(missing_ok=True)
        (self.bin / "margincert").symlink_to(program.path())

    def install_stub(self, script):
        """A margincert on PATH that does this."""
        (self.bin / "margincert").unlink(missing_ok=True)
        (self.bin / "margincert").write_text("#!/bin/sh\n" + script)
        (self.bin / "margincert").chmod(stat.S_IRWXU)

    def stub_ending(self, code):
        """One that keeps its arguments, a line for each call, and ends so."""
        self.install_stub(f"printf '%s|' \"$@\" >>{self.folder}/calls; echo >>{self.folder}/calls\necho said\nexit {code}\n")

    def calls(self):
        """The arguments of every call so far, which are forgotten."""
        lines = (self.folder / "calls").read_text().splitlines()
        os.remove(self.folder / "calls")
        return [line.split("|")[:-1] for line in lines]
