"""The statements of Theorem C, from docs/theory.md, section 9. An interval is a pair of numbers, its lower end first."""
from dataclasses import dataclass

from gmpy2 import mpq

from claims import AtLeast, inside
from enclosures import ONE, ZERO, greatest, least, log, modulus, share
from theorem_a import TWO
from theorem_b import class_sizes, leakage_at_most, least_difference_of_masses
from trajectory import existing_points, other_classes


def hull_of(numbers):
    numbers = list(numbers)
    return least(numbers), greatest(numbers)


def hull(U, V):
    return hull_of([*U, *V])


def plus(*intervals):
    low, high = ZERO, ZERO
    for interval in intervals:
        low, high = low + interval[0], high + interval[1]
    return low, high


def minus(U, V):
    return U[0] - V[1], U[1] - V[0]


def times(number, U):
    return hull_of([number * U[0], number * U[1]])


def around(z):
    """±z for z ≥ 0"""
    return -z, z


def mix(w, U, V):
    """The hull of {ωu + (1 − ω)v}: its ends are attained at ends of w, U, V."""
    return hull_of(omega * u + (ONE - omega) * v for omega in w for u in U for v in V)


@dataclass(frozen=True)
class State:
    I: tuple
    X: tuple
    P: tuple
    Q: tuple
    D: tuple
    G: object
    eta: object
    W: object
    M: object


@dataclass(frozen=True)
class Envelopes:
    """One layer's h; and of ε and of 1 − p the log odds, which tell how near to 0 and 1 they are."""
    h: tuple
    leakage_log_odds: object
    log_odds: tuple

    @property
    def leakage(self):
        return share(self.leakage_log_odds)

    @property
    def p(self):
        return share(-self.log_odds[1]), share(-self.log_odds[0])


def start(run):
    x = run.features[0]
    return State(hull_of(x.same_class), hull_of(x.different_class), hull_of(x.probe_in_class), hull_of(x.probe_cross_class),
                 (ZERO, ZERO), ONE, ZERO, ZERO, x.largest_square)


def attention_envelopes(run, t, s):
    layer, sizes = run.problem.layers[t], class_sizes(run.problem)
    label_gap = plus((s.G * s.G,) * 2, around(TWO * modulus(s.G) * s.eta + s.eta * s.eta))
    gap = plus(times(layer.alpha, minus(s.I, s.X)), times(layer.gamma, label_gap))
    h = plus(times(layer.alpha, minus(s.P, s.Q)), times(layer.gamma, plus(times(s.G, s.D), around(s.eta * s.W))))
    # 1 − σ_r(h) has the odds r e^{−h}.
    log_r, log_r_probe = log(sizes.r), log(sizes.r_probe)
    return Envelopes(h, log_r - gap[0], (log_r_probe - h[1], log_r_probe - h[0]))


def step(run, t, s, envelopes):
    layer, log_ratio = run.problem.layers[t], class_sizes(run.problem).log_ratio
    a, b, e, p = layer.alpha_step, layer.gamma_step, envelopes.leakage, envelopes.p
    H, B = hull(s.I, s.X), hull(s.P, s.Q)
    q, w2, w_probe = (ONE - e, ONE), ((ONE - e) * (ONE - e), ONE), (p[0] * (ONE - e), p[1])
    m = least_difference_of_masses(p[0], log_ratio + envelopes.h[0])
    M = (ONE + modulus(a)) * (ONE + modulus(a)) * s.M
    I = plus(s.I, times(TWO * a, mix(q, s.I, s.X)), times(a * a, mix(w2, s.I, H)))
    X = plus(s.X, times(TWO * a, mix(q, s.X, H)), times(a * a, mix(w2, s.X, H)))
    P = plus(s.P, times(a, mix(q, s.P, s.Q)), times(a, mix(p, s.I, s.X)), times(a * a, mix(w_probe, s.I, H)))
    Q = plus(s.Q, times(a, mix(q, s.Q, B)), times(a, mix(p, s.X, H)), times(a * a, mix(w_probe, s.X, H)))
    return State(cut(I, M), cut(X, M), cut(P, M), cut(Q, M),
                 D=plus(s.D, times(b, plus(times(s.G, (m, p[1])), around(s.eta)))),
                 G=(ONE + b) * s.G,
                 eta=(ONE + modulus(b)) * s.eta + TWO * modulus(b) * e * modulus(s.G),
                 W=s.W + modulus(b) * (modulus(s.G) + s.eta),
                 M=M)


def cut(interval, M):
    return greatest([interval[0], -M]), least([interval[1], M])


def envelopes_of(run):
    """States at 0..T and attention envelopes at 0..T−1, once for all lines."""
    if not hasattr(run, "theorem_c"):
        class_sizes(run.problem)
        states, attention = [start(run)], []
        for t in run.layers:
            attention.append(attention_envelopes(run, t, states[t]))
            states.append(step(run, t, states[t], attention[t]))
        run.theorem_c = states, attention
    return run.theorem_c


def envelope_same_class(run):
    states, _ = envelopes_of(run)
    for t in run.states:
        for product in run.features[t].same_class:
            yield from inside(product, states[t].I)


def envelope_cross_class(run):
    states, _ = envelopes_of(run)
    for t in run.states:
        for product in run.features[t].different_class:
            yield from inside(product, states[t].X)


def envelope_probe_in_class(run):
    states, _ = envelopes_of(run)
    for t in run.states:
        for product in run.features[t].probe_in_class:
            yield from inside(product, states[t].P)


def envelope_probe_cross_class(run):
    states, _ = envelopes_of(run)
    for t in run.states:
        for product in run.features[t].probe_cross_class:
            yield from inside(product, states[t].Q)


def envelope_label_difference(run):
    states, _ = envelopes_of(run)
    for t in run.states:
        for c in other_classes(run.problem):
            yield from inside(run.labels[t].difference(c), states[t].D)


def envelope_class_mass(run):
    """p ∋ p_c*, as log((1 − p)/p) of each."""
    _, attention = envelopes_of(run)
    for t in run.layers:
        yield from inside(run.attention[t].log_odds, attention[t].log_odds)


def envelope_leakage(run):
    _, attention = envelopes_of(run)
    for t in run.layers:
        yield leakage_at_most(attention[t].leakage_log_odds, run.attention[t])


def envelope_logit_gap(run):
    own = len(existing_points(run.problem, run.problem.probe_class))
    _, attention = envelopes_of(run)
    for t in run.layers:
        for c in other_classes(run.problem):
            shift = log(mpq(own, len(existing_points(run.problem, c))))
            yield from inside(run.attention[t].logit_gap(c), plus((shift, shift), attention[t].h))


def envelope_norm(run):
    """N ≥ N̂ where N starts at the measured N̂; told from the squares, as N ≥ 0."""
    square = run.features[0].largest_square
    for t in run.states:
        yield AtLeast(square, run.features[t].largest_square)
        if t in run.layers:
            growth = ONE + modulus(run.problem.layers[t].alpha_step)
            square = growth * growth * square


def envelope_label_deviation(run):
    states, _ = envelopes_of(run)
    for t in run.states:
        yield AtLeast(states[t].eta, run.labels[t].deviation)


def envelope_label_spread(run):
    states, _ = envelopes_of(run)
    for t in run.states:
        yield AtLeast(states[t].W, run.labels[t].spread)


LINES = ("fully-labelled", "every-class")
NEEDS = dict.fromkeys([
    envelope_same_class, envelope_cross_class, envelope_probe_in_class, envelope_probe_cross_class, envelope_label_difference,
    envelope_class_mass, envelope_leakage, envelope_logit_gap, envelope_norm, envelope_label_deviation,
    envelope_label_spread], LINES)
