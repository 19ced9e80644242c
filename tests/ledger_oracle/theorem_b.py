"""The statements of Theorem B, from docs/theory.md, section 8: the bounds' recursion, and one function for each line."""
from dataclasses import dataclass

from gmpy2 import mpq

from claims import AtLeast
from enclosures import ONE, ZERO, Enclosure, exp, greatest, is_nonnegative, least, log, share
from theorem_a import TWO, norm_at_most
from trajectory import existing_points, other_classes


@dataclass(frozen=True)
class Sizes:
    r: mpq
    r_probe: mpq
    log_ratio: object


def class_sizes(problem):
    """r, r* and log(n_c*/max_{c≠c*} n_c): every class needs a labelled point, since r divides by each n_c."""
    n = len(problem.labels)
    size = {c: mpq(len(existing_points(problem, c))) for c in range(problem.classes)}
    own = size[problem.probe_class]
    return Sizes(max((n - size[c]) / size[c] for c in size), (n - own) / own,
                 log(own / max(size[c] for c in other_classes(problem))))


@dataclass(frozen=True)
class State:
    rho: object
    Lambda: object
    R: object
    L: object
    margin: object
    eta: object
    W: object
    G: object
    M: object


@dataclass(frozen=True)
class Bounds:
    """What one layer's attention is bounded by; of ε and p the log odds, which tell how near to 0 and 1 they are."""
    leakage_log_odds: object
    log_odds: object
    g: object

    @property
    def leakage(self):
        """1 − 1/(1 + r e^{−gap}) has the odds r e^{−gap}."""
        return share(self.leakage_log_odds)

    @property
    def p(self):
        """1/(1 + r* e^{−h}) has the odds e^h/r*."""
        return share(-self.log_odds)


def start(run):
    x = run.features[0]
    return State(x.rho, x.Lambda, x.R, x.L, ZERO, ZERO, ZERO, ONE, greatest([ONE, x.largest_square]))


def attention_bounds(run, t, s):
    layer, sizes = run.problem.layers[t], class_sizes(run.problem)
    gap = layer.alpha * (s.rho - s.Lambda) + layer.gamma * (s.G * s.G - TWO * s.G * s.eta - s.eta * s.eta)
    h = layer.alpha * (s.R - s.L) + layer.gamma * (s.G * s.margin - s.eta * s.W)
    return Bounds(log(sizes.r) - gap, log(sizes.r_probe) - h, sizes.log_ratio + h)


def least_difference_of_masses(p, g):
    """m = max(2p − 1, p(1 − e^{−g}) if g ≥ 0, else 1 − e^{−g})"""
    below = ONE - exp(-g)
    certain = is_nonnegative(g)
    if certain is None:
        either = [p * below, below]
        second = Enclosure(least(either).lo, greatest(either).hi)
    else:
        second = p * below if certain else below
    return greatest([TWO * p - ONE, second])


def step(run, t, s, bounds):
    a, b = run.problem.layers[t].alpha_step, run.problem.layers[t].gamma_step
    e, p, M, a2 = bounds.leakage, bounds.p, s.M, a * a
    kept = ONE - e
    m = least_difference_of_masses(p, bounds.g)
    return State(
        R=s.R + a * (s.R - e * (s.R + M)) + a * (p * s.rho - (ONE - p) * M) + a2 * (p * kept * (s.rho + M) - M),
        L=s.L + a * (s.L + e * (M - s.L)) + a * (p * s.Lambda + (ONE - p) * M) + a2 * (M - p * kept * (M - s.Lambda)),
        rho=s.rho + TWO * a * (s.rho - e * (s.rho + M)) + a2 * (kept * kept * (s.rho + M) - M),
        Lambda=s.Lambda + TWO * a * (s.Lambda + e * (M - s.Lambda)) + a2 * (M - kept * kept * (M - s.Lambda)),
        margin=s.margin + b * (s.G * m - s.eta),
        W=s.W + b * (s.G + s.eta),
        eta=(ONE + b) * s.eta + TWO * b * e * s.G,
        G=(ONE + b) * s.G,
        M=(ONE + a) * (ONE + a) * M)


def bounds_of(run):
    """States at 0..T and attention bounds at 0..T−1, once for all lines."""
    if not hasattr(run, "theorem_b"):
        states, attention = [start(run)], []
        for t in run.layers:
            attention.append(attention_bounds(run, t, states[t]))
            states.append(step(run, t, states[t], attention[t]))
        run.theorem_b = states, attention
    return run.theorem_b


def leakage_ceiling(run):
    _, attention = bounds_of(run)
    for t in run.layers:
        yield leakage_at_most(attention[t].leakage_log_odds, run.attention[t])


def leakage_at_most(log_odds, attention):
    """ε̂ ≤ ε, as ε̂/(1 − ε̂) ≤ ε/(1 − ε), in logarithms; where nothing leaks it is 0 ≤ ε."""
    observed = attention.leakage_log_odds
    return AtLeast(share(log_odds), ZERO) if observed is None else AtLeast(log_odds, observed)


def class_mass_floor_leaky(run):
    """p̂ ≥ p, as (1 − p̂)/p̂ ≤ (1 − p)/p, in logarithms."""
    _, attention = bounds_of(run)
    for t in run.layers:
        yield AtLeast(attention[t].log_odds, run.attention[t].log_odds)


def logit_gap_floor_leaky(run):
    _, attention = bounds_of(run)
    for t in run.layers:
        for c in other_classes(run.problem):
            yield AtLeast(run.attention[t].logit_gap(c), attention[t].g)


def probe_in_class_floor(run):
    states, _ = bounds_of(run)
    for t in run.states:
        for product in run.features[t].probe_in_class:
            yield AtLeast(product, states[t].R)


def probe_cross_class_ceiling(run):
    states, _ = bounds_of(run)
    for t in run.states:
        for product in run.features[t].probe_cross_class:
            yield AtLeast(states[t].L, product)


def in_class_floor_leaky(run):
    states, _ = bounds_of(run)
    for t in run.states:
        for product in run.features[t].same_class:
            yield AtLeast(product, states[t].rho)


def cross_class_ceiling_leaky(run):
    states, _ = bounds_of(run)
    for t in run.states:
        for product in run.features[t].different_class:
            yield AtLeast(states[t].Lambda, product)


def label_margin_floor(run):
    states, _ = bounds_of(run)
    for t in run.states:
        for c in other_classes(run.problem):
            yield AtLeast(run.labels[t].difference(c), states[t].margin)


def norm_ceiling(run):
    """N̂ ≤ N, where N starts at max(1, N̂) > 0: its sign is that of the product N_t of section 2."""
    square = greatest([ONE, run.features[0].largest_square])
    for t in run.states:
        yield from norm_at_most(run.features[t].largest_square, run.N[t], run.N[t] * run.N[t] * square)


def label_deviation_ceiling(run):
    states, _ = bounds_of(run)
    for t in run.states:
        yield AtLeast(states[t].eta, run.labels[t].deviation)


def probe_label_spread_ceiling(run):
    states, _ = bounds_of(run)
    for t in run.states:
        yield AtLeast(states[t].W, run.labels[t].spread)


def price_of_leakage(run):
    """The displayed inequality, on what is observed."""
    for t in run.layers:
        x, a = run.features[t], run.problem.layers[t].alpha_step
        p, e, M = run.attention[t].p, run.attention[t].leakage, x.largest_square
        products = x.rho - x.Lambda + TWO * M
        yield AtLeast(run.features[t + 1].margin,
                      (ONE + a) * x.margin - a * e * (x.margin + TWO * M) + a * (p * products - TWO * M)
                      + a * a * (p * (ONE - e) * products - TWO * M))


LINES = ("fully-labelled", "every-class", "attention-signs", "step-signs")
NEEDS = {
    leakage_ceiling: LINES,
    class_mass_floor_leaky: LINES,
    probe_in_class_floor: LINES,
    probe_cross_class_ceiling: LINES,
    in_class_floor_leaky: LINES,
    cross_class_ceiling_leaky: LINES,
    logit_gap_floor_leaky: LINES,
    label_margin_floor: LINES,
    # "It needs step-signs alone."
    norm_ceiling: ("step-signs",),
    label_deviation_ceiling: LINES,
    probe_label_spread_ceiling: LINES,
    price_of_leakage: ("fully-labelled", "every-class", "step-signs"),
}
