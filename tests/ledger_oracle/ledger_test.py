"""The program against the second ledger (theory.md once more, in Python), and against that ledger with faults in it."""
import functools
import json
import pathlib
import random
import sys
import unittest
import unittest.mock

try:
    import mpmath
    from gmpy2 import mpq
except ImportError as missing:
    print(f"skipped: {missing}; ./dev test installs python3-mpmath and python3-gmpy2")
    sys.exit(77)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import enclosures  # noqa: E402
import harness  # noqa: E402
import hostile  # noqa: E402
import hypotheses  # noqa: E402
import ledger  # noqa: E402
import program  # noqa: E402

SAMPLE = 30

# Three classes about the axes: every statement applies, and most hold with room to spare.
FRIENDLY_TASK = {
    "format": "margincert-task/1", "classes": 3, "labels": [0, 1, 2, 0, 1, 2],
    "features": [[0.875, 0.125, 0], [0, 0.875, 0.0625], [0.125, 0, 0.875], [0.9375, 0, 0.0625], [0.0625, 0.9375, 0],
                 [0, 0.0625, 0.9375]],
    "probe": [0.875, 0.0625, 0], "probe_class": 0}
FRIENDLY_RECURSION = {
    "format": "margincert-recursion/1", "feature_dim": 3, "classes": 3, "label_background": "-1/K",
    "layers": [{"alpha": 8, "gamma": 1, "alpha_prime": 0.25, "gamma_prime": 0.5}] * 3}

# README's example of a violation: two points on a line, and uniform attention.
BROKEN_TASK = {"format": "margincert-task/1", "classes": 2, "labels": [0, 1], "features": [[1], [-1]], "probe": [-0.5],
               "probe_class": 1}
BROKEN_RECURSION = {"format": "margincert-recursion/1", "feature_dim": 1, "classes": 2, "label_background": "-1/K",
                    "layers": [{"alpha": 0, "gamma": 0, "alpha_prime": 1, "gamma_prime": 0}]}


def friendly():
    return FRIENDLY_TASK, FRIENDLY_RECURSION, (), "natural"


def exact_in_mpmath(end):
    numerator, denominator = end.as_integer_ratio()
    return mpmath.mpf(int(numerator)) / int(denominator)


class Arithmetic(unittest.TestCase):
    """Enclosures against mpmath, which has twice the digits."""
    BITS = 200

    def setUp(self):
        mpmath.mp.prec = 2 * self.BITS
        self.source = random.Random(7)

    def check(self, number, value):
        lo, hi = map(exact_in_mpmath, (enclosures.enclose(number).lo, enclosures.enclose(number).hi))
        self.assertTrue(lo <= value <= hi, f"{number} is not around {value}")
        self.assertLess(hi - lo, (1 + abs(value)) * mpmath.mpf(2) ** (20 - self.BITS))

    def pair(self):
        """The same irrational number in both arithmetics."""
        q = mpq(self.source.randint(-200, 200), self.source.randint(50, 1000))
        value = mpmath.exp(mpmath.mpf(int(q.numerator)) / int(q.denominator))
        return (enclosures.exp(q), value) if self.source.random() < 0.5 else (-enclosures.exp(q), -value)

    def test_operations(self):
        with enclosures.working_precision(self.BITS):
            for _ in range(200):
                (a, x), (b, y) = self.pair(), self.pair()
                for number, value in ((a, x), (a + b, x + y), (a - b, x - y), (a * b, x * y), (a / b, x / y), (a * a, x * x),
                                      (1 / a, 1 / x), (mpq(3) - a, 3 - x), (mpq(3) * a, 3 * x),
                                      (enclosures.modulus(a), abs(x)),
                                      (enclosures.log(enclosures.modulus(a)), mpmath.log(abs(x))),
                                      (enclosures.share(a), mpmath.exp(x) / (1 + mpmath.exp(x))),
                                      (enclosures.least([a, b]), min(x, y)), (enclosures.greatest([a, b]), max(x, y))):
                    with self.subTest(x=x, y=y):
                        self.check(number, value)

    def test_what_is_exact_stays_so(self):
        with enclosures.working_precision(self.BITS):
            third = mpq(1, 3)
            for number in (enclosures.exp(mpq(0)), enclosures.log(mpq(1)), enclosures.least([third, mpq(1)]), third * third,
                           enclosures.exp(third) * mpq(0), enclosures.exp(third) - enclosures.exp(third) * mpq(0)):
                self.assertEqual(enclosures.is_exact(number), number is not None and not hasattr(number, "lo"))
            e = enclosures.exp(third)
            self.assertEqual(e - e, 0)
            self.assertIs(e + mpq(0), e)
            self.assertIs(enclosures.greatest([e, e]), e)

    def test_signs_are_told_only_where_they_are_certain(self):
        with enclosures.working_precision(self.BITS):
            straddling = enclosures.log(enclosures.exp(mpq(1, 3))) - mpq(1, 3)
            self.assertIsNone(enclosures.is_nonnegative(straddling))
            self.assertIsNone(enclosures.is_positive(straddling))
            self.assertTrue(enclosures.is_positive(straddling + mpq(1, 2 ** 100)))
            self.assertFalse(enclosures.is_nonnegative(straddling - mpq(1, 2 ** 100)))


class Ledger(unittest.TestCase):
    def test_the_example_of_the_readme_is_violated(self):
        found = harness.oracle_verdicts(BROKEN_TASK, BROKEN_RECURSION, ("class-purity",), "full")
        self.assertEqual(found["geometric-margin-growth"], ledger.VIOLATED)

    def test_every_statement_holds_on_a_friendly_task(self):
        found = harness.oracle_verdicts(*friendly())
        self.assertEqual({s: v for s, v in found.items() if v not in (ledger.HOLDS, ledger.LEVEL)}, {})


def sample():
    return [friendly()] + [hostile.case("sample", number) for number in range(SAMPLE)]


class Program(unittest.TestCase):
    remembered = {}

    def oracle(self, *case):
        """Two tests ask it about the sample."""
        key = json.dumps(case)
        if key not in self.remembered:
            self.remembered[key] = harness.oracle_verdicts(*case)
        return self.remembered[key]

    def assert_all_in_dispute(self, comparison):
        """Of every statement, the one said that it is violated, and the other that it is not."""
        found = {found.statement for found in comparison.disagreements if ledger.VIOLATED in (found.said, found.expected)
                 and ledger.NOT_APPLICABLE not in (found.said, found.expected)}
        self.assertEqual(sorted(ledger.NEEDS.keys() - found), [])

    def test_a_sample_agrees(self):
        comparison = harness.compare(harness.Program(program.path()), sample(), self.oracle)
        self.assertEqual(comparison.disagreements, [], "\n".join(map(str, comparison.disagreements)))
        self.assertEqual(comparison.verdicts(), (SAMPLE + 1) * len(ledger.NEEDS))
        self.assertEqual(comparison.never_judged(), [])

    def test_a_ledger_with_the_sides_of_any_statement_swapped_disagrees(self):
        comparison = harness.compare(harness.Program(program.path()), [friendly()],
                                     functools.partial(harness.oracle_verdicts, turned_around=ledger.NEEDS))
        self.assert_all_in_dispute(comparison)

    def test_a_ledger_that_takes_a_hypothesis_for_false_disagrees(self):
        said = harness.Program(program.path()).verdicts(*friendly())
        for name in hypotheses.HYPOTHESES.keys() - {"centred-labels"}:  # which no statement needs
            with self.subTest(name), unittest.mock.patch.dict(hypotheses.HYPOTHESES, {name: lambda _: False}):
                expected = harness.oracle_verdicts(*friendly())
                needy = sorted(statement for statement, (_, needs) in ledger.NEEDS.items() if name in needs)
                self.assertEqual(sorted(s for s in expected if expected[s] != said[s]), needy)
                self.assertNotEqual(needy, [])

    def test_a_program_whose_statements_are_corrupted_disagrees(self):
        corrupted = harness.Program(program.path(), twins=True)
        self.assert_all_in_dispute(harness.compare(corrupted, sample(), self.oracle))


if __name__ == "__main__":
    program.main()
