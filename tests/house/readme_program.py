"""README's program is the first one of docs/library.md, which another test builds and runs."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def first_program(page):
    found = re.search(r"```cpp\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    return found.group(1) if found else sys.exit(f"{page} has no program")


readme, library = first_program("README.md"), first_program("docs/library.md")
if readme != library:
    sys.exit(f"README.md and docs/library.md have different first programs:\n{readme}\n---\n{library}")
print(f"README.md and docs/library.md have the same program of {readme.count(chr(10))} lines")
