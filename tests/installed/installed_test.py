"""The programs of docs/properties.md, built against the installed package, do what the page says.

    installed_test.py BUILD_FOLDER PAGE SANITIZERS COMPILER...

The page's ```cpp blocks begin with a comment that names their file. Its indented g++ line builds each of them, and each
```console block is a command and what it prints; an output line "…" stands for any number of lines."""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

SKIPPED = 77


def fail(*pieces):
    sys.exit("\n".join(map(str, pieces)))


def shell(command, folder, **environment):
    return subprocess.run(["sh", "-c", command], cwd=folder, env=os.environ | environment, text=True,
                          encoding="utf-8", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=500)


def install(build, folder):
    """Installs what a library's user needs, and nothing that has to be built for it; gives its pkg-config folder."""
    done = subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--tags", "devel", "--destdir", folder],
                          capture_output=True, text=True)
    if done.returncode != 0:
        fail("meson install failed", done.stdout, done.stderr)
    [package] = pathlib.Path(folder).rglob("margincert.pc")
    # The package lies below a folder that its prefix does not name. PKG_CONFIG_SYSROOT_DIR would move every package it
    # requires as well, and those lie where they always did.
    text = package.read_text()
    prefix = re.search(r"^prefix=(.*)$", text, re.MULTILINE).group(1)
    package.write_text(text.replace(f"prefix={prefix}\n", f"prefix={folder}{prefix}\n", 1))
    return str(package.parent)


def read_page(page):
    text = pathlib.Path(page).read_text(encoding="utf-8")
    programs = {}
    for block in re.findall(r"```cpp\n(.*?)```", text, re.DOTALL):
        name = re.match(r"// (\w+)\.cpp\n", block)
        if not name or name.group(1) in programs:
            fail("a program without a file name of its own in a comment on its first line:", block)
        programs[name.group(1)] = block
    runs = re.findall(r"```console\n\$ (.*?)\n(.*?)```", text, re.DOTALL)
    [command] = re.findall(r"^    (g\+\+ .*)$", text, re.MULTILINE)
    return programs, command, runs


def build_program(name, command, sanitizers, compiler, folder, packages):
    """By the page's own command, with the compiler of this build in place of g++ and what its libraries must be linked
    with."""
    flags = [] if sanitizers == "none" else [f"-fsanitize={sanitizers}"]
    words = command.replace("NAME", name).removeprefix("g++")
    done = shell(shlex.join([*compiler, "-Wall", "-Wextra", "-Werror", *flags]) + words, folder,
                 PKG_CONFIG_PATH=packages)
    if done.returncode != 0 or done.stdout:
        fail(f"{name}.cpp does not build, or not without a word:", done.stdout)


def agrees(expected, printed):
    """Do the expected lines stand at the printed ones, "…" for any number of them?"""
    if not expected:
        return not printed
    if expected[0] == "…":
        return any(agrees(expected[1:], printed[skipped:]) for skipped in range(len(printed) + 1))
    return bool(printed) and expected[0] == printed[0] and agrees(expected[1:], printed[1:])


def check_run(command, expected, folder):
    printed = shell(command, folder).stdout
    if "Sanitizer" in printed or "runtime error:" in printed:
        fail("$ " + command, printed)
    if not agrees(expected.splitlines(), printed.splitlines()):
        fail("The page says", "$ " + command, expected, "but it prints", printed)


def main():
    build, page, sanitizers, *compiler = sys.argv[1:]
    for tool in ("meson", "pkg-config"):
        if not shutil.which(tool):
            print(f"{tool} is not in the path")
            sys.exit(SKIPPED)
    os.environ.pop("RC_PARAMS", None)
    programs, command, runs = read_page(page)
    if not programs or len(runs) < len(programs):
        fail("the page has fewer runs than programs")
    with tempfile.TemporaryDirectory(prefix="margincert-installed-") as folder:
        packages = install(build, folder)
        for name, text in programs.items():
            pathlib.Path(folder, name + ".cpp").write_text(text, encoding="utf-8")
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda name: build_program(name, command, sanitizers, compiler, folder, packages), programs))
        for run, expected in runs:
            check_run(run, expected, folder)
    print(f"{len(programs)} programs do what {page} says")


if __name__ == "__main__":
    main()
