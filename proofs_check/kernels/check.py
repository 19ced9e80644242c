#!/usr/bin/env python3
"""Proves the bounds of src/engine/elementary.hpp for the numbers in src/engine/elementary_constants.hpp.

    check.py               prints what was proved; exit status 1 where a bound or a number is not as the header says
    check.py --self-test   then alters numbers and bounds, each of which has to be noticed

sollya makes the polynomials anew, which have to be the header's bit for bit, and certifies what they are off by. gappa
proves what roundings add, with fused multiply-adds and without. Exact fractions put the parts together.
Exit status 77: sollya or gappa is missing.
"""

import argparse
import functools
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENGINE = HERE.parents[1] / "src" / "engine"

# Ranges that scripts share by name; each proof states which of them it relies on.
RADIUS = "0x1.62e43p-2"  # of the exponential's polynomial, just above ln 2 / 2
F_LOW, F_HIGH = "-0x1.2bfp-2", "0x1.a83p-2"  # just around √½ - 1 and √2 - 1

UNIT = Fraction(1, 2**53)
LN2_ERROR = Fraction(1, 2**97)  # as exp_reduction.g and log_error suppose
NUMBERS = {"exp": r"log2_e|ln2_\w+|c\d+", "log": r"ln2_\w+|sqrt_half|l\d+"}  # names in the header
LARGEST_POWER = 1024  # |k| of the logarithm


class Refuted(Exception):
    """Something is not as the header says."""


def exact(text):
    """The number that a hex-float, a decimal or gappa's 3b-5 = 3 · 2^-5 is."""
    if "0x" in text:
        return Fraction(float.fromhex(text))
    mantissa, _, exponent = text.partition("b")
    return Fraction(mantissa) * Fraction(2) ** int(exponent or 0)


def read_header():
    """Texts of the header's numbers by name."""
    numbers = {}
    for name in ("elementary_constants.hpp", "elementary.hpp"):
        for key, value in re.findall(r"constexpr double (\w+) = ([^;]+);", (ENGINE / name).read_text("utf-8")):
            numbers[key] = value
    return numbers


def fill_in(script, header):
    ranges = {"RADIUS": RADIUS, "F_LOW": F_LOW, "F_HIGH": F_HIGH, "X_LOW": header["exp_lowest"],
              "X_HIGH": header["exp_highest"]}
    text = "".join((HERE / part).read_text("utf-8") for part in script)
    definitions = "".join(f"{key} = {value};\n" for key, value in header.items() if re.search(rf"\b{key}\b", text))
    return definitions + re.sub(r"\b(RADIUS|F_LOW|F_HIGH|X_LOW|X_HIGH)\b", lambda match: ranges[match[0]], text)


@functools.cache
def run(program, text, what):
    """What the program says to the text. A warning is as good as an error, but that one number has two names."""
    done = subprocess.run([program], input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    said = [line for line in done.stdout.splitlines() if not line.startswith("Warning: renaming identifier")]
    if done.returncode != 0 or any(re.match("warning|error", line, re.IGNORECASE) for line in said):
        raise Refuted(f"{what}: {program} does not prove it: {' '.join(said)}")
    return said


def sollya(name, header):
    """What the scripts print, by name."""
    results = {}
    for line in run("sollya", fill_in(["ln2.sollya", name], header), name):
        key, _, value = line.partition(" ")
        if not re.fullmatch(r"-?0x[0-9a-f.]+p[-+]?\d+", value):
            raise Refuted(f"{name}: sollya says {line}")
        results[key] = exact(value)
    return results


def gappa(script, fused, header):
    """The bound that the script leaves open, of an absolute value."""
    def multiply_add(call):
        a, b, c = call[2].split(", ")
        product = f"{a} * {b}" if fused else f"rnd({a} * {b})"
        return f"rnd({c} - {product})" if call[1] else f"rnd({product} + {c})"

    text = re.sub(r"\b(neg_)?mul_add\(((?:[^()]|\([^()]*\))*)\)", multiply_add, fill_in(script, header))
    what = f"{script[-1]}, {'fused' if fused else 'not fused'}"
    match run("gappa", text, what):
        case ["Results:", bound] if found := re.fullmatch(r"  \|.*\| in \[0, (\S+) .*", bound):
            return exact(found[1])
        case said:
            raise Refuted(f"{what}: one bound was expected, not {' '.join(said)}")


def compare_numbers(name, made, header):
    for key, value in header.items():
        if re.fullmatch(NUMBERS[name], key):
            require(key in made, f"{key} is in the header, but {name}.sollya does not make it")
            anew = float(made[key]).hex()
            require(exact(value) == made[key], f"{key} is {value} in the header, but {anew} made anew")


def require(true, what):
    if not true:
        raise Refuted(what)


def exp_error(certified, fused, header):
    """p = P (1 + rounding), P = e^r (1 + approximation), r = x - k ln 2 + reduction; all that follows is exact."""
    reduction = gappa(["exp_reduction.g"], fused, header)
    rounding = gappa(["exp_polynomial.g"], fused, header)
    require(reduction < 1, "exp: the reduction's error is no small number")
    total = (1 + certified["approximation"]) * (1 + rounding) * (1 + reduction + reduction**2) - 1
    return total, {"approximation": certified["approximation"], "reduction": reduction, "rounding": rounding}


def log_error(certified, fused, header):
    """The worse of k = 0, where errors are relative, and of k other than 0, where |log x| >= nearest_log."""
    sqrt_half = exact(header["sqrt_half"])
    require(exact(F_LOW) <= sqrt_half - 1 and 2 * sqrt_half - 1 <= exact(F_HIGH), "log: f leaves its range")
    approximation = certified["approximation"]
    mantissa = gappa(["log_parts.g", "log_mantissa.g"], fused, header)
    near_one = (1 + approximation) * (1 + mantissa) - 1
    tail = gappa(["log_parts.g", "log_power.g"], fused, header)
    absolute = tail + approximation * Fraction(1, 2) + LARGEST_POWER * LN2_ERROR
    elsewhere = (1 + UNIT) * (1 + absolute / certified["nearest_log"]) - 1
    return max(near_one, elsewhere), {"approximation": approximation, "tail": tail, "k=0": near_one,
                                      "k≠0": elsewhere}


ERRORS = {"exp": exp_error, "log": log_error}


def prove(name, header, report=lambda line: None, numbers_are_given=False):
    """Refuses what it cannot prove of one function. Given numbers need not be those that sollya makes."""
    certified = sollya(f"{name}.sollya", header)
    if not numbers_are_given:
        compare_numbers(name, certified, header)
    require(certified["ln2_error"] <= LN2_ERROR, "ln2_high + ln2_low is not ln 2 to 2^-97")
    allowed = exact(header[f"{name}_relative_error"])
    for fused in (True, False):
        total, parts = ERRORS[name](certified, fused, header)
        report(f"{name} {'fused    ' if fused else 'not fused'} {describe(total)} <= {describe(allowed)}: "
               + ", ".join(f"{part} {describe(value)}" for part, value in parts.items()))
        require(total <= allowed, f"{name}: {describe(total)} is proved, but the header says {describe(allowed)}")


def describe(value):
    return f"{float(value):.4g}"


def self_test(header):
    """Headers wrong in one place, each with what has to object."""
    def scaled(key, factor):
        return {**header, key: float(exact(header[key]) * factor).hex()}

    last_bit, visible = 1 + Fraction(1, 2**52), 1 + Fraction(1, 2**10)
    full_length = {**header, "ln2_high": "0x1.62e42fefa39efp-1", "ln2_low": "0x1.abc9e3b39803fp-56"}
    cases = [("exp", scaled("c5", last_bit), False, "c5 is"),
             ("exp", scaled("ln2_low", last_bit), False, "ln2_low is"),
             ("log", scaled("l3", last_bit), False, "l3 is"),
             ("exp", scaled("c11", visible), True, "exp: "),
             ("log", scaled("l6", visible), True, "log: "),
             ("exp", scaled("ln2_low", visible), True, "ln2_high + ln2_low is not ln 2"),
             ("log", scaled("ln2_low", visible), True, "ln2_high + ln2_low is not ln 2"),
             ("exp", full_length, True, "exp_reduction.g"),
             ("log", scaled("sqrt_half", visible), True, "log: f leaves its range"),
             ("exp", {**header, "exp_lowest": "-709"}, False, "exp_reduction.g"),
             ("exp", scaled("exp_relative_error", Fraction(1, 2)), False, "exp: "),
             ("log", scaled("log_relative_error", Fraction(1, 2)), False, "log: ")]
    for name, wrong, numbers_are_given, objection in cases:
        changed = next(key for key in header if wrong[key] != header[key])
        try:
            prove(name, wrong, numbers_are_given=numbers_are_given)
        except Refuted as refuted:
            require(str(refuted).startswith(objection), f"{changed} = {wrong[changed]} is noticed only thus: {refuted}")
        else:
            raise Refuted(f"{changed} = {wrong[changed]} is not noticed")
    print(f"{len(cases)} wrong headers are noticed")


def main():
    parser = argparse.ArgumentParser(description="Proves the bounds of src/engine/elementary.hpp.")
    parser.add_argument("--self-test", action="store_true", help="alter numbers, too, which has to be noticed")
    arguments = parser.parse_args()
    missing = [program for program in ("sollya", "gappa") if shutil.which(program) is None]
    if missing:
        print(f"check.py: {' and '.join(missing)} not found; apt-get install {' '.join(missing)}", file=sys.stderr)
        return 77
    header = read_header()
    try:
        for name in ERRORS:
            prove(name, header, report=print)
        if arguments.self_test:
            self_test(header)
    except Refuted as refuted:
        print(f"check.py: {refuted}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
