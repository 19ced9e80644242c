"""Traces: certified enclosures at several precisions, held against each other and against exact rational numbers."""
import fractions
import xml.etree.ElementTree

import program
from program import PARAMETERS, ProgramTest, TASK, enclosure, hex_fraction, strict_json

PRECISIONS = (53, 113, 256)
ENCLOSING, APPROXIMATE = ("interval", "ball", "arb", "engine"), ("double", "mpfr")
ARITHMETICS = [word for name in (*APPROXIMATE, *ENCLOSING) for word in ("--arithmetic", name)]
FROM_ATTENTION = {"attention_mass", "leakage", "class_logit_gap"}


def named_enclosures(trace):
    """Every enclosure of a trace by layer and name."""
    found = {}
    for layer in trace["layers"]:
        for name, value in layer.items():
            if name == "attention_mass":
                found |= {(layer["layer"], f"{name}[{c}]"): enclosure(mass) for c, mass in enumerate(value)}
            elif name != "layer" and value is not None:
                found[layer["layer"], name] = enclosure(value)
    return found


def named_answers(layers):
    """What an arithmetic says, by layer and name."""
    found = {}
    for layer in layers:
        for name, value in layer.items():
            if name == "attention_mass":
                found |= {(layer["layer"], f"{name}[{c}]"): mass for c, mass in enumerate(value)}
            elif name not in ("layer", "answers"):
                found[layer["layer"], name] = value
    return found


def exact(value):
    return hex_fraction(value) if isinstance(value, str) else fractions.Fraction(value)


def dot(x, y):
    return sum(a * b for a, b in zip(x, y))


class Trace(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("parameters.json", PARAMETERS | {"layers": PARAMETERS["layers"] * 3})
        self.write("task.json", TASK)

    def trace(self, *more, task="task.json"):
        outcome = self.run_program("trace", "--params", "parameters.json", "--task", task, "--json", *more)
        self.assertEqual((outcome.code, outcome.err), (program.PASS, ""))
        trace = strict_json(outcome.out)
        self.assert_valid(trace, "trace")
        return trace

    def test_enclosures_of_three_precisions_contain_one_common_value_and_shrink(self):
        for regime in ("full", "class-pure"):
            traces = [self.trace("--precision", bits, "--regime", regime) for bits in PRECISIONS]
            self.assertEqual([trace["precision"] for trace in traces], list(PRECISIONS))
            tables = [named_enclosures(trace) for trace in traces]
            self.assertEqual({len(table) for table in tables}, {3 * 11 + 7})
            for key in tables[0]:
                ends = [table[key] for table in tables]
                self.assertLessEqual(max(lo for lo, _ in ends), min(hi for _, hi in ends), (regime, key))
                widths = [hi - lo for lo, hi in ends]
                self.assertEqual(widths, sorted(widths, reverse=True), (regime, key))
                for width, bits in zip(widths, PRECISIONS):
                    self.assertLess(width, fractions.Fraction(2) ** (12 - bits), (regime, key))
            self.assertTrue(any(lo < hi for lo, hi in tables[-1].values()), "something was rounded")

    def test_layer_0_contains_the_exact_rational_observables(self):
        points = [[exact(x) for x in point] for point in TASK["features"]]
        probe = [exact(x) for x in TASK["probe"]]
        labels, own = TASK["labels"], TASK["probe_class"]
        pairs = [(i, j) for i in range(3) for j in range(3)]
        inside = min(dot(probe, points[j]) for j in range(3) if labels[j] == own)
        outside = max(dot(probe, points[j]) for j in range(3) if labels[j] != own)
        expected = {"in_class_floor": min(dot(points[i], points[j]) for i, j in pairs if labels[i] == labels[j]),
                    "cross_class_ceiling": max(dot(points[i], points[j]) for i, j in pairs if labels[i] != labels[j]),
                    "probe_in_class": inside, "probe_cross_class": outside, "geometric_margin": inside - outside,
                    "label_margin": 0}
        for bits in PRECISIONS:
            layer = self.trace("--precision", bits)["layers"][0]
            for name, value in expected.items():
                lo, hi = enclosure(layer[name])
                self.assertTrue(lo <= value <= hi, (bits, name))
            lo, hi = enclosure(layer["norm"])
            norm_squared = max(dot(x, x) for x in [*points, probe])
            self.assertTrue(lo * lo <= norm_squared <= hi * hi)

    def test_attention_masses_may_sum_to_one(self):
        for layer in self.trace()["layers"][:-1]:
            ends = [enclosure(mass) for mass in layer["attention_mass"]]
            self.assertTrue(sum(lo for lo, _ in ends) <= 1 <= sum(hi for _, hi in ends))

    def test_the_last_state_has_no_attention_and_the_others_do(self):
        layers = self.trace()["layers"]
        self.assertEqual([layer["layer"] for layer in layers], [0, 1, 2, 3])
        for layer in layers[:-1]:
            self.assertLessEqual(FROM_ATTENTION, set(layer))
        self.assertEqual(FROM_ATTENTION & set(layers[-1]), set())

    def test_the_regime_decides_whether_training_attention_leaks(self):
        pure, full = (self.trace("--regime", regime)["layers"][0]["leakage"] for regime in ("class-pure", "full"))
        self.assertEqual(enclosure(pure), (0, 0))
        self.assertGreater(enclosure(full)[0], 0)

    def test_a_quantity_over_an_empty_set_is_null(self):
        self.write("alone.json", TASK | {"labels": [1, 1, None]})
        layer = self.trace(task="alone.json")["layers"][0]
        empty = {name for name, value in layer.items() if value is None}
        self.assertEqual(empty, {"cross_class_ceiling", "probe_in_class", "geometric_margin", "class_logit_gap"})
        text = self.run_program("trace", "--params", "parameters.json", "--task", "alone.json").out
        self.assertRegex(text, r"geometric_margin +Δ +undefined\n")

    def test_the_text_shows_every_observable_of_every_layer(self):
        outcome = self.run_program("trace", "--params", "parameters.json", "--task", "task.json")
        self.assertEqual((outcome.code, outcome.err), (program.PASS, ""))
        shown, layer = set(), None
        for line in outcome.out.splitlines():
            if line.startswith("layer "):
                layer = int(line.split()[1])
            else:
                self.assertRegex(line, r"\A  \S+ +.* \[\S+, \S+\]\Z")
                shown.add((layer, line.split()[0]))
        self.assertEqual(shown, set(named_enclosures(self.trace())))

    def test_a_shipped_model_can_be_traced_by_name(self):
        self.write("five.json", {"format": "margincert-task/1", "classes": 3, "features": [[1, 0, 0, 0, 0]] * 3,
                                 "labels": [0, 1, 2], "probe": [0, 0, 0, 0, 1], "probe_class": 1})
        for model in ("reference", "pytorch", "textbook", "soft"):
            outcome = self.run_program("trace", "--params", model, "--task", "five.json", "--json")
            self.assertEqual(outcome.code, program.PASS)
            self.assert_valid(strict_json(outcome.out), "trace")

    def test_a_task_in_the_plane_is_drawn_with_a_panel_for_every_layer(self):
        case = program.SOURCE_ROOT / "docs/pictures/drift.case.json"
        for name in ("one.svg", "two.svg"):
            outcome = self.run_program("trace", "--params", case, "--task", case, "--svg-output", name)
            self.assertEqual((outcome.code, outcome.err), (program.PASS, ""))
        drawn = (self.folder / "one.svg").read_bytes()
        self.assertEqual(drawn, (self.folder / "two.svg").read_bytes())
        self.assertEqual(drawn, case.with_name("drift.svg").read_bytes(), "the picture of the README")
        root = xml.etree.ElementTree.fromstring(drawn)
        words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        self.assertEqual([word for word in words if word.startswith("layer ")], [f"layer {t}" for t in range(5)])

    def test_a_task_that_cannot_be_drawn_is_refused_before_anything_is_printed(self):
        self.write("line.json", PARAMETERS | {"feature_dim": 1})
        self.write("point.json", TASK | {"features": [[1], [0.5], [-1]], "probe": [1]})
        outcome = self.run_program("trace", "--params", "line.json", "--task", "point.json", "--svg-output", "no.svg")
        self.assertEqual((outcome.code, outcome.out), (program.USAGE, ""))
        self.assertIn("--svg-output draws tasks of 2 or 3 dimensions", outcome.err)
        self.assertFalse((self.folder / "no.svg").exists())

    def test_the_picture_does_not_replace_what_it_is_made_of(self):
        outcome = self.run_program("trace", "--params", "parameters.json", "--task", "task.json", "--svg-output",
                                   self.folder / "task.json")
        self.assertEqual((outcome.code, outcome.out), (program.USAGE, ""))
        self.assertIn("is also read", outcome.err)
        self.assertEqual(self.read("task.json"), TASK)

    def test_other_arithmetics_stand_beside_the_same_enclosures(self):
        plain, trace = self.trace(), self.trace(*ARITHMETICS)
        self.assertEqual(trace["format"], "margincert-trace/2")
        self.assertEqual({key: trace[key] for key in plain if key != "format"},
                         {key: plain[key] for key in plain if key != "format"})
        self.assertEqual([one["arithmetic"] for one in trace["arithmetics"]], [*APPROXIMATE, *ENCLOSING])
        enclosures = named_enclosures(trace)
        for one in trace["arithmetics"]:
            name = one["arithmetic"]
            self.assertEqual(one["kind"], "enclosure" if name in ENCLOSING else "approximation")
            self.assertEqual(one["precision"], 53 if name in ("double", "engine") else 113)
            self.assertTrue(all(layer["answers"] for layer in one["layers"]), name)
            answers = named_answers(one["layers"])
            self.assertEqual(set(answers), set(enclosures), name)
            for key, answer in answers.items():
                lo, hi = enclosures[key]
                least, most = enclosure(answer["off_by"])
                ends = enclosure(answer) if name in ENCLOSING else (hex_fraction(answer["value"]),) * 2
                self.assertLessEqual(least, ends[0] - hi, (name, key))
                self.assertGreaterEqual(most, ends[1] - lo, (name, key))
                if name in ENCLOSING:
                    self.assertTrue(least <= 0 <= most, (name, key))

    def test_the_text_shows_what_each_arithmetic_says_of_every_observable(self):
        outcome = self.run_program("trace", "--params", "parameters.json", "--task", "task.json", *ARITHMETICS)
        self.assertEqual((outcome.code, outcome.err), (program.PASS, ""))
        for name in (*APPROXIMATE, *ENCLOSING):
            kind = "enclosures" if name in ENCLOSING else "approximations: nothing is promised of them"
            self.assertRegex(outcome.out, rf"(?m)^  {name} +\d+ bits, {kind}$")
            self.assertEqual(len([line for line in outcome.out.splitlines() if line.startswith(f"    {name} ")]),
                             3 * 11 + 7)

    def test_more_bits_bring_the_approximation_nearer_here(self):
        widths = []
        for bits in PRECISIONS:
            answers = named_answers(self.trace("--precision", bits, "--arithmetic", "mpfr")["arithmetics"][0]["layers"])
            widths.append(max(max(map(abs, enclosure(answer["off_by"]))) for answer in answers.values()))
            self.assertLess(widths[-1], fractions.Fraction(2) ** (12 - bits))
        self.assertEqual(widths, sorted(widths, reverse=True))

    def test_an_arithmetic_without_an_answer_says_so(self):
        self.write("huge.json", TASK | {"probe": [1e300, 0]})
        trace = self.trace("--arithmetic", "engine", "--arithmetic", "ball", "--arithmetic", "arb", task="huge.json")
        engine, ball, arb = trace["arithmetics"]
        for one in (engine, ball):
            self.assertFalse(any(layer["answers"] for layer in one["layers"]))
            self.assertTrue(all(layer["norm"] is None for layer in one["layers"]))
        self.assertTrue(arb["layers"][0]["answers"])
        text = self.run_program("trace", "--params", "parameters.json", "--task", "huge.json", "--arithmetic", "engine").out
        self.assertRegex(text, r"engine +53 bits, enclosures; it has no answer for this task\n")
        self.assertRegex(text, r"(?m)^    engine +no answer$")

    def test_what_an_arithmetic_does_not_have_is_refused(self):
        arguments = ["trace", "--params", "parameters.json", "--task", "task.json"]
        for more, pieces in ((["--arithmetic", "dobule"], ["dobule", "did you mean 'double'?"]),
                             (["--arithmetic", "zzzz"], ["zzzz", "mpfr, interval, ball, arb, engine"]),
                             (["--arithmetic", ""], ["--arithmetic"]),
                             (["--arithmetic", "arb", "--arithmetic", "arb"], ["'arb' is given twice"]),
                             (["--arithmetic", "ball", "--precision", "114"], ["114", "ball", "113 bits"])):
            self.assert_refused(self.run_program(*arguments, *more), program.USAGE, *pieces)
        self.trace("--arithmetic", "ball", "--precision", 113)

    def test_the_example_of_the_documentation_is_what_the_program_writes(self):
        self.write("documented.json", TASK | {"labels": [0, None, 1]})
        outcome = self.run_program("trace", "--params", self.write("one.json", PARAMETERS), "--task",
                                   "documented.json", "--precision", 53, "--json")
        text = (program.SOURCE_ROOT / "docs/formats.md").read_text(encoding="utf-8")
        example = text[text.index('{\n  "format": "margincert-trace/1"'):]
        self.assertEqual(strict_json(outcome.out), strict_json(example[:example.index("\n```")]))


if __name__ == "__main__":
    program.main()
