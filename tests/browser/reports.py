"""Pages of real reports, made by the program, for the tests of this folder. Each is called with the program's path and
a folder for what a person may want to look at."""
import json
import os
import pathlib
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


def page(name, folder):
    """The page of one of RUNS, as a path."""
    status, arguments = RUNS[name]
    (folder / "plane.json").write_text(json.dumps(PLANE), encoding="utf-8")
    html = folder / f"{name}.html"
    ran = subprocess.run([program(), "check", *arguments, "--quiet", "--html-output", str(html)], cwd=folder,
                         env=os.environ | {"SOURCE_DATE_EPOCH": "0"}, capture_output=True, text=True, timeout=300)
    assert ran.returncode == status, ran.stdout + ran.stderr
    return html


def skip_without(tool):
    """Meson's status for a test that was skipped, when the tool is not installed."""
    import shutil
    found = shutil.which(tool)
    if not found:
        print(f"skipped: there is no {tool}")
        sys.exit(77)
    return found
