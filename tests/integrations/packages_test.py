"""What ./dev asks Debian for can be installed beside the packages that scientists have there."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BESIDE = ["python3-scipy", "python3-sklearn"]
SKIPPED = 77


def skip(reason):
    print("skipped:", reason)
    sys.exit(SKIPPED)


def asked_for():
    done = subprocess.run([ROOT / "dev", "packages"], capture_output=True, text=True, check=True)
    return done.stdout.split()


def dry_run(packages):
    """On a machine that has nothing yet: what this one has would decide conflicts in its own way."""
    with tempfile.NamedTemporaryFile(prefix="margincert-status-") as nothing:
        return subprocess.run(["apt-get", "install", "--dry-run", "--no-install-recommends", "-o", f"Dir::State::status={nothing.name}",
                               *packages], env=os.environ | {"LC_ALL": "C"}, capture_output=True, text=True)


def unknown(done):
    """What apt-get says of packages that this distribution does not have."""
    return [line for line in done.stderr.splitlines()
            if "Unable to locate package" in line or "has no installation candidate" in line]


def main():
    if not shutil.which("apt-get"):
        skip("there is no apt-get here")
    packages = asked_for()
    done = dry_run(packages + BESIDE)
    if unknown(done):
        skip("\n".join(["apt-get's lists do not offer all of them; apt-get update may help", *unknown(done)]))
    if done.returncode != 0:
        sys.exit(f"./dev's packages cannot be installed together with {' and '.join(BESIDE)}:\n{done.stdout}{done.stderr}")
    print(f"{len(packages)} packages of ./dev, beside {' and '.join(BESIDE)}: no conflict")


main()
