"""Pages of real reports, made by the program, for the tests of this folder. Each is called with the program's path and
a folder for what a person may want to look at."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

# Two dimensions, so that witnesses are drawn; attention that leaks, so that without class purity bounds break.
PLANE = {"format": "margincert-recursion/1", "feature_dim": 2, "classes": 2, "label_background": "-1/K",
         "layers": [{"alpha": alpha, "gamma": 2.0, "alpha_prime": 0.5, "gamma_prime": 0.5} for alpha in (1, 1, 1.5, 2)]}

RUNS = {"violated": (1, ["--params", "plane.json", "--family", "cone", "--set", "n=12", "--tasks", "30", "--statement", "A",
                         "--regime", "full", "--drop", "class-purity"]),
        "passed": (0, ["--params", "textbook", "--family", "no-margin", "prototype", "cone", "--tasks", "20"])}


def program():
    return str(pathlib.Path(sys.argv[1]).resolve())


def output_folder():
    folder = pathlib.Path(sys.argv[2]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def page(name, folder, *more):
    """The page of one of RUNS, as a path."""
    status, arguments = RUNS[name]
    (folder / "plane.json").write_text(json.dumps(PLANE), encoding="utf-8")
    html = folder / f"{name}.html"
    ran = subprocess.run([program(), "check", *arguments, "--quiet", "--html-output", str(html), *more], cwd=folder,
                         env=os.environ | {"SOURCE_DATE_EPOCH": "0"}, capture_output=True, text=True, timeout=300)
    assert ran.returncode == status, ran.stdout + ran.stderr
    return html


def node_modules(package):
    """A folder of the build into which npm has installed the package, "NAME@VERSION": asked of the registry once."""
    folder = output_folder().parent / "node"
    folder.mkdir(exist_ok=True)
    name, version = package.rsplit("@", 1)
    manifest = folder / "node_modules" / name / "package.json"
    if not manifest.exists() or json.loads(manifest.read_text(encoding="utf-8"))["version"] != version:
        npm = shutil.which("npm")
        assert npm, "npm is not installed: ./dev test --slow installs it"
        subprocess.run([npm, "install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", package], check=True,
                       stdout=subprocess.DEVNULL, timeout=500)
    return folder / "node_modules"


def skip_without(tool):
    """Meson's status for a test that was skipped, when the tool is not installed."""
    found = shutil.which(tool)
    if not found:
        print(f"skipped: there is no {tool}")
        sys.exit(77)
    return found
