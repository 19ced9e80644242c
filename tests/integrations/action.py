"""As much of GitHub's runner as a composite action needs: inputs, conditions, steps' outputs, files behind GITHUB_*."""
import os
import pathlib
import re
import subprocess

import yaml

SOURCE_ROOT = pathlib.Path(__file__).resolve().parents[2]
REFERENCE = re.compile(r"\b(?:inputs|runner|steps\.[a-z]+\.outputs)\.[a-z-]+")


def description():
    return yaml.safe_load((SOURCE_ROOT / "action.yml").read_text(encoding="utf-8"))


class Run:
    """The action run in `folder` with these inputs; `path` goes before PATH."""
    def __init__(self, folder, path, inputs=None, **environment):
        self.folder, self.log = pathlib.Path(folder), ""
        self.action = description()
        self.values = {f"inputs.{name}": spec["default"] for name, spec in self.action["inputs"].items()}
        self.values |= {f"inputs.{name}": value for name, value in (inputs or {}).items()}
        self.values["runner.arch"] = "X64"
        temporary = self.folder / "runner-temp"
        temporary.mkdir(exist_ok=True)
        self.summary = self.folder / "summary.md"
        self.environment = os.environ | {
            "PATH": f"{path}:{os.environ['PATH']}", "GITHUB_ACTION_PATH": str(SOURCE_ROOT),
            "GITHUB_OUTPUT": str(self.folder / "outputs"), "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(temporary)} | environment
        self.used = {}  # the other actions that were called, and with what
        self.succeeded = True
        for step in self.action["runs"]["steps"]:
            if self.evaluate(step.get("if", "success()")):
                self.take(step)

    def evaluate(self, expression):
        python = REFERENCE.sub(lambda name: repr(self.values.get(name.group(), "")), expression)
        python = python.replace("&&", " and ").replace("||", " or ")
        return eval(python, {"always": lambda: True, "success": lambda: self.succeeded})  # of our own file

    def filled(self, text):
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: str(self.evaluate(found.group(1))), text)

    def take(self, step):
        given = {name: self.filled(value) for name, value in (step.get("env") or step.get("with") or {}).items()}
        if "uses" in step:
            self.used[step["uses"].split("@")[0]] = given
            return
        outputs = self.folder / "outputs"
        outputs.write_text("")
        done = subprocess.run(["sh", "-e", "-c", step["run"]], cwd=self.folder, env=self.environment | given,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=300)
        self.log += done.stdout
        self.code = done.returncode  # of the last step that ran: what the job shows
        self.succeeded = self.succeeded and self.code == 0
        for name, value in read_outputs(outputs.read_text()).items():
            self.values[f"steps.{step['id']}.outputs.{name}"] = value

    def output(self, name):
        return str(self.evaluate(self.action["outputs"][name]["value"][4:-3]))

    def commands(self):
        """The workflow commands that the runner obeys: those outside of stop-commands."""
        obeyed, until = [], None
        for line in self.log.splitlines():
            if until:
                until = None if line == f"::{until}::" else until
            elif line.startswith("::stop-commands::"):
                until = line.removeprefix("::stop-commands::")
            elif line.startswith("::"):
                obeyed.append(line)
        return obeyed


def read_outputs(text):
    outputs, lines = {}, iter(text.splitlines())
    for line in lines:
        name, end = line.split("<<")
        value = []
        for part in lines:
            if part == end:
                break
            value.append(part)
        outputs[name] = "\n".join(value)
    return outputs
