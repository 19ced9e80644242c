"""Runs two programs side by side on a set of commands and compares all that comes out: standard output, standard
error, exit status and every file that is written, byte for byte.

    same_output.py BEFORE NOW [PATTERN]

For changes that must not show: keep the program of before, and ask here. PATTERN picks commands."""
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TASK = '{"format": "margincert-task/1", "classes": 2, "features": [[0.75, 0.5], [-0.5, 0.25], [0.25, -0.75]], ' \
       '"labels": [0, 1, 0], "probe": [0.5, 0.5], "probe_class": 0}'
PARAMETERS = '{"format": "margincert-recursion/1", "feature_dim": 2, "classes": 2, "label_background": "-1/2", ' \
             '"layers": [{"alpha": 2, "gamma": 1, "alpha_prime": 0.5, "gamma_prime": 0.25}]}'
INPUTS = {
    "task.json": TASK,
    "params.json": PARAMETERS,
    "broken.json": '{"format": "margincert-task/1", "classes": 2',
    "gate.toml": 'format = "margincert-gate/1"\nmodel = "params.json"\nstatements = ["norm-growth"]\n[[family]]\nname = "cone"\ntasks = 20\n'
                 '[budget]\napplicable = 1\n',
    "empty.toml": 'format = "margincert-gate/1"\nstatements = []\n',
    "wrong.toml": 'format = "margincert-gate/1"\nmodell = "x"\n',
}
WEIGHTS, RECURSION = ROOT / "models" / "reference.safetensors", ROOT / "models" / "reference.recursion.json"
CASE = next(iter(sorted((ROOT / "cases").glob("*.case.json"))))

# Several lines are one run: they share a folder.
RUNS = [
    "--help", "--version", "", "nonsense", "chek", "check --help", "gate --help", "search --help", "trace --help",
    "train --help", "extract --help", "crosscheck --help", "replay --help", "necessity --help", "reproduce --help",
    "report --help", "report merge --help", "report diff --help", "list", "list --json", "manual",
    "completion bash", "completion zsh", "completion fish", "completion csh", "schema", "schema report", "schema xx",
    # check
    "check", "check --family cone --tasks 12 --seed 3", "check --family cone --tasks 12 --format json --output out",
    "check --family no-margin --tasks 8 --params textbook --statement A --drop dominance --output out",
    "check --family no-margin --tasks 30 --params soft --regime full --drop H2 --drop H5 --output out",
    "check --family threshold --set axis-angle=50 --tasks 5", "check --family nonsense", "check --family cone --set x=1",
    "check --statement nonsense --family cone", "check --drop nonsense --family cone", "check --family cone --tasks 0",
    "check --family cone --tasks 9 --shard 2/3 --format json", "check --family cone --shard 3/2",
    "check --family cone --ladder 113,53", "check --family cone --ladder 53,256 --tasks 3 --engine off",
    "check --family cone --precision-budget 40", "check --family cone --precision-budget 60 --tasks 5",
    "check --family cone --tasks 10 --params textbook --twins --output out --format markdown",
    "check --family cone --tasks 10 --draw-params random --params textbook --format sarif",
    "check --family cone --tasks 10 --format junit", "check --family cone --tasks 10 --format github",
    "check --family cone --tasks 10 --format html", "check --family cone --tasks 5 --quiet",
    "check --task nothing", "check --task task.json --params params.json", "check --task task.json", "check --task broken.json",
    "check --task missing.json", "check --task task.json --params params.json --drop H5 --drop H2 --output out --html-output p.html",
    f"check --task {CASE} --params {CASE}", "check --family cone --tasks 5 --require-applicable 100",
    "check --family cone --tasks 5 --time-budget 0", "check --family cone --tasks 5 --output task.json",
    "check --family no-margin --tasks 20 --params soft --drop H2 --write-baseline b.json --baseline-reason known\n"
    "check --family no-margin --tasks 20 --params soft --drop H2 --baseline b.json --format json",
    # boxes
    "check --family cone --radius 0.001 --tasks 1 --statement A", "check --family cone --radius -1",
    "check --family cone --radius 0.001 --tasks 2 --statement norm-growth --format json --output out",
    "check --task task.json --params params.json --radius 0.01 --boxes 4", "check --radius 1", "check --family cone --radius 1 --format sarif",
    "check --family no-margin --params soft --drop H2 --radius 0.1 --tasks 1 --statement A --output out",
    # trace
    "trace --params params.json --task task.json", "trace --params params.json --task task.json --json --precision 200",
    "trace --params params.json --task task.json --regime class-pure --svg-output t.svg", "trace",
    "trace --params textbook --task task.json", "trace --params params.json --task task.json --svg-output task.json",
    # search, necessity, replay
    "search --statement geometric-margin-growth --drop dominance --budget 3000 --output out",
    "search --statement geometric-margin-growth --drop dominance --budget 3000 --output out --json --seed 4",
    "search --statement label-margin --budget 500 --output out", "search --statement nonsense --output out", "search",
    "search --statement norm-growth --drop dominance --output out", "search --statement norm-growth --budget 0",
    "search --statement norm-growth --twin --budget 500 --output out --quiet", "search --statement norm-growth --engine xx",
    "search --statement norm-growth --family cone --params textbook --budget 400 --output out --vary-params",
    "search --statement norm-growth --family cone --set xx=1 --budget 400 --output out",
    "search --statement norm-growth --vary-params", "search --statement norm-growth --time-budget 0 --output out",
    "necessity --theorem A --budget 300 --output out", "necessity --theorem Z --output out",
    "replay", "replay --json", "replay --quiet", f"replay {CASE}", "replay missing.json task.json", f"replay {CASE} --json",
    # models
    f"extract {WEIGHTS} --tasks 300", f"extract {WEIGHTS} --tasks 300 --json --output r.json --seed 5", "extract reference --tasks 50 --quiet",
    "extract missing.safetensors", "extract params.json", "extract reference --tasks 0", "extract reference --tasks 100 --output reference.json",
    "crosscheck reference --tasks 5", "crosscheck reference --tasks 5 --json --seed 2", f"crosscheck reference --params {RECURSION} --tasks 4",
    "crosscheck reference --tasks 4 --at-most residual.features=1e-9 --at-most residual.labels=2 --at-most wrong=2", "crosscheck reference --params pytorch --tasks 3",
    "crosscheck reference --tasks 4 --at-most residual.features=0.5", f"crosscheck reference --params {WEIGHTS} --tasks 3 --json",
    "crosscheck reference --rivals --factor 2 --tasks 3", "crosscheck reference --rounding --tasks 3 --json", "crosscheck missing.safetensors",
    "crosscheck reference --family cone --set n=9 --tasks 3", "crosscheck reference --params params.json",
    "train --d 3 --classes 2 --context 8 --layers 2 --steps 30 --batch 16 --test-tasks 200 --output m.safetensors",
    "train --d 3 --classes 2 --context 8 --layers 2 --steps 30 --batch 16 --test-tasks 200 --output m.safetensors --json --mode tied",
    "train --steps 0 --output m.safetensors", "train --output m.txt", "train", "train --steps 5 --learning-rate 1e30 --d 3 --classes 2 --context 8 --layers 2 --batch 8 --test-tasks 100 --output m.safetensors",
    "reproduce --scale tiny --row nonsense", "reproduce --page-only --output out",
    # gate and reports
    "gate --tasks 30 --format json --output out", "gate --config gate.toml --output out", "gate --config empty.toml --output out",
    "gate --config wrong.toml", "gate params.json --tasks 20 --output out --require-applicable 1", "gate --config missing.toml",
    f"gate {WEIGHTS} --recursion {RECURSION} --tasks 20 --output out --format markdown", "gate params.json --recursion params.json",
    f"gate {WEIGHTS} --recursion params.json --tasks 20", "gate --profile dev --seed 4 --output out", "gate --profile nightlyy",
    "gate params.json --like textbook --tasks 20 --output out", "gate --cases nowhere --tasks 20 --output out",
    f"gate --cases {ROOT / 'cases'} --tasks 20 --require-applicable 1 --output out", "gate --require-moving-layers 3 --tasks 20 --output out",
    "gate --shard 1/2 --tasks 20 --format json\n", "gate --profile nightly --shard 1/2", "gate --set x=1",
    "check --family cone --tasks 6 --shard 1/2 --json-output a.json\ncheck --family cone --tasks 6 --shard 2/2 --json-output b.json\n"
    "report merge a.json b.json --format json\nreport merge a.json a.json\nreport a.json --format html\nreport diff a.json b.json\n"
    "report diff a.json a.json --json\nreport task.json\nreport a.json --markdown-output x.md",
]


def run(program, lines):
    said = []
    with tempfile.TemporaryDirectory(prefix="same-output-") as name:
        folder = pathlib.Path(name)
        (folder / ".git").mkdir()
        for file, text in INPUTS.items():
            (folder / file).write_text(text)
        environment = os.environ | {"SOURCE_DATE_EPOCH": "1700000000", "COLUMNS": "100"}
        for line in lines.split("\n"):
            done = subprocess.run([program] + line.split(), cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
            said.append((line, done.returncode, done.stdout, done.stderr))
        files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    return said, files


def first_difference(a, b):
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return f"{a[max(0, at - 60):at + 60]!r}\n    against {b[max(0, at - 60):at + 60]!r}"


def main():
    before, now = (str(pathlib.Path(program).resolve()) for program in sys.argv[1:3])
    pattern = sys.argv[3] if len(sys.argv) > 3 else ""
    compared = different = 0
    statuses = {}
    for lines in (lines for lines in RUNS if re.search(pattern, lines)):
        compared += 1
        old, new = run(before, lines), run(now, lines)
        for line, code, _, _ in old[0]:
            statuses[code] = statuses.get(code, 0) + 1
        if old == new:
            continue
        different += 1
        for (line, code, out, error), (_, new_code, new_out, new_error) in zip(old[0], new[0]):
            for what, x, y in (("status", code, new_code), ("stdout", out, new_out), ("stderr", error, new_error)):
                if x != y:
                    print(f"margincert {line}\n  {what}: {first_difference(x, y) if what != 'status' else (x, y)}")
        for file in sorted(old[1].keys() | new[1].keys()):
            if old[1].get(file) != new[1].get(file):
                print(f"margincert {lines}\n  {file}: {first_difference(old[1].get(file, b''), new[1].get(file, b''))}")
    print(f"{compared} runs, {different} differ; exit statuses of before: {dict(sorted(statuses.items()))}")
    sys.exit(1 if different or not compared else 0)


if __name__ == "__main__":
    main()
