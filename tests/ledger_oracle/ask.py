"""Asks the program and the second ledger for many verdicts, and says at once where they disagree.

Ends with 1 if they do, or if some statement never held nor was violated: then too little was asked.

    ask.py PROGRAM [SEED [VERDICTS]]
"""
import concurrent.futures
import os
import sys

try:
    import harness
except ImportError as missing:
    print(f"skipped: {missing}; ./dev test installs python3-mpmath and python3-gmpy2")
    sys.exit(77)
import hostile
import ledger

CASES_A_PIECE = 20


def piece(path, seed, first, end):
    return harness.compare(harness.Program(path), [hostile.case(seed, number) for number in range(first, end)])


def ask(path, seed, verdicts):
    cases = -(-verdicts // len(ledger.NEEDS))
    comparison = harness.Comparison()
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        pieces = [pool.submit(piece, path, seed, first, min(first + CASES_A_PIECE, cases))
                  for first in range(0, cases, CASES_A_PIECE)]
        for done in concurrent.futures.as_completed(pieces):
            for found in done.result().disagreements:
                print(found, flush=True)
            comparison += done.result()
    return comparison


def main():
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} PROGRAM [SEED [VERDICTS]]")
    path, seed, verdicts = os.path.abspath(sys.argv[1]), *(sys.argv[2:] + ["1", "100000"][len(sys.argv) - 2:])
    comparison = ask(path, seed, int(verdicts))
    print(comparison.summary())
    for statement in comparison.never_judged():
        print(f"NEVER JUDGED {statement}")
    sys.exit(1 if comparison.disagreements or comparison.never_judged() else 0)


if __name__ == "__main__":
    main()
