#!/usr/bin/env python3
"""Breaks the engine in one place at a time and expects its tests to notice.

    python3 tests/engine/mutants.py BUILD_FOLDER [NAME]
    python3 tests/engine/mutants.py --check-texts

BUILD_FOLDER is a release build with tests/test_engine in it. A minute or two for each dozen of mutants. --check-texts only looks
whether every text that a mutant replaces still occurs once in its file; the suite runs that."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS = "*enclosures*,*bound is needed*,*largest*,*norms*,*integers*"

BOUNDS, SIGHTS, PASSES = "bounds-inl.hpp", "observations-inl.hpp", "passes.cpp"
# What is broken, where, and how. Texts occur once in their file. Two more would stay unnoticed, as others cover them:
# the √K of label deviations (attention errs by vectors whose 1-norm is no more than the bound of their 2-norm, and
# roundings by less than deviation_rounding); and the rounding of ends (u |middle| is no more than what products and
# sums are already counted with).
MUTANTS = {
    "products forget that both are off": (BOUNDS, "hn::Mul(radius_j, hn::Add(norm_i, radius_i))", "hn::Mul(radius_j, norm_i)"),
    "the most is taken by spreads": (BOUNDS, "return {with(keys.norm, keys.label_norm), with(", "return {with(feature_spread, label_spread), with("),
    "the query's own error of features": (BOUNDS, "carried(feature_size, keys.radius, query.norm, query.radius)", "carried(feature_size, keys.radius, query.norm, zero())"),
    "the query's own error of labels": (BOUNDS, "carried(label_size, keys.label_radius, mixed_norm, mixed_radius)", "carried(label_size, keys.label_radius, mixed_norm, zero())"),
    "the keys' errors of features": (BOUNDS, "carried(feature_size, keys.radius, query.norm, query.radius)", "carried(feature_size, zero(), query.norm, query.radius)"),
    "the keys' errors of labels": (BOUNDS, "carried(label_size, keys.label_radius, mixed_norm, mixed_radius)", "carried(label_size, zero(), mixed_norm, mixed_radius)"),
    "mixing leaves norms as they are": (BOUNDS, "const Vector mixing = load(c.mixing_norm), error = load(c.mixing_error);\n  const Vector mixed_norm", "const Vector mixing = set(1.0), error = load(c.mixing_error);\n  const Vector mixed_norm"),
    "mixing leaves errors as they are": (BOUNDS, "error = load(c.mixing_error), mixing = load(c.mixing_norm);", "error = load(c.mixing_error), mixing = set(1.0);"),
    "the probe's features alone carry no error": (BOUNDS, "hn::Mul(hn::Abs(load(c.alpha)), carried(keys.norm, keys.radius, probe.norm, probe.radius))", "zero()"),
    "weights move half as much": (BOUNDS, "hn::Mul(error, half), one)", "hn::Mul(error, set(0.25)), one)"),
    "weights move little, however large the error": (BOUNDS, "hn::Le(error, set(0.25))", "hn::Le(error, set(1e30))"),
    "one side of what weights move": (BOUNDS, "hn::Mul(hn::Add(shift, shift), norm)", "hn::Mul(shift, norm)"),
    "spreads bound large errors, too": (BOUNDS, "small_error = 0x1p-4", "small_error = 0x1p40"),
    "averages forget their keys' errors": (BOUNDS, "hn::Add(radius, add_product(load(c.average_rounding)", "hn::Add(zero(), add_product(load(c.average_rounding)"),
    "steps forget the token's error of features": (BOUNDS, "hn::Add(radius, add_product(step, average,", "hn::Add(zero(), add_product(step, average,"),
    "steps forget the token's error of labels": (BOUNDS, "hn::Add(radius, add_product(step, mixed,", "hn::Add(zero(), add_product(step, mixed,"),
    "masses are known, however large the error": (BOUNDS, "known = hn::Le(error.most, set(0.25))", "known = hn::Le(error.most, set(1e30))"),
    "masses move a fifth as much": (BOUNDS, "hn::Mul(hn::Mul(set(2.6), error.most), mass)", "hn::Mul(hn::Mul(set(0.5), error.most), mass)"),
    "masses by their spread move a fifth as much": (BOUNDS, "hn::Mul(hn::Mul(set(1.3), error.usual), norm_bound(", "hn::Mul(hn::Mul(set(0.25), error.usual), norm_bound("),
    "deviations never move": (BOUNDS, "hn::Ne(label_radius, zero())", "hn::Ne(label_norm, label_norm)"),
    "sums of many keys are counted as one part": ("rounding.hpp", "return keys_per_sum + (keys + keys_per_sum - 1) / keys_per_sum;", "return 1;"),
    "one key's error of features does not count": (PASSES, "radius = hn::Max(radius, of_query[1]);", "if (j != 1) radius = hn::Max(radius, of_query[1]);"),
    "one key's error of labels does not count": (PASSES, "label_radius = hn::Max(label_radius, of_query[3]);", "if (j != 1) label_radius = hn::Max(label_radius, of_query[3]);"),
    "one key's norm does not count": (PASSES, "norm = hn::Max(norm, of_query[0]);\n", "if (j != 1) norm = hn::Max(norm, of_query[0]);\n"),
    "one key's norm of labels does not count": (PASSES, "label_norm = hn::Max(label_norm, of_query[2]);", "if (j != 1) label_norm = hn::Max(label_norm, of_query[2]);"),
    "nothing is out of range": (PASSES, "hn::Lt(value, set(largest))", "hn::Eq(value, value)"),
    "room left over moves": (PASSES, "hn::IfThenElseZero(has_token, hn::Div(set(1.0), normaliser))", "hn::Div(set(1.0), normaliser)"),
    "pairs of the last block are not seen": (PASSES, "return std::min(f.keys, use == Use::tasks ? end : end * lane_count());", "return std::min(f.keys, use == Use::tasks ? end - 1 : end * lane_count() - 1);"),
    "unlabelled points attend to nobody else's class": ("attention-inl.hpp", "hn::And(present, hn::Lt(query_label, zero()))", "hn::And(present, hn::Eq(query_label, set(label::probe)))"),
    "every query attends to all": ("attention-inl.hpp", "if (!class_pure) return present;", "return present;"),
    "room left over is attended to": ("attention-inl.hpp", "const auto present = hn::Ne(key_label, set(label::no_key));", "const auto present = hn::Eq(key_label, key_label);"),
    "small weights are dropped": ("attention-inl.hpp", "least_exponent = -700", "least_exponent = -30"),
    "the least norm's end is not rounded up": (SIGHTS, "hn::IfThenElse(not_above, norm.value, up)", "norm.value"),
    "the least norm's end is not rounded down": (SIGHTS, "hn::IfThenElse(not_below, norm.value, down)", "norm.value"),
    "all features count as exact": (SIGHTS, "const auto exact = hn::Eq(token.radius, zero());", "const auto exact = hn::Eq(token.norm, token.norm);"),
    "the average in a pull is exact": (SIGHTS, "gram_error(c, {keys.norm, average_error, zero(), zero()}, token)", "gram_error(c, {keys.norm, zero(), zero(), zero()}, token)"),
    "the probe in a pull is exact": (SIGHTS, "hn::Mul(carry, common<use>(z.feature_radius.data() + at)), zero(),", "zero(), zero(),"),
    "logarithms of sums of exact logits": (SIGHTS, "grown(c, hn::Add(error, rounded))", "grown(c, rounded)"),
    "differences of labels are no more off than labels": ("assembly.cpp", "radius * (std::sqrt(2.0) * growth)", "radius * 0.5"),
    "a box's radius is its side": ("run.cpp", "radius * std::sqrt(static_cast<double>(dimensions)) * growth", "radius * growth"),
    "threads keep what they saw": ("run.cpp", "for (const Seen& part : seen_by) merge(seen, part);", "merge(seen, seen_by.front());"),
    "lanes keep what they saw": ("run.cpp", "if (frame_.use == Use::points) bring_together(seen, frame_.lanes);", ""),
    "lanes keep their keys' norms": ("run.cpp", "spread_greatest(shared_.key_norm, frame_.lanes);", ""),
    "the growth of labels lags": ("coefficients.cpp", "bounds.label_growth[t]", "bounds.label_growth[t > 0 ? t - 1 : 0]"),
}


def libraries(build):
    names = ["files", "arb", "generators", "recursion", "numeric"]
    found = [next(build.rglob(f"libmargincert_{name}.a")) for name in names]
    return [*map(str, found), "-lrapidcheck", "-lflint-arb", "-lflint", "-lmpfr", "-lgmp", "-lfmt", "-lhwy", "-lpthread"]


def run(command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


class Workshop:
    """A copy of the engine, whose objects are compiled for this machine's vectors alone."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.sources = folder / "src/engine"
        shutil.copytree(ROOT / "src/engine", self.sources)
        self.tests = [str(x) for x in (build / "tests/test_engine.p").glob("*.o")] + [str(next(build.rglob("libtest_main.a")))]

    def compile(self, names):
        jobs = []
        for name in names:
            out = self.folder / (name + ".o")
            jobs.append((out, subprocess.Popen(
                ["g++", "-std=c++20", "-O1", "-march=native", "-DHWY_COMPILE_ONLY_STATIC", "-ffp-contract=off",
                 f"-I{self.folder}/src", f"-I{ROOT}/src", f"-I{ROOT}", "-c", str(self.sources / name), "-o", str(out)],
                stderr=subprocess.PIPE, text=True)))
        for out, job in jobs:
            _, errors = job.communicate()
            if job.returncode != 0:
                sys.exit(errors)

    def tests_fail(self):
        program = self.folder / "test"
        objects = [str(x) for x in self.folder.glob("*.o")]
        linked = run(["g++", *self.tests, *objects, *libraries(self.build), "-o", str(program)])
        if linked.returncode != 0:
            sys.exit(linked.stderr)
        return run([str(program), f"-tc={TESTS}"], timeout=600).returncode != 0

    def break_and_test(self, file, old, new):
        path = self.sources / file
        text = path.read_text()
        if text.count(old) != 1:
            return "stale: the text occurs %d times" % text.count(old)
        path.write_text(text.replace(old, new))
        whole = {x: x.read_bytes() for x in self.folder.glob("*.o")}
        touched = {"bounds-inl.hpp": [PASSES], "observations-inl.hpp": [PASSES], "attention-inl.hpp": [PASSES],
                   "rounding.hpp": [PASSES, "coefficients.cpp", "run.cpp", "assembly.cpp"]}.get(file, [file])
        self.compile(touched)
        caught = self.tests_fail()
        path.write_text(text)
        for x, content in whole.items():
            x.write_bytes(content)
        return "caught" if caught else "NOT CAUGHT"


def occurrences(file, old):
    return (ROOT / "src" / "engine" / file).read_text().count(old)


def check_texts():
    stale = [f"{name}: {file} has its text {occurrences(file, old)} times; adapt the mutant, so that it is there once"
             for name, (file, old, _) in MUTANTS.items() if occurrences(file, old) != 1]
    print(*stale, f"{len(MUTANTS) - len(stale)} of {len(MUTANTS)} texts occur once", sep="\n")
    sys.exit(1 if stale else 0)


def main():
    if sys.argv[1:] == ["--check-texts"]:
        check_texts()
    build = pathlib.Path(sys.argv[1]).resolve()
    chosen = [name for name in MUTANTS if len(sys.argv) < 3 or re.search(sys.argv[2], name)]
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(build, pathlib.Path(folder))
        workshop.compile(sorted(x.name for x in workshop.sources.glob("*.cpp")))
        if workshop.tests_fail():
            sys.exit("the engine fails its tests as it is")
        outcomes = {}
        for name in chosen:
            outcomes[name] = workshop.break_and_test(*MUTANTS[name])
            print(f"{outcomes[name]}: {name}", flush=True)
    missed = [name for name, outcome in outcomes.items() if outcome != "caught"]
    print(f"{len(outcomes) - len(missed)} of {len(outcomes)} caught")
    sys.exit(1 if missed else 0)


main()
