"""What a statement yields: comparisons, each of which has to be true at its layer."""
from dataclasses import dataclass

import gmpy2
from enclosures import ONE, is_exact, is_nonnegative, is_positive, magnitude

# Sides that agree to so many bits are level: equal, or closer to each other than the program's highest precision tells.
LEVEL_BITS = 1536


@dataclass(frozen=True)
class AtLeast:
    greater: object
    lesser: object

    def is_true(self):
        return is_nonnegative(self.greater - self.lesser)

    def is_level(self):
        return agree(self.greater, self.lesser)

    def turned_around(self):
        return AtLeast(self.lesser, self.greater)


@dataclass(frozen=True)
class Equal:
    left: object
    right: object

    def is_true(self):
        """An equality of irrational numbers is true as far as it can be told: its sides are level."""
        difference = self.left - self.right
        apart = is_positive(difference) or is_positive(-difference)
        return True if self.is_level() else False if apart else None

    def is_level(self):
        """Both sides are logarithms, of which 1 is the scale."""
        return agree(self.left, self.right, least_scale=1)

    def turned_around(self):
        return Equal(self.left, self.right + ONE)


def agree(left, right, least_scale=0):
    """What overflowed agrees with nothing: of an enclosure without an end nothing is known."""
    difference = left - right
    if is_exact(difference):
        return difference == 0
    if not gmpy2.is_finite(magnitude(difference)):
        return False
    return magnitude(difference) * 2 ** LEVEL_BITS <= max(magnitude(left), magnitude(right), least_scale)


def inside(number, interval):
    """Both comparisons of lo ≤ number ≤ hi."""
    yield AtLeast(number, interval[0])
    yield AtLeast(interval[1], number)
