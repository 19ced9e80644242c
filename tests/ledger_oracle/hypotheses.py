"""The hypotheses, from docs/theory.md, section 5. Each is True, False, or None where the enclosures do not tell."""
from gmpy2 import mpq

from enclosures import ONE, is_nonnegative, is_positive, log, total
from trajectory import labelled, of_class, other_classes_with_points, in_probe_class


def unit_norm(trajectory):
    return is_nonnegative(ONE - trajectory.features[0].largest_square)


def class_purity(trajectory):
    problem = trajectory.problem
    of_one_class = None not in problem.labels and len(set(problem.labels)) == 1
    return problem.class_pure or of_one_class


def separation(trajectory):
    return is_positive(gap_of_products(trajectory))


def positive_margin(trajectory):
    return is_positive(trajectory.features[0].margin)


def label_margin_start(trajectory):
    return is_nonnegative(trajectory.labels[0].margin)


def dominance(trajectory):
    return dominance_inequality(trajectory, 0)


def attention_signs(trajectory):
    return all(layer.alpha >= 0 and layer.gamma >= 0 for layer in trajectory.problem.layers)


def step_signs(trajectory):
    return all(layer.alpha_step >= 0 and layer.gamma_step >= 0 for layer in trajectory.problem.layers)


def growing_attention(trajectory):
    layers = trajectory.problem.layers
    if all(a.alpha <= b.alpha and a.gamma <= b.gamma for a, b in zip(layers, layers[1:])):
        return True
    return all_of([dominance_inequality(trajectory, t) for t in trajectory.layers])


def every_class(trajectory):
    problem = trajectory.problem
    return all(of_class(problem, c) for c in range(problem.classes))


def fully_labelled(trajectory):
    return len(labelled(trajectory.problem)) == len(trajectory.problem.labels)


def centred_labels(trajectory):
    return trajectory.problem.delta == mpq(-1, trajectory.problem.classes)


def dominance_inequality(trajectory, t):
    """p⁻/(1 − p⁻) ≥ 2/(ρ_0 − Λ_0), in logarithms, with the rational factors in one of them."""
    gap, ratios, exponent = gap_of_products(trajectory), sum_of_ratios(trajectory.problem), exponent_of_bound(trajectory, t)
    if is_positive(-gap):
        return True
    return is_positive(gap) and is_nonnegative(log(gap / (mpq(2) * ratios)) + exponent)


def log_odds_bound(trajectory, t):
    """log((1 − p⁻)/p⁻), where p⁻_t = 1/(1 + Σ (n_c/n_c*) exp(−α_t Δ_t − γ_t G_t Δ_y^t))."""
    return log(sum_of_ratios(trajectory.problem)) - exponent_of_bound(trajectory, t)


def exponent_of_bound(trajectory, t):
    layer = trajectory.problem.layers[t]
    return (layer.alpha * trajectory.features[t].margin
            + layer.gamma * trajectory.G[t] * trajectory.labels[t].margin)


def sum_of_ratios(problem):
    present = other_classes_with_points(problem)
    return total(mpq(len(of_class(problem, c)), len(in_probe_class(problem))) for c in present)


def gap_of_products(trajectory):
    return trajectory.features[0].rho - trajectory.features[0].Lambda


def all_of(answers):
    if False in answers:
        return False
    return None if None in answers else True


HYPOTHESES = {function.__name__.replace("_", "-"): function for function in [
    unit_norm, class_purity, separation, positive_margin, label_margin_start, dominance, attention_signs, step_signs,
    growing_attention, every_class, fully_labelled, centred_labels]}
