"""The recursion and its observables, from docs/theory.md, sections 1 to 4. Classes are numbered from 0, the probe is PROBE."""
import fractions
import functools
from dataclasses import dataclass

from gmpy2 import mpq

from enclosures import ONE, ZERO, enclose, exp, greatest, inner, least, log, modulus, share, total

PROBE = "probe"


class Missing(Exception):
    """A quantity that does not exist: an extremum over the empty set, a quotient by 0 (section 10)."""


@dataclass(frozen=True)
class Layer:
    alpha: mpq
    gamma: mpq
    alpha_step: mpq
    gamma_step: mpq


@dataclass(frozen=True)
class Problem:
    """What a verdict is about: one task, one recursion, one regime. All numbers are exact."""
    classes: int
    features: tuple
    labels: tuple
    probe: tuple
    probe_class: int
    delta: mpq
    layers: tuple
    class_pure: bool


def read_problem(task, recursion, class_pure):
    """From the two files' content (docs/formats.md)."""
    layers = tuple(Layer(*(exact(layer[key]) for key in ("alpha", "gamma", "alpha_prime", "gamma_prime")))
                   for layer in recursion["layers"])
    return Problem(task["classes"], tuple(tuple(map(exact, x)) for x in task["features"]), tuple(task["labels"]),
                   tuple(map(exact, task["probe"])), task["probe_class"],
                   background(recursion["label_background"], recursion["classes"]), layers, class_pure)


def exact(number):
    return mpq(fractions.Fraction(float.fromhex(number) if isinstance(number, str) else float(number)))


def background(written, classes):
    if written == "-1/K":
        return mpq(-1, classes)
    return mpq(written) if isinstance(written, str) and "x" not in written else exact(written)


def smallest(numbers):
    return _existing(least, numbers)


def largest(numbers):
    return _existing(greatest, numbers)


def _existing(extremum, numbers):
    numbers = list(numbers)
    if not numbers:
        raise Missing
    return extremum(numbers)


def quantity(compute):
    """A quantity of a state or a layer, computed once: what is the same object is the same number."""
    return functools.cached_property(compute)


class Features:
    """The feature vectors of one state, and what depends on them alone."""
    def __init__(self, problem, vectors):
        self.problem, self.vectors, self._products = problem, vectors, {}

    def product(self, i, j):
        key = (i, j) if str(i) <= str(j) else (j, i)
        if key not in self._products:
            self._products[key] = inner(self.vectors[key[0]], self.vectors[key[1]])
        return self._products[key]

    @quantity
    def largest_square(self):
        """N̂²"""
        return largest(self.product(j, j) for j in self.vectors)

    @quantity
    def same_class(self):
        points = labelled(self.problem)
        return [self.product(i, j) for i in points for j in points if i <= j and same_class(self.problem, i, j)]

    @quantity
    def different_class(self):
        points = labelled(self.problem)
        return [self.product(i, j) for i in points for j in points if i < j and not same_class(self.problem, i, j)]

    @quantity
    def probe_in_class(self):
        return [self.product(PROBE, j) for j in in_probe_class(self.problem)]

    @quantity
    def probe_cross_class(self):
        return [self.product(PROBE, j) for j in outside_probe_class(self.problem)]

    @quantity
    def rho(self):
        return smallest(self.same_class)

    @quantity
    def Lambda(self):
        return largest(self.different_class)

    @quantity
    def R(self):
        return smallest(self.probe_in_class)

    @quantity
    def L(self):
        return largest(self.probe_cross_class)

    @quantity
    def margin(self):
        """Δ"""
        return self.R - self.L


class Labels:
    """The label vectors of one state, and what depends on them and the layer's G alone."""
    def __init__(self, problem, vectors, growth):
        self.problem, self.vectors, self.growth = problem, vectors, growth
        # ⟨y_i, C y_j⟩ with C = I + δ11ᵀ reads y_j only through this.
        self.coupled = {j: times_c(problem, y) for j, y in vectors.items()}

    def difference(self, c):
        """y_*,c* − y_*,c"""
        return self.vectors[PROBE][self.problem.probe_class] - self.vectors[PROBE][c]

    @quantity
    def margin(self):
        """Δ_y"""
        return smallest(self.difference(c) for c in other_classes(self.problem))

    @quantity
    def spread(self):
        """Ŵ"""
        return largest(self.vectors[PROBE]) - smallest(self.vectors[PROBE])

    @quantity
    def deviation(self):
        """η̂"""
        return largest(self._deviation(j) for j in labelled(self.problem))

    def _deviation(self, j):
        K, own = self.problem.classes, self.problem.labels[j]
        mean = total(self.vectors[j]) / mpq(K)
        return total(modulus((y - mean) - self.growth * ((ONE if c == own else ZERO) - mpq(1, K)))
                     for c, y in enumerate(self.vectors[j]))


def log_sum_of_exponentials(logits):
    """Taken relative to one of the largest, so that nothing leaves the range of exponents."""
    shift = max(logits, key=lambda logit: enclose(logit).hi)
    return shift + log(total(exp(logit - shift) for logit in logits))


class Attention:
    """The attention of one query over the keys that it may attend to."""
    def __init__(self, logits):
        self.logits = logits
        # A softmax does not see what all its logits have in common.
        shift = max(logits.values(), key=lambda logit: enclose(logit).hi)
        self._relative = {i: exp(logit - shift) for i, logit in logits.items()}
        self._sum = total(self._relative.values())

    def average(self, vectors):
        size = len(next(iter(vectors.values())))
        return tuple(total(weight * vectors[i][k] for i, weight in self._relative.items()) / self._sum for k in range(size))

    def mass(self, points):
        return total(self._relative[i] for i in points) / self._sum

    def log_sum(self, points):
        return log_sum_of_exponentials([self.logits[i] for i in points])

    def log_odds_against(self, points):
        """The logarithm of the mass outside of these points over the mass on them; None where nothing is outside."""
        outside = [i for i in self.logits if i not in points]
        return self.log_sum(outside) - self.log_sum(points) if outside else None


class AttentionLayer:
    """One layer's attention, from the state before it."""
    def __init__(self, problem, t, features, labels):
        self.problem, self.t, self.parameters = problem, t, problem.layers[t]
        self.features, self.labels = features, labels
        self.attention = {j: self._attend(j) for j in features.vectors}
        self.averages = {j: attention.average(features.vectors) for j, attention in self.attention.items()}

    def _attend(self, j):
        alpha, gamma = self.parameters.alpha, self.parameters.gamma
        return Attention({i: alpha * self.features.product(i, j)
                          + gamma * inner(self.labels.vectors[i], self.labels.coupled[j])
                          for i in keys(self.problem, j)})

    def class_mass(self, c):
        """p_c"""
        return self.attention[PROBE].mass(of_class(self.problem, c))

    @quantity
    def p(self):
        return self.class_mass(self.problem.probe_class)

    @quantity
    def log_odds(self):
        """log((1 − p)/p) for p = p_c*: where p is near 0 or 1, this tells how near."""
        return self.attention[PROBE].log_odds_against(existing_points(self.problem, self.problem.probe_class))

    @quantity
    def leakage_log_odds(self):
        """log(ε̂/(1 − ε̂)), None where ε̂ = 0."""
        if not labelled(self.problem):
            raise Missing
        odds = [self.attention[j].log_odds_against(of_class(self.problem, self.problem.labels[j]))
                for j in labelled(self.problem)]
        return greatest([number for number in odds if number is not None]) if any(
            number is not None for number in odds) else None

    @quantity
    def leakage(self):
        """ε̂"""
        return ZERO if self.leakage_log_odds is None else share(self.leakage_log_odds)

    def class_logit(self, c):
        """s_c"""
        return self.attention[PROBE].log_sum(existing_points(self.problem, c))

    def feature_logit(self, c):
        """log Z_c"""
        points = existing_points(self.problem, c)
        alpha = self.parameters.alpha
        return log_sum_of_exponentials([alpha * self.features.product(i, PROBE) for i in points])

    def logit_gap(self, c):
        """s_c* − s_c"""
        return self.class_logit(self.problem.probe_class) - self.class_logit(c)

    def probe_update(self, j):
        """U_j"""
        return self.parameters.alpha_step * inner(self.averages[PROBE], self.features.vectors[j])

    def training_update(self, j):
        """V_j"""
        return self.parameters.alpha_step * inner(self.features.vectors[PROBE], self.averages[j])

    def next_features(self):
        step = self.parameters.alpha_step
        if step == 0:
            return self.features
        return Features(self.problem, {j: moved(x, step, self.averages[j]) for j, x in self.features.vectors.items()})

    def next_labels(self):
        step = self.parameters.gamma_step
        if step == 0:
            return self.labels
        return Labels(self.problem, {j: moved(y, step, times_c(self.problem, self.attention[j].average(self.labels.vectors)))
                                     for j, y in self.labels.vectors.items()}, (ONE + step) * self.labels.growth)


class Trajectory:
    """States at t = 0..T, attention at t = 0..T−1, and the products N_t and G_t."""
    def __init__(self, problem):
        self.problem = problem
        training = range(len(problem.features))
        self.features = [Features(problem, dict(enumerate(problem.features)) | {PROBE: problem.probe})]
        self.labels = [Labels(problem, {j: start_label(problem, j) for j in training}
                              | {PROBE: (ZERO,) * problem.classes}, ONE)]
        self.attention = []
        self.N = [ONE]
        for t, layer in enumerate(problem.layers):
            self.attention.append(AttentionLayer(problem, t, self.features[t], self.labels[t]))
            self.features.append(self.attention[t].next_features())
            self.labels.append(self.attention[t].next_labels())
            self.N.append((ONE + layer.alpha_step) * self.N[t])

    @property
    def G(self):
        return [labels.growth for labels in self.labels]

    @property
    def layers(self):
        return range(len(self.problem.layers))

    @property
    def states(self):
        return range(len(self.problem.layers) + 1)


def start_label(problem, j):
    return tuple(ONE if problem.labels[j] == c else ZERO for c in range(problem.classes))


def moved(vector, step, direction):
    return tuple(value + step * change for value, change in zip(vector, direction, strict=True))


def times_c(problem, y):
    common = problem.delta * total(y)
    return tuple(value + common for value in y)


def keys(problem, j):
    """What query j may attend to (section 3)."""
    everything = list(range(len(problem.features)))
    if not problem.class_pure or j == PROBE or problem.labels[j] is None:
        return everything
    return of_class(problem, problem.labels[j])


def labelled(problem):
    return [j for j, c in enumerate(problem.labels) if c is not None]


def of_class(problem, c):
    """S_c"""
    return [j for j, own in enumerate(problem.labels) if own == c]


def existing_points(problem, c):
    points = of_class(problem, c)
    if not points:
        raise Missing
    return points


def same_class(problem, i, j):
    return problem.labels[i] == problem.labels[j]


def in_probe_class(problem):
    return of_class(problem, problem.probe_class)


def outside_probe_class(problem):
    return [j for j in labelled(problem) if problem.labels[j] != problem.probe_class]


def other_classes(problem):
    return [c for c in range(problem.classes) if c != problem.probe_class]


def other_classes_with_points(problem):
    """Every c ≠ c* that the lines of Theorem A speak of: c* itself must have points, and one other class."""
    existing_points(problem, problem.probe_class)
    present = [c for c in other_classes(problem) if of_class(problem, c)]
    if not present:
        raise Missing
    return present
