#!/usr/bin/env python3
"""Takes over the output of `margincert reproduce`: its page to docs/reproduction.md, plots and results to this folder.
usage: update.py REPRODUCTION-FOLDER"""
import pathlib
import shutil
import sys

here = pathlib.Path(__file__).parent
measured = pathlib.Path(sys.argv[1])

(here / "results").mkdir(exist_ok=True)
for old in [*here.glob("*.svg"), *here.glob("results/*.json")]:
    old.unlink()
shutil.copyfile(measured / "reproduction.md", here.parent / "reproduction.md")
for plot in sorted((measured / "reproduction").glob("*.svg")):
    shutil.copyfile(plot, here / plot.name)
for result in sorted((measured / "results").glob("*.json")):
    shutil.copyfile(result, here / "results" / result.name)
print(f"{len(list(here.glob('results/*.json')))} results")
