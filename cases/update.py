#!/usr/bin/env python3
"""Takes over the output of `margincert necessity`: its page to docs/necessity.md, its cases to this folder, their list to
meson.build. Cases of other origin stay. usage: update.py NECESSITY-FOLDER"""
import json
import pathlib
import shutil
import sys

here = pathlib.Path(__file__).parent
study = pathlib.Path(sys.argv[1])

for old in here.glob("*.case.json"):
    if json.loads(old.read_text(encoding="utf-8"))["origin"]["command"] == "necessity":
        old.unlink()
for new in sorted((study / "cases").glob("*.case.json")):
    shutil.copyfile(new, here / new.name)
page = (study / "necessity.md").read_text(encoding="utf-8").replace("](cases/", "](../cases/")
(here.parent / "docs" / "necessity.md").write_text(page, encoding="utf-8")

names = sorted(case.name for case in here.glob("*.case.json"))
(here / "meson.build").write_text(
    "# Witnesses that the gate and the tests replay first; docs/necessity.md tells what they show. Written by update.py.\n"
    "shipped_cases = files(\n" + "".join(f"  '{name}',\n" for name in names) + ")\n", encoding="utf-8")
print(f"{len(names)} cases")
