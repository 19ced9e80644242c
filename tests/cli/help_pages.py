"""What `margincert --help` and every command's --help offer, read off their text."""
import re

OPTION = re.compile(r"^  (?:-\w,)?(--[a-z][a-z-]*|-[a-z])(?: (?!Excludes:|Needs:|REQUIRED)(\S+))?", re.MULTILINE)
NUMBERS = re.compile(r"(?:INT|UINT|FLOAT|N|F|X|SECONDS|RADIUS|BITS|I/N)\b|BITS,…|QUANTITY\b")

# Their values are the user's own words, so nothing can be offered.
OWN_WORDS = ("--baseline-reason", "--baseline-expires")


class Page:
    """`path`: the words of the command, none for the program. `options`: each with its value's name, None for a flag."""
    def __init__(self, path, text):
        self.path = path
        self.options = {name: value and value.split("=")[0] for name, value in OPTION.findall(text)}
        self.options = {name: value or None for name, value in self.options.items()}
        self.arguments = re.findall(r"^  ([A-Z]\w*)", section(text, "Positionals"), re.MULTILINE)
        self.commands = re.findall(r"^  ([a-z]+) ", section(text, "Subcommands"), re.MULTILINE)


def section(text, name):
    return text.split(f"\n{name}:\n")[1].split("\n\n")[0] + "\n" if f"\n{name}:\n" in text else ""


def all_pages(test, path=()):
    """The page of the program, or of the command, and of all below it."""
    page = Page(path, test.run_program(*path, "--help").out)
    below = [found for name in page.commands for found in all_pages(test, (*path, name))]
    return [page, *below]
