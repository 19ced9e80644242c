"""A program against the installed package sees every input that does not fit refused, and every public header stands
alone.

    refusals_test.py BUILD_FOLDER SANITIZERS COMPILER..."""
import pathlib
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from installed_test import SKIPPED, build_program, check_run, fail, install, shell

HERE = pathlib.Path(__file__).resolve().parent
COMMAND = "g++ -std=c++20 NAME.cpp $(pkg-config --cflags --libs margincert) -o NAME"


def main():
    build, sanitizers, *compiler = sys.argv[1:]
    for tool in ("meson", "pkg-config"):
        if not shutil.which(tool):
            print(f"{tool} is not in the path")
            sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory(prefix="margincert-refusals-") as folder:
        packages = install(build, folder)
        shutil.copy(HERE / "refused_inputs.cpp", folder)
        public = sorted(next(pathlib.Path(folder).rglob("include/margincert")).glob("*.hpp"))
        if len(public) < 11:
            fail("too few public headers", *public)

        def stands_alone(header):
            done = shell(f"echo '#include <margincert/{header.name}>' | {' '.join(compiler)} -std=c++20 -Wall -Wextra -Werror -fsyntax-only "
                         "$(pkg-config --cflags margincert) -x c++ -", folder, PKG_CONFIG_PATH=packages)
            if done.returncode != 0:
                fail(f"<margincert/{header.name}> does not stand alone", done.stdout)

        with ThreadPoolExecutor(2) as pool:
            built = pool.submit(build_program, "refused_inputs", COMMAND, sanitizers, compiler, folder, packages)
            list(pool.map(stands_alone, public))
            built.result()
        check_run("./refused_inputs", "all refused\n", folder)
    print(f"{len(public)} public headers stand alone, and what does not fit is refused")


if __name__ == "__main__":
    main()
