"""The CMake project of docs/ci.md, with the installed package: it configures, builds, and its program derives a case again.

    cmake_test.py BUILD_FOLDER PAGE SANITIZERS COMPILER..."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from installed_test import SKIPPED, fail

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(folder, *command, code=0, **environment):
    done = subprocess.run(command, cwd=folder, env=os.environ | environment, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=500)
    if done.returncode != code:
        fail(f"$ {' '.join(map(str, command))} ended with {done.returncode}, not {code}", done.stdout)
    return done.stdout


def block(page, language):
    [text] = re.findall(rf"```{language}\n(.*?)```", pathlib.Path(page).read_text(encoding="utf-8"), re.DOTALL)
    return text


def main():
    build, page, sanitizers, *compiler = sys.argv[1:]
    if not shutil.which("cmake") or not shutil.which("ctest"):
        print("cmake is not in the path")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory(prefix="margincert-cmake-") as name:
        folder = pathlib.Path(name)
        run(folder, "meson", "install", "-C", build, "--no-rebuild", "--tags", "devel", "--destdir", folder / "installed")
        [config] = folder.rglob("margincertConfig.cmake")
        project = block(page, "cmake")
        (folder / "CMakeLists.txt").write_text(project)
        (folder / "rederive.cpp").write_text(block(page, "cpp"))
        # The program that ctest runs: here only what it is called with and how it ends are of interest.
        stub = folder / "bin" / "margincert"
        stub.parent.mkdir()
        stub.write_text('#!/bin/sh\n[ "$1" = gate ] || exit 64\nexit "${STUB_STATUS:-0}"\n')
        stub.chmod(0o700)
        flags = "" if sanitizers == "none" else f"-fsanitize={sanitizers}"
        def configure(target, **more):
            return run(folder, "cmake", "-S", folder, "-B", folder / target, f"-Dmargincert_DIR={config.parent}",
                       f"-DCMAKE_CXX_COMPILER={compiler[-1]}", f"-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror {flags}",
                       PATH=f"{stub.parent}:{os.environ['PATH']}", **more)
        configure("build")
        run(folder, "cmake", "--build", "build")
        run(folder, "ctest", "--test-dir", "build")
        run(folder, "ctest", "--test-dir", "build", code=8, STUB_STATUS="2")
        case = ROOT / "cases" / "growth-needs-class-purity.case.json"
        printed = run(folder, "build/rederive", case)
        if not re.fullmatch(r"accepted at \d+ bits\n", printed):
            fail("the program prints", printed)

        # Another series of versions is refused.
        version = re.search(r"find_package\(margincert ([\d.]+)", project).group(1)
        (folder / "CMakeLists.txt").write_text(project.replace(f"margincert {version} ", "margincert 99.1 "))
        refused = run(folder, "cmake", "-S", folder, "-B", folder / "other", f"-Dmargincert_DIR={config.parent}", code=1,
                      PATH=f"{stub.parent}:{os.environ['PATH']}")
        if 'compatible with requested version "99.1"' not in " ".join(refused.split()):
            fail("another series of versions was not what it was refused for", refused)
    print(f"the project of {page} configures, builds and runs")


if __name__ == "__main__":
    main()
