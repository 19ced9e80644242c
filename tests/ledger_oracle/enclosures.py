"""Real numbers for the second ledger: exact rationals (gmpy2.mpq) for as long as they can be, Enclosures after that.

An Enclosure is a closed interval that contains the real number; its lower end is rounded down and its upper end up, by MPFR.
"""
import contextlib

import gmpy2
from gmpy2 import mpfr, mpq

ZERO, ONE = mpq(0), mpq(1)
INFINITE = gmpy2.inf()
_down = _up = None


@contextlib.contextmanager
def working_precision(bits):
    """All enclosures inside are rounded to so many bits. Exponents are as wide as MPFR has them."""
    global _down, _up
    before = _down, _up
    limits = {"emax": gmpy2.get_emax_max(), "emin": gmpy2.get_emin_min()}
    _down = gmpy2.context(precision=bits, round=gmpy2.RoundDown, **limits)
    _up = gmpy2.context(precision=bits, round=gmpy2.RoundUp, **limits)
    try:
        yield
    finally:
        _down, _up = before


class Enclosure:
    __slots__ = ("lo", "hi")

    def __init__(self, lo, hi):
        """The interval [lo, hi]; all real numbers, if an end could not be computed."""
        unknown = gmpy2.is_nan(lo) or gmpy2.is_nan(hi)
        self.lo = -INFINITE if unknown else lo
        self.hi = INFINITE if unknown else hi

    def __neg__(self):
        return Enclosure(_down.minus(self.hi), _up.minus(self.lo))

    def __add__(self, other):
        if is_exact(other) and other == 0:
            return self
        other = enclose(other)
        return Enclosure(_down.add(self.lo, other.lo), _up.add(self.hi, other.hi))

    __radd__ = __add__

    def __sub__(self, other):
        if other is self:
            return ZERO
        if is_exact(other) and other == 0:
            return self
        other = enclose(other)
        return Enclosure(_down.sub(self.lo, other.hi), _up.sub(self.hi, other.lo))

    def __rsub__(self, other):
        other = enclose(other)
        return Enclosure(_down.sub(other.lo, self.hi), _up.sub(other.hi, self.lo))

    def __mul__(self, other):
        if is_exact(other) and other == 0:
            return ZERO
        if is_exact(other) and other == 1:
            return self
        other = enclose(other)
        if other is self:
            return self._square()
        if self.lo >= 0 and other.lo >= 0:
            return Enclosure(_down.mul(self.lo, other.lo), _up.mul(self.hi, other.hi))
        corners = [(a, b) for a in (self.lo, self.hi) for b in (other.lo, other.hi)]
        return Enclosure(_least([_down.mul(a, b) for a, b in corners]), _greatest([_up.mul(a, b) for a, b in corners]))

    __rmul__ = __mul__

    def _square(self):
        if self.lo >= 0:
            return Enclosure(_down.mul(self.lo, self.lo), _up.mul(self.hi, self.hi))
        if self.hi <= 0:
            return Enclosure(_down.mul(self.hi, self.hi), _up.mul(self.lo, self.lo))
        return Enclosure(mpfr(0), max(_up.mul(self.lo, self.lo), _up.mul(self.hi, self.hi)))

    def __truediv__(self, other):
        """By what is certainly not 0; by anything else the quotient is not known."""
        if is_exact(other) and other == 1:
            return self
        other = enclose(other)
        if other.lo <= 0 <= other.hi:
            return Enclosure(-INFINITE, INFINITE)
        corners = [(a, b) for a in (self.lo, self.hi) for b in (other.lo, other.hi)]
        return Enclosure(_least([_quotient(_down, a, b) for a, b in corners]),
                         _greatest([_quotient(_up, a, b) for a, b in corners]))

    def __rtruediv__(self, other):
        return enclose(other) / self if other != 0 else ZERO

    def __repr__(self):
        return f"[{self.lo:.17g}, {self.hi:.17g}]"


def _quotient(context, a, b):
    """A context's own div rounds as the current context does (gmpy2 2.1)."""
    with gmpy2.local_context(context):
        return a / b


def _least(ends):
    return gmpy2.nan() if any(map(gmpy2.is_nan, ends)) else min(ends)


def _greatest(ends):
    return gmpy2.nan() if any(map(gmpy2.is_nan, ends)) else max(ends)


def is_exact(number):
    return not isinstance(number, Enclosure)


def enclose(number):
    if isinstance(number, Enclosure):
        return number
    return Enclosure(_down.add(mpfr(0), mpq(number)), _up.add(mpfr(0), mpq(number)))


def least(numbers):
    return _extreme(list(numbers), _certainly_at_most, min)


def greatest(numbers):
    return _extreme(list(numbers), lambda a, b: _certainly_at_most(b, a), max)


def _extreme(numbers, comes_first, pick):
    """One of the numbers where it is certain which, so that it stays exact, or the very same; else what encloses it."""
    if all(map(is_exact, numbers)):
        return pick(numbers)
    for number in numbers:
        if all(number is other or comes_first(number, other) for other in numbers):
            return number
    ends = [enclose(number) for number in numbers]
    return Enclosure(pick(end.lo for end in ends), pick(end.hi for end in ends))


def _certainly_at_most(a, b):
    return is_nonnegative(b - a) is True


def is_nonnegative(number):
    """True, False, or None where the enclosure has both."""
    if is_exact(number):
        return number >= 0
    return True if number.lo >= 0 else False if number.hi < 0 else None


def is_positive(number):
    negative = is_nonnegative(-number)
    return None if negative is None else not negative


def modulus(number):
    if is_exact(number):
        return abs(number)
    if number.lo >= 0:
        return number
    if number.hi <= 0:
        return -number
    return Enclosure(mpfr(0), max(_up.minus(number.lo), number.hi))


def exp(number):
    if is_exact(number) and number == 0:
        return ONE
    number = enclose(number)
    return Enclosure(_down.exp(number.lo), _up.exp(number.hi))


def log(number):
    """Of a positive number; what may be 0 or below may have any logarithm."""
    if is_exact(number) and number == 1:
        return ZERO
    number = enclose(number)
    if number.lo < 0:
        return Enclosure(-INFINITE, INFINITE)
    return Enclosure(_down.log(number.lo), _up.log(number.hi))


def share(log_odds):
    """odds/(1 + odds), which grows with the odds."""
    odds = exp(log_odds)
    if is_exact(odds):
        return odds / (1 + odds)
    upper = mpfr(1) if gmpy2.is_infinite(odds.hi) else _quotient(_up, odds.hi, _down.add(1, odds.hi))
    return Enclosure(_quotient(_down, odds.lo, _up.add(1, odds.lo)), min(upper, mpfr(1)))


def total(numbers):
    result = ZERO
    for number in numbers:
        result = result + number
    return result


def inner(u, v):
    return total(a * b for a, b in zip(u, v, strict=True))


def magnitude(number):
    return max(abs(enclose(number).lo), abs(enclose(number).hi))
