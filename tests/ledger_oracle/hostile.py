"""Tasks, recursions and requests meant to be hard: extreme and equal numbers, degenerate shapes, odd signs. Seeded."""
import random

HYPOTHESES = ("unit-norm", "class-purity", "separation", "positive-margin", "label-margin-start", "dominance",
              "attention-signs", "step-signs", "growing-attention", "every-class", "fully-labelled", "centred-labels")
REGIMES = ("natural", "full", "class-pure")
# Points × points × layers: what one task may cost.
WORK = 400


def case(seed, number):
    """A task, a recursion, the dropped hypotheses and the regime."""
    source = random.Random(f"{seed}/{number}")
    classes, dimension = source.randint(2, 5), source.randint(1, 4)
    task = hostile_task(source, classes, dimension)
    recursion = hostile_recursion(source, classes, dimension, len(task["labels"]))
    return task, recursion, dropped(source), source.choice(REGIMES)


def hostile_task(source, classes, dimension):
    labels = label_list(source, classes)
    number = source.choice(NUMBERS)
    pool = [vector(source, number, dimension) for _ in range(source.randint(1, 4))]
    make = source.choice([independent, shared, clustered, opposite])
    features = make(source, labels, pool, number, dimension)
    probe = source.choice([source.choice(features), negative(source.choice(features)), vector(source, number, dimension)])
    probe_class = source.randrange(classes) if source.random() < 0.3 else source.choice(
        [c for c in labels if c is not None] or [0])
    return {"format": "margincert-task/1", "classes": classes, "features": written(features), "labels": labels,
            "probe": written([probe])[0], "probe_class": probe_class}


def label_list(source, classes):
    kind = source.choice(["every", "every", "every", "every", "any", "one against the rest", "one", "unlabelled"])
    n = source.choice([1, 2, 3, 4, 5, 6, 8, 10])
    if kind == "every":
        labels = list(range(classes)) + [source.randrange(classes) for _ in range(max(0, n - classes))]
    elif kind == "one":
        labels = [source.randrange(classes)] * n
    elif kind == "one against the rest":
        alone, rest = source.sample(range(classes), 2)
        labels = [alone] + [rest] * (n - 1)
    else:
        labels = [source.randrange(classes) for _ in range(n)]
    if kind == "unlabelled":
        labels = [None if source.random() < 0.4 else c for c in labels]
    source.shuffle(labels)
    return labels


def independent(source, labels, pool, number, dimension):
    return [vector(source, number, dimension) for _ in labels]


def shared(source, labels, pool, number, dimension):
    return [source.choice(pool) for _ in labels]


def clustered(source, labels, pool, number, dimension):
    """The classes are single vectors, or nearly."""
    centre = {c: vector(source, number, dimension) for c in set(labels)}
    nearly = source.choice([0.0, 0.0, 2.0 ** -40, 0.05])
    return [[value * (1 + nearly * source.choice([-1, 0, 1])) for value in centre[c]] for c in labels]


def opposite(source, labels, pool, number, dimension):
    v = vector(source, number, dimension)
    return [v if c == source.choice([c, 0]) else negative(v) for c in labels]


def vector(source, number, dimension):
    if source.random() < 0.2:
        axis = source.randrange(dimension)
        return [source.choice([1.0, -1.0]) if k == axis else 0.0 for k in range(dimension)]
    return [number(source) for _ in range(dimension)]


def negative(v):
    return [-value for value in v]


NUMBERS = [
    lambda source: float(source.randint(-2, 2)),
    lambda source: source.randint(-8, 8) / 16,
    lambda source: source.randint(-8, 8) / 16,
    lambda source: source.uniform(-0.5, 0.5),
    lambda source: source.uniform(-0.5, 0.5),
    lambda source: source.gauss(0, 1),
    lambda source: source.choice([-1, 1]) * 2.0 ** source.randint(-1074, -500),
    lambda source: source.choice([-1, 1]) * 10.0 ** source.randint(-20, 20),
    lambda source: source.choice([0.0, 1e300, -1e300, 5e-324, 1.0, -1.0]),
]


def hostile_recursion(source, classes, dimension, n):
    most = max(1, min(30, WORK // (n * n + 1)))
    depth = source.choice([1, 2, 3, min(5, most), most]) if most > 5 else source.randint(1, most)
    return {"format": "margincert-recursion/1", "feature_dim": dimension, "classes": classes,
            "label_background": background(source, classes), "layers": layers(source, depth)}


def background(source, classes):
    return source.choice(["-1/K", "-1/K", "-1/K", f"-1/{classes}", "1/3", "-7/2", 0, -1 / classes, -0.3, 1.5])


def layers(source, depth):
    """All signs as theorems ask, or some parameter with values of its own; the same in all layers, growing, or any."""
    alpha, gamma = source.choice(ATTENTION), source.choice(ATTENTION)
    steps = [source.choice(STEPS), source.choice(STEPS)]
    course = source.choice(["same", "growing", "any"])
    drawn = [[alpha(source), gamma(source), steps[0](source), steps[1](source)] for _ in range(depth)]
    if course == "same":
        drawn = [drawn[0]] * depth
    if course == "growing":
        first, second = sorted(layer[0] for layer in drawn), sorted(layer[1] for layer in drawn)
        drawn = [[a, b, *layer[2:]] for a, b, layer in zip(first, second, drawn)]
    names = ("alpha", "gamma", "alpha_prime", "gamma_prime")
    return [dict(zip(names, map(hexadecimal, layer))) for layer in drawn]


ATTENTION = [
    lambda source: 0.0,
    lambda source: source.choice([0.5, 1.0, 2.0, 8.0]),
    lambda source: source.uniform(0, 4),
    lambda source: source.uniform(0, 4),
    lambda source: source.uniform(4, 40),
    lambda source: source.uniform(-3, 3),
    lambda source: source.choice([100.0, 1e4, 1e6, -100.0]),
]
STEPS = [
    lambda source: 0.0,
    lambda source: source.choice([0.25, 0.5, 1.0]),
    lambda source: source.uniform(0, 1),
    lambda source: source.uniform(0, 1),
    lambda source: source.uniform(-1, 1),
    lambda source: source.choice([-1.0, -2.0, -1.5, 0.0, 0.5]),
]


def dropped(source):
    kind = source.choice(["none", "one", "several", "all", "few shapes"])
    if kind == "none":
        return ()
    if kind == "one":
        return (source.choice(HYPOTHESES),)
    if kind == "all":
        return HYPOTHESES
    if kind == "few shapes":
        return ("every-class", "fully-labelled", "class-purity")
    return tuple(h for h in HYPOTHESES if source.random() < 0.5)


def written(features):
    return [[hexadecimal(value) for value in x] for x in features]


def hexadecimal(value):
    """As docs/formats.md has hex-floats; Python's own form has the mantissa's zeros besides."""
    return float(value).hex()
