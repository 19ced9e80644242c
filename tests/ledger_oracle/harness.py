"""Asks the program and the second ledger for verdicts on the same cases, and holds them against each other."""
import collections
import json
import pathlib
import subprocess
import tempfile
from dataclasses import dataclass, field

import ledger
import theorem_a
from trajectory import read_problem

COUNTS = ("holds", "violated", "undecided", "errors", "not_applicable")
UNDECIDED = ("undecided", "errors")
STATUSES_WITH_A_REPORT = (0, 1, 2, 3)
CLASS_PURE_BY_NATURE = {function.__name__.replace("_", "-") for function in theorem_a.NEEDS}


@dataclass
class Comparison:
    """How many verdicts agreed, by statement and verdict; what one of the two left open, likewise; and the disagreements."""
    agreed: collections.Counter = field(default_factory=collections.Counter)
    left_open: collections.Counter = field(default_factory=collections.Counter)
    disagreements: list = field(default_factory=list)

    def __iadd__(self, other):
        self.agreed += other.agreed
        self.left_open += other.left_open
        self.disagreements += other.disagreements
        return self

    def verdicts(self):
        return self.agreed.total() + self.left_open.total() + len(self.disagreements)

    def statements_in_dispute(self):
        return {found.statement for found in self.disagreements}

    def never_judged(self):
        """Statements that nowhere held nor were violated: nothing was compared but when they apply."""
        judged = {statement for statement, verdict in self.agreed if verdict in (ledger.HOLDS, ledger.VIOLATED)}
        return sorted(ledger.NEEDS.keys() - judged)

    def summary(self):
        lines = [f"{self.verdicts()} verdicts: {self.agreed.total()} agreed, {len(self.disagreements)} disagreed, "
                 f"{self.left_open.total()} left open by one of the two"]
        for statement in ledger.NEEDS:
            counts = [f"{verdict} {self.agreed[statement, verdict]}"
                      for verdict in (ledger.HOLDS, ledger.VIOLATED, ledger.NOT_APPLICABLE, ledger.LEVEL)]
            lines.append(f"  {statement}: {', '.join(counts)}")
            lines += [f"    open: program {said}, oracle {expected}: {count}"
                      for (of, said, expected), count in sorted(self.left_open.items()) if of == statement]
        return "\n".join(lines)


@dataclass(frozen=True)
class Disagreement:
    statement: str
    said: str
    expected: str
    reproducer: str

    def __str__(self):
        return f"DISAGREEMENT {self.statement}: program {self.said}, oracle {self.expected}\n{self.reproducer}"


class Program:
    """The real program, one task a call: its reports count verdicts, and a count of one task is a verdict."""
    def __init__(self, path, twins=False):
        self.path, self.twins = path, twins

    def command(self, dropped, regime):
        return [self.path, "check", "--params", "recursion.json", "--task", "task.json", "--regime", regime, "--jobs", "1",
                "--json", *(["--twins"] if self.twins else []), *(["--drop", *dropped] if dropped else [])]

    def verdicts(self, task, recursion, dropped, regime):
        with tempfile.TemporaryDirectory(prefix="margincert-test-") as folder:
            (pathlib.Path(folder) / "task.json").write_text(json.dumps(task))
            (pathlib.Path(folder) / "recursion.json").write_text(json.dumps(recursion))
            done = subprocess.run(self.command(dropped, regime), cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                                  text=True, timeout=300)
        if done.returncode not in STATUSES_WITH_A_REPORT:
            raise Refused(f"status {done.returncode}: {done.stderr.strip()}")
        [run] = json.loads(done.stdout)["runs"]
        return {tally["statement"]: only_verdict(tally) for tally in run["results"]}


class Refused(Exception):
    """The program has no verdicts on a valid request."""


def only_verdict(tally):
    [verdict] = [name for name in COUNTS if tally[name] == 1]
    return verdict.replace("_", "-")


def oracle_verdicts(task, recursion, dropped, regime, turned_around=()):
    """Natural is class-pure for Theorem A and full for the others (docs/cli.md)."""
    results = {}
    for class_pure in (True, False):
        chosen = [statement for statement in ledger.NEEDS
                  if class_pure == (statement in CLASS_PURE_BY_NATURE if regime == "natural" else regime == "class-pure")]
        if chosen:
            problem = read_problem(task, recursion, class_pure)
            results |= ledger.verdicts(problem, chosen, dropped, turned_around)
    return results


def compare(program, cases, oracle=oracle_verdicts):
    comparison = Comparison()
    for task, recursion, dropped, regime in cases:
        text = reproducer(task, recursion, program.command(dropped, regime))
        expected = oracle(task, recursion, dropped, regime)
        try:
            said = program.verdicts(task, recursion, dropped, regime)
        except Refused as refusal:
            comparison.disagreements.append(Disagreement("every statement", str(refusal), "verdicts", text))
            continue
        if said.keys() != expected.keys():
            raise AssertionError(f"the program and the second ledger differ in statements: {said.keys() ^ expected.keys()}")
        for statement, verdict in expected.items():
            note(comparison, statement, said[statement], verdict, text)
    return comparison


def note(comparison, statement, said, expected, text):
    if said == expected or (said, expected) == (ledger.HOLDS, ledger.LEVEL):
        comparison.agreed[statement, expected] += 1
    elif said in UNDECIDED or expected == ledger.UNSURE:
        comparison.left_open[statement, said, expected] += 1
    else:
        comparison.disagreements.append(Disagreement(statement, said, expected, text))


def reproducer(task, recursion, command):
    return (f"cat >task.json <<'END'\n{json.dumps(task)}\nEND\ncat >recursion.json <<'END'\n{json.dumps(recursion)}\nEND\n"
            + " ".join(["margincert", *command[1:]]) + "\n")
