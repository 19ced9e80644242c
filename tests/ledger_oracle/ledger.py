"""The second ledger's verdicts, from docs/theory.md, section 10: on one problem, without the hypotheses that are dropped."""
import theorem_a
import theorem_b
import theorem_c
from enclosures import working_precision
from hypotheses import HYPOTHESES
from trajectory import Missing, Trajectory

# LEVEL: nothing is violated, but some sides are equal as far as can be told. A bound that is met there may be said to hold
# for a reason; certified to be violated it cannot be.
HOLDS, VIOLATED, NOT_APPLICABLE, LEVEL, UNSURE = "holds", "violated", "not-applicable", "level", "unsure"
# What is unsure is looked at again with more bits.
PRECISIONS = (320, 4096)

NEEDS = {function.__name__.replace("_", "-"): (function, needs)
         for theorem in (theorem_a, theorem_b, theorem_c) for function, needs in theorem.NEEDS.items()}


def verdicts(problem, statements, dropped=(), turned_around=(), precisions=PRECISIONS):
    """A verdict for each of the statements; `turned_around` are those whose sides are swapped, as a planted fault."""
    results = dict.fromkeys(statements, UNSURE)
    for bits in precisions:
        open_ones = [statement for statement, result in results.items() if result == UNSURE]
        if not open_ones:
            break
        with working_precision(bits):
            run, known = Trajectory(problem), {}
            for statement in open_ones:
                results[statement] = verdict(run, known, statement, dropped, statement in turned_around)
    return results


def verdict(run, known, statement, dropped, turned_around):
    claims_of, needs = NEEDS[statement]
    answers = [hypothesis(run, known, name) for name in needs if name not in dropped]
    if False in answers:
        return NOT_APPLICABLE
    try:
        claims = list(claims_of(run))
    except Missing:
        return NOT_APPLICABLE
    if None in answers:
        return UNSURE
    if turned_around:
        claims = [claim.turned_around() for claim in claims]
    truths = [(claim.is_true(), claim) for claim in claims]
    if any(truth is False for truth, _ in truths):
        return VIOLATED
    open_ones = [claim for truth, claim in truths if truth is None]
    return HOLDS if not open_ones else LEVEL if all(claim.is_level() for claim in open_ones) else UNSURE


def hypothesis(run, known, name):
    """False also where it asks for what does not exist."""
    if name not in known:
        try:
            known[name] = HYPOTHESES[name](run)
        except Missing:
            known[name] = False
    return known[name]
