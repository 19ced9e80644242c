"""The statements of Theorem A, from docs/theory.md, section 7: one function for each, which yields its comparisons."""
from gmpy2 import mpq

from claims import AtLeast, Equal
from enclosures import ONE, ZERO, log
from hypotheses import log_odds_bound
from trajectory import Missing, in_probe_class, of_class, other_classes_with_points, outside_probe_class

TWO = mpq(2)
ALL = ("unit-norm", "class-purity", "separation", "positive-margin", "label-margin-start", "dominance", "attention-signs",
       "step-signs", "growing-attention", "every-class", "fully-labelled")


def rho(run, t):
    """ρ_t = N_t² ρ_0"""
    return run.N[t] * run.N[t] * run.features[0].rho


def Lambda(run, t):
    """Λ_t = N_t² Λ_0"""
    return run.N[t] * run.N[t] * run.features[0].Lambda


def alpha_step(run, t):
    return run.problem.layers[t].alpha_step


def norm_growth(run):
    for t in run.states:
        yield from norm_at_most(run.features[t].largest_square, run.N[t], run.N[t] * run.N[t])


def norm_at_most(largest_square, bound, bound_square):
    """N̂ ≤ bound, told from the squares: no bound below 0 is one."""
    yield AtLeast(bound, ZERO)
    yield AtLeast(bound_square, largest_square)


def in_class_floor(run):
    for t in run.states:
        for product in run.features[t].same_class or missing():
            yield AtLeast(product, rho(run, t))


def cross_class_ceiling(run):
    for t in run.states:
        for product in run.features[t].different_class or missing():
            yield AtLeast(Lambda(run, t), product)


def probe_update_floor(run):
    for t in run.layers:
        p, N2 = run.attention[t].p, run.N[t] * run.N[t]
        for j in in_probe_class(run.problem) or missing():
            yield AtLeast(run.attention[t].probe_update(j), alpha_step(run, t) * (p * rho(run, t) - (ONE - p) * N2))


def probe_update_ceiling(run):
    for t in run.layers:
        p, N2 = run.attention[t].p, run.N[t] * run.N[t]
        for j in outside_probe_class(run.problem) or missing():
            yield AtLeast(alpha_step(run, t) * (p * Lambda(run, t) + (ONE - p) * N2), run.attention[t].probe_update(j))


def train_update_floor(run):
    for t in run.layers:
        for j in in_probe_class(run.problem) or missing():
            yield AtLeast(run.attention[t].training_update(j), alpha_step(run, t) * run.features[t].R)


def train_update_ceiling(run):
    for t in run.layers:
        for j in outside_probe_class(run.problem) or missing():
            yield AtLeast(alpha_step(run, t) * run.features[t].L, run.attention[t].training_update(j))


def logit_gap_identity(run):
    own = run.problem.probe_class
    for t in run.layers:
        attention, gamma = run.attention[t], run.problem.layers[t].gamma
        for c in other_classes_with_points(run.problem):
            yield Equal(attention.logit_gap(c),
                        attention.feature_logit(own) - attention.feature_logit(c)
                        + gamma * run.G[t] * run.labels[t].difference(c))


def logit_gap_floor(run):
    own = len(in_probe_class(run.problem))
    for t in run.layers:
        layer = run.problem.layers[t]
        for c in other_classes_with_points(run.problem):
            yield AtLeast(run.attention[t].logit_gap(c),
                          log(mpq(own, len(of_class(run.problem, c)))) + layer.alpha * run.features[t].margin
                          + layer.gamma * run.G[t] * run.labels[t].margin)


def class_mass_floor(run):
    """p ≥ p⁻_t, as (1 − p)/p ≤ (1 − p⁻)/p⁻, in logarithms."""
    for t in run.layers:
        yield AtLeast(log_odds_bound(run, t), run.attention[t].log_odds)


def geometric_margin_growth(run):
    for t in run.layers:
        now, after, step = run.features[t].margin, run.features[t + 1].margin, alpha_step(run, t)
        p, N2 = run.attention[t].p, run.N[t] * run.N[t]
        bracket = p * (rho(run, t) - Lambda(run, t) + TWO * N2) - TWO * N2
        yield AtLeast(after, (ONE + step) * (now + step * bracket))
        yield AtLeast(after, (ONE + step) * now)
    for t in run.states:
        yield AtLeast(run.features[t].margin, run.features[0].margin * run.N[t])


def label_margin(run):
    for t in run.layers:
        yield AtLeast(run.labels[t + 1].margin, run.labels[t].margin)
    for t in run.states:
        yield AtLeast(run.labels[t].margin, ZERO)


def missing():
    raise Missing


NEEDS = {
    norm_growth: ("unit-norm", "step-signs"),
    in_class_floor: ("class-purity", "step-signs", "fully-labelled", "every-class"),
    cross_class_ceiling: ("class-purity", "step-signs", "fully-labelled", "every-class"),
    probe_update_floor: ("unit-norm", "class-purity", "step-signs", "fully-labelled", "every-class"),
    probe_update_ceiling: ("unit-norm", "class-purity", "step-signs", "fully-labelled", "every-class"),
    train_update_floor: ("class-purity", "step-signs", "fully-labelled", "every-class"),
    train_update_ceiling: ("class-purity", "step-signs", "fully-labelled", "every-class"),
    logit_gap_identity: ("class-purity", "fully-labelled", "every-class"),
    logit_gap_floor: ("class-purity", "attention-signs", "step-signs", "fully-labelled", "every-class"),
    class_mass_floor: ("class-purity", "attention-signs", "step-signs", "fully-labelled", "every-class"),
    geometric_margin_growth: ALL,
    label_margin: ALL,
}
