"""As much of GitLab's runner as the template needs: jobs that extend others, run as one script of a shell."""
import os
import pathlib
import subprocess

import yaml

SOURCE_ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATE = SOURCE_ROOT / "integrations" / "gitlab" / "margincert.gitlab-ci.yml"


def merged(base, over):
    """As GitLab merges: keys of mappings, at any depth; everything else is replaced."""
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    return base | {key: merged(base[key], value) if key in base else value for key, value in over.items()}


def job(jobs, name):
    own = jobs[name]
    return merged(job(jobs, own["extends"]), own) if "extends" in own else own


def template():
    return yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))


def run(description, folder, path, **variables):
    environment = os.environ | {"PATH": f"{path}:/usr/bin:/bin", "CI_PROJECT_DIR": str(folder)}
    environment |= {name: str(value) for name, value in description["variables"].items()} | variables
    lines = [*description["before_script"], *description["script"]]
    return subprocess.run(["bash", "-eo", "pipefail", "-c", "\n".join(lines)], cwd=folder, env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
