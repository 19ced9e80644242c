"""Replay believes nothing: cases that were altered, or forged with a digest that fits, are rejected with a reason."""
import copy
import json
import re

import program
from program import ABLATION, BAD_FILE, HUNT, ProgramTest, REPLAY_LINE, VIOLATED, sealed, strict_json

# Whatever stands for a number: hex-floats, counts in strings, the digest, and JSON integers.
NUMBER = re.compile(r'-?0x[0-9a-f.]+p[-+]\d+|(?<=")\d+(?=")|(?<=")[0-9a-f]{16}(?=")|(?<=[ \[])\d+(?=[,\n\]])')
MOST_AT_ONCE = 3000  # files in one call: their names have to fit on a command line
EVERYTHING = {"lo": "-inf", "hi": "inf"}
BOUNDED = {"lo": "-0x1p+200", "hi": "0x1p+200"}


def altered_digits(text):
    """The text with one digit of one of its numbers replaced by another, for every digit and every other."""
    for number in NUMBER.finditer(text):
        word = number.group()
        is_hex = "0x" in word or len(word) == 16
        mantissa_end = word.index("p") if "p" in word else len(word)
        for k, digit in enumerate(word):
            digits = "0123456789abcdef" if is_hex and k < mantissa_end else "0123456789"
            if digit not in digits:
                continue
            for other in digits:
                if other != digit:
                    at = number.start() + k
                    yield text[:at] + other + text[at + 1:]


def first_difference(text, other):
    return next(k for k, (a, b) in enumerate(zip(text, other)) if a != b)


def is_json(text):
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


class ReplayTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.assertEqual(self.run_program(*HUNT, "--budget", 600, "--output", "s", "--quiet").code, VIOLATED)
        self.simplest = "s/geometric-margin-growth.simplest.case.json"  # short numbers, made by a search
        small = " ".join(ABLATION).replace("sigma=0.02", "sigma=0.02 n=6").split()
        self.assertEqual(self.run_program(*small, "--tasks", 4, "--output", "c", "--quiet").code, VIOLATED)
        [self.worst] = [name for name in self.files() if name.startswith("c/") and name.endswith(".worst.case.json")]

    def lines_of(self, names, code):
        """The line of every file, after a replay that ends with `code`."""
        outcome = self.run_program("replay", *names)
        self.assertEqual((outcome.code, outcome.err), (code, ""))
        *lines, last = outcome.out.splitlines()
        self.assertRegex(last, rf"\A{REPLAY_LINE.pattern}\Z")
        for line, name in zip(lines, names, strict=True):
            self.assertRegex(line, rf"\A(ACCEPTED|REJECTED|FAILED) {re.escape(name)}: ")
        counts = [sum(line.startswith(word) for line in lines) for word in ("ACCEPTED", "REJECTED", "FAILED")]
        self.assertEqual(last.split()[1:], [f"{name}={count}" for name, count in
                                            zip(("accepted", "rejected", "failed"), counts)])
        return lines

    def beyond(self):
        """A case whose numbers grow beyond what Arb can tell: steps of 2^1023, and attention to what they make."""
        case = copy.deepcopy(self.read(self.worst))
        for layer in case["parameters"]["layers"]:
            layer["alpha_prime"] = "0x1p+1023"
        return sealed(case)

    def line_of(self, case, code):
        return self.lines_of([self.write("forged.case.json", case)], code)[0]

    def assert_rejected(self, case, reason, code=VIOLATED):
        line = self.line_of(case, code)
        self.assertRegex(line, rf"\AREJECTED forged\.case\.json: .*{reason}")


class Altered(ReplayTest):
    """A change by accident: the digest does not fit."""

    def assert_all_rejected(self, texts):
        for first in range(0, len(texts), MOST_AT_ONCE):
            part = texts[first:first + MOST_AT_ONCE]
            names = [self.write(f"{k}.case.json", text) for k, text in enumerate(part)]
            sound = [is_json(text) and json.loads(text)["format"] == "margincert-case/1" for text in part]
            lines = self.lines_of(names, VIOLATED if all(sound) else BAD_FILE)
            for line, text, whole in zip(lines, part, sound):
                self.assertTrue(line.startswith("REJECTED "), (line, text))
                if whole:
                    self.assertIn("; it was altered after it was written", "".join(line.split(": /digest: ")[1:]), line)

    def test_every_other_digit_in_every_place_of_a_simple_case_is_rejected(self):
        text = (self.folder / self.simplest).read_text(encoding="utf-8")
        texts = list(altered_digits(text))
        self.assertGreater(len(texts), 800)
        self.assert_all_rejected(texts)

    def test_another_digit_in_every_place_of_a_case_of_many_digits_is_rejected(self):
        places = {}
        text = (self.folder / self.worst).read_text(encoding="utf-8")
        for changed in altered_digits(text):
            places.setdefault(first_difference(text, changed), []).append(changed)
        self.assertGreater(len(places), 500)
        self.assert_all_rejected([others[place % len(others)] for place, others in places.items()])

    def test_no_number_is_left_out_above(self):
        text = (self.folder / self.worst).read_text(encoding="utf-8")
        places = {first_difference(text, changed) for changed in altered_digits(text)}
        for key in ("layer", "rung", "seed", "index", "evaluations", "lo", "hi", "alpha", "gamma_prime", "feature_dim",
                    "digest"):
            for number in re.finditer(rf'"{key}": "?-?(0x)?[0-9a-f]', text):
                self.assertIn(number.end() - 1, places, key)
        for number in re.finditer(r'"-?0x[^"]*[0-9]"', text):
            self.assertIn(number.end() - 2, places)

    def test_altered_words_are_rejected(self):
        text = (self.folder / self.worst).read_text(encoding="utf-8")
        changes = [('"violated"', '"holds"'), ('"geometric-margin-growth"', '"geometric-margin-groWth"'),
                   ('"geometric-margin-growth"', '"norm-growth"'), ('"bracket"', '"bracked"'), ('"bracket"', '""'),
                   ('"full"', '"class-pure"'), ('"stated"', '"corrupted"'), ('"at-least"', '"equal"'),
                   ('"unit-norm"', '"unit-nor"'), ('"class-purity"', '""'), ('"unit-norm", ', ""), ('"-1/K"', '"0/1"'),
                   ('"worst"', '"simplest"'), ('"command": "check"', '"command": "search"'),
                   ("margincert 0", "margincert  0"),
                   ('"lo": "-0x', '"lo": "0x'), ('"lo": "', '"hi": "'), ('"greater"', '"slacker"'), ("p+", "p-"),
                   ('"digest": "', '"digest": "0')]
        texts = []
        for old, new in changes:
            self.assertIn(old, text)
            texts.append(text.replace(old, new, 1))
        texts[changes.index(('"lo": "', '"hi": "'))] += " "
        names = [self.write(f"{k}.case.json", changed) for k, changed in enumerate(texts)]
        lines = self.lines_of(names, BAD_FILE)
        for (old, new), line in zip(changes, lines):
            self.assertTrue(line.startswith("REJECTED "), (old, new, line))
            if old != '"lo": "':  # a key that appears twice is malformed before anything else
                self.assertIn("; it was altered after it was written", line)

    def test_layout_and_the_order_of_keys_are_no_content(self):
        case = self.read(self.worst)
        for text in (json.dumps(case), json.dumps(case, indent=7, sort_keys=True),
                     json.dumps(dict(reversed(case.items())), ensure_ascii=False)):
            self.assertTrue(self.line_of(text, program.PASS).startswith("ACCEPTED "))

    def test_an_altered_case_cannot_stand_in_for_task_or_parameters(self):
        text = (self.folder / self.worst).read_text(encoding="utf-8")
        self.write("altered.case.json", text.replace('"rung": 53', '"rung": 54'))
        for arguments in (["check", "--params", "altered.case.json", "--family", "cone", "--output", "out"],
                          ["check", "--params", self.worst, "--task", "altered.case.json", "--output", "out"],
                          ["trace", "--params", self.worst, "--task", "altered.case.json"],
                          ["trace", "--params", "altered.case.json", "--task", self.worst],
                          ["gate", "altered.case.json", "--output", "out"],
                          ["search", "--statement", "norm-growth", "--params", "altered.case.json", "--output", "out"]):
            self.assert_refused(self.run_program(*arguments), BAD_FILE, "altered.case.json: /digest: ", "was altered")
        self.assertFalse((self.folder / "out").exists())


class Forged(ReplayTest):
    """A change on purpose, with the digest of the changed content: the derivation finds it out."""

    def forge(self, name, **changes):
        return sealed(self.read(name) | changes)

    def test_the_digest_of_this_file_is_the_programs(self):
        for name in (self.worst, self.simplest):
            case = self.read(name)
            self.assertEqual(sealed(case), case)
            self.assertTrue(self.line_of(sealed(case), program.PASS).startswith("ACCEPTED "))

    def test_what_the_case_claims_is_rejected_when_it_is_not_so(self):
        for name in (self.worst, self.simplest):
            case = self.read(name)
            certified, dropped, depth = case["hypotheses"], case["dropped"], len(case["parameters"]["layers"])
            self.assertEqual(dropped, ["class-purity"])
            for reason, changes in (
                    ("the verdict is violated, not holds", {"verdict": "holds"}),
                    ("the verdict is violated, not tight", {"verdict": "tight"}),
                    ("has no comparison '' .* at layer", {"part": ""}),
                    ("has no comparison 'brackets' ", {"part": "brackets"}),
                    (f"has no comparison 'bracket' .* at layer {depth}", {"layer": depth}),
                    (r"has no comparison 'bracket' \(equal\)", {"relation": "equal"}),
                    ("has no comparison|is in .* not in the recorded|the verdict is", {"version": "corrupted"}),
                    ("no statement is called 'margin'", {"statement": "margin"}),
                    ("the verdict is holds, not violated", {"statement": "norm-growth"}),
                    ("needs dominance, which the case neither certifies nor drops",
                     {"hypotheses": [h for h in certified if h != "dominance"]}),
                    ("needs class-purity, which the case neither certifies nor drops", {"dropped": []}),
                    (r"the verdict is not-applicable \(class-purity\), not violated",
                     {"hypotheses": [*certified, "class-purity"], "dropped": []}),
                    ("no hypothesis is called 'beauty'", {"hypotheses": [*certified, "beauty"]}),
                    ("no hypothesis is called 'beauty'", {"dropped": [*dropped, "beauty"]}),
                    ("no hypothesis is called 'h1'", {"dropped": [*dropped, "h1"]})):
                with self.subTest(case=name, changes=changes):
                    self.assert_rejected(self.forge(name, **changes), reason)

    def test_the_other_regime_is_rejected(self):
        self.assert_rejected(self.forge(self.worst, regime="class-pure"), "the verdict is holds, not violated")

    def test_shifted_bounds_are_rejected(self):
        for name in (self.worst, self.simplest):
            case = self.read(name)
            for side in ("greater", "lesser", "slack"):
                for lo, hi in (("0x1p+100", "0x1.8p+100"), ("-0x1.8p+100", "-0x1p+100"), (case[side]["hi"], "0x1p+99"),
                               ("-0x1p+99", case[side]["lo"])):
                    bounds = {"lo": lo, "hi": hi}
                    if {lo, hi} & {case[side]["lo"], case[side]["hi"]} and case[side]["lo"] == case[side]["hi"]:
                        continue  # then the end is the very number, and the bounds are true
                    with self.subTest(case=name, side=side, bounds=bounds):
                        self.assert_rejected(self.forge(name, **{side: bounds}), f"the {side} is in |the slack is in "
                                             "|the recorded slack does not exclude 0")

    def test_every_other_digit_of_a_bound_is_rejected_or_still_true(self):
        """Bounds that exclude the derived value are never accepted, whatever their digest."""
        case, names, apart = self.read(self.worst), [], []
        for side in ("greater", "lesser", "slack"):
            for text in altered_digits(json.dumps(case[side])):
                bounds = json.loads(text)
                try:
                    lo, hi = program.enclosure(bounds)
                except (ValueError, AttributeError):
                    continue
                true_lo, true_hi = program.enclosure(case[side])
                names.append(self.write(f"{len(names)}.case.json", self.forge(self.worst, **{side: bounds})))
                apart.append(lo > hi or hi < true_lo or lo > true_hi)
        self.assertGreater(sum(apart), 100)
        lines = self.lines_of(names, BAD_FILE)  # some ends are now in the wrong order, or not in their one form
        for line, is_apart in zip(lines, apart):
            self.assertFalse(line.startswith("FAILED "), line)
            if is_apart:
                self.assertTrue(line.startswith("REJECTED "), line)

    def test_an_end_that_arb_cannot_tell_from_its_own_hides_no_other(self):
        """The greater side is -3/8, which Arb only comes near, adding up thirds; the rest is compared too."""
        task = program.TASK | {"features": [["0x1p-1", "-0x1p-1"], ["0x0p+0", "0x1p-1"], ["0x0p+0", "-0x1p-1"],
                                            ["0x1p-2", "-0x1p-1"]],
                               "labels": [1, 0, 1, 1], "probe": ["0x1p-1", "-0x1p-1"], "probe_class": 1}
        parameters = program.PARAMETERS | {"layers": [{"alpha": "0x0p+0", "gamma": "0x0p+0", "alpha_prime": "-0x1p+0",
                                                       "gamma_prime": "0x0p+0"}]}
        point = {"lo": "-0x1.8p-2", "hi": "-0x1.8p-2"}
        true = {"greater": point, "lesser": {"lo": "-0x1p-2", "hi": "-0x1p-2"},
                "slack": {"lo": "-0x1p-3", "hi": "-0x1p-3"}}
        case = self.read(self.worst) | {"statement": "train-update-floor", "regime": "class-pure", "layer": 0,
                                        "part": "",
                                        "hypotheses": ["class-purity", "every-class", "fully-labelled"],
                                        "dropped": ["step-signs"], "parameters": parameters, "task": task}
        self.assertTrue(self.line_of(sealed(case | true), program.PASS).startswith("ACCEPTED "))
        far = {"lo": "0x1p+100", "hi": "0x1p+100"}
        self.assert_rejected(sealed(case | true | {"lesser": far}), "the lesser is in ")
        self.assert_rejected(sealed(case | true | {"slack": {"lo": "-0x1p+99", "hi": "-0x1p+98"}}), "the slack is in ")

    def test_a_slack_that_does_not_exclude_0_proves_no_violation(self):
        for hi in ("0x0p+0", "0x1p-1000", "inf"):
            bounds = self.read(self.worst)["slack"] | {"hi": hi}
            self.assert_rejected(self.forge(self.worst, slack=bounds), "the recorded slack does not exclude 0")

    def test_an_input_with_which_the_statement_holds_is_rejected(self):
        for name in (self.worst, self.simplest):
            still = copy.deepcopy(self.read(name))
            for layer in still["parameters"]["layers"]:
                layer["alpha_prime"] = "0x0p+0"  # nothing moves, so the margin stays
            self.assert_rejected(sealed(still), "the verdict is holds, not violated")

    def test_an_input_outside_the_certified_hypotheses_is_rejected(self):
        for pointer, value, hypothesis in ((("task", "probe"), "0x1p+1", "unit-norm"),
                                           (("parameters", "layers"), "-0x1p-1", "step-signs"),
                                           (("task", "labels"), None, "(fully-labelled|every-class)")):
            outside = copy.deepcopy(self.read(self.worst))
            inner = outside[pointer[0]][pointer[1]]
            if pointer[1] == "layers":
                inner[0]["alpha_prime"] = value
            else:
                inner[0] = value
            self.assert_rejected(sealed(outside), rf"the verdict is not-applicable \({hypothesis}\), not violated")

    def test_ill_formed_content_with_a_digest_that_fits_is_malformed(self):
        case = self.read(self.worst)
        for reason, changes in (("/layer: 99 is out of range", {"layer": 99}),
                                ("/rung: 52 is out of range", {"rung": 52}),
                                ("/dropped/0: \"class-purity\" is among the certified",
                                 {"hypotheses": [*case["hypotheses"], "class-purity"]}),
                                ("/greater: .* is not an enclosure", {"greater": {"lo": "0x1p+1", "hi": "0x1p+0"}}),
                                ("/slack: .* is not an enclosure", {"slack": {"lo": "nan", "hi": "nan"}}),
                                ("/verdict: \"undecided\"", {"verdict": "undecided"}),
                                ("top level: .*\"comment\"", {"comment": ""}),
                                ("/format: ", {"format": "margincert-case/2"})):
            with self.subTest(changes=changes):
                self.assert_rejected(sealed(case | changes), f"forged.case.json: {reason}", BAD_FILE)

    def test_a_weaker_claim_that_is_true_is_accepted(self):
        case = self.read(self.worst)
        for changes in ({"greater": EVERYTHING, "lesser": EVERYTHING}, {"slack": case["slack"] | {"lo": "-inf"}},
                        {"hypotheses": [h for h in case["hypotheses"] if h != "dominance"],
                         "dropped": [*case["dropped"], "dominance"]}):
            self.assertTrue(self.line_of(sealed(case | changes), program.PASS).startswith("ACCEPTED "))
        still = copy.deepcopy(case) | {"verdict": "holds", "greater": EVERYTHING, "lesser": EVERYTHING,
                                       "slack": EVERYTHING}
        for layer in still["parameters"]["layers"]:
            layer["alpha_prime"] = "0x0p+0"
        self.assertTrue(self.line_of(sealed(still), program.PASS).startswith("ACCEPTED "))
        tight = still | {"verdict": "tight"}
        self.assert_rejected(sealed(tight), "an unbounded enclosure of a side says nothing")
        bounded = tight | {"greater": BOUNDED, "lesser": BOUNDED}
        self.assertTrue(self.line_of(sealed(bounded), program.PASS).startswith("ACCEPTED "))
        self.assert_rejected(sealed(still | {"verdict": "violated"}), "the verdict is holds, not violated")

    def test_a_tight_case_has_true_hypotheses_and_true_sides(self):
        still = copy.deepcopy(self.read(self.worst)) | {"verdict": "tight"}
        for layer in still["parameters"]["layers"]:
            layer["alpha_prime"] = "0x0p+0"
        wide = {"greater": BOUNDED, "lesser": BOUNDED, "slack": BOUNDED}
        for side in wide:
            false = wide | {side: {"lo": "0x1p+100", "hi": "0x1p+101"}}
            self.assert_rejected(sealed(still | false), f"the {side} is in ")
        outside = copy.deepcopy(still) | wide
        outside["task"]["probe"][0] = "0x1p+1"
        self.assert_rejected(sealed(outside), r"the verdict is not-applicable \(unit-norm\), not tight")

    def test_what_arb_cannot_decide_is_neither_accepted_nor_rejected(self):
        line = self.line_of(self.beyond(), program.INCONCLUSIVE)
        self.assertRegex(line, r"\AFAILED forged\.case\.json: .+: .+")


class Files(ReplayTest):
    MALFORMED = {"empty": "", "text": "no JSON", "truncated": '{"format": "margincert-case/1"', "list": "[]",
                 "object": "{}", "no-digest": '{"format": "margincert-case/1"}', "task": json.dumps(program.TASK),
                 "nan": '{"format": "margincert-case/1", "digest": NaN}', "latin": b'{"\xe9": 1}'}

    def test_a_file_that_is_no_case_ends_with_65(self):
        for name, content in self.MALFORMED.items():
            with self.subTest(content=name):
                file = self.write(f"{name}.json", content)
                [line] = self.lines_of([file], BAD_FILE)
                self.assertRegex(line, rf"\AREJECTED {file}: {file}: [^:]+: .+; .+\Z")
        (self.folder / "folder").mkdir()
        for file, reason in (("missing.json", "does not exist"), ("folder", "is a directory")):
            [line] = self.lines_of([file], BAD_FILE)
            self.assertIn(f"{file}: whole file: {reason}", line)

    def mixed(self):
        """Files of every kind, with what is said of them."""
        forged = self.write("forged.case.json", sealed(self.read(self.worst) | {"verdict": "holds"}))
        return {self.worst: "ACCEPTED", forged: "REJECTED", "missing.json": "REJECTED", self.simplest: "ACCEPTED",
                self.write("empty.json", ""): "REJECTED"}

    def test_every_file_of_a_mixed_list_has_its_line_in_order(self):
        expected = self.mixed()
        lines = self.lines_of(list(expected), BAD_FILE)
        self.assertEqual([line.split()[0] for line in lines], list(expected.values()))
        del expected["missing.json"], expected["empty.json"]
        self.lines_of(list(expected), VIOLATED)
        del expected["forged.case.json"]
        self.lines_of([self.worst, self.simplest, self.worst], program.PASS)

    def test_quiet_leaves_the_last_line(self):
        expected = self.mixed()
        outcome = self.run_program("replay", *expected, "--quiet")
        self.assertEqual(outcome, (BAD_FILE, "FAIL accepted=2 rejected=3 failed=0\n", ""))
        outcome = self.run_program("replay", self.worst, "--quiet")
        self.assertEqual(outcome, (program.PASS, "PASS accepted=1 rejected=0 failed=0\n", ""))

    def test_json_is_one_valid_document_that_says_the_same(self):
        expected = self.mixed()
        expected[self.write("beyond.case.json", self.beyond())] = "FAILED"
        outcome = self.run_program("replay", *expected, "--json")
        self.assertEqual(outcome.code, BAD_FILE)
        self.assertRegex(outcome.err, rf"\AFAIL {REPLAY_LINE.pattern.split(' ', 1)[1]}\n\Z")
        document = strict_json(outcome.out)
        self.assert_valid(document, "replay")
        self.assertEqual([case["file"] for case in document["cases"]], list(expected))
        for case, decision in zip(document["cases"], expected.values()):
            self.assertEqual(case["decision"], decision.lower())
        lines = self.run_program("replay", *expected).out.splitlines()
        for case, line in zip(document["cases"], lines):
            self.assertIn(case.get("reason") or f"slack in {case['slack']}, by Arb at {case['bits']} bits", line)

    def test_a_changed_document_is_refused(self):
        sound = strict_json(self.run_program("replay", self.worst, "missing.json", "--json").out)
        validator = self.schema("replay")
        self.assertTrue(validator.is_valid(sound))
        for name, change in {"another format": lambda r: r.update(format="margincert-replay/2"),
                             "an unknown key": lambda r: r["cases"][0].update(comment=""),
                             "accepted for a reason": lambda r: r["cases"][0].update(reason="why"),
                             "accepted at no precision": lambda r: r["cases"][0].pop("bits"),
                             "rejected without one": lambda r: r["cases"][1].pop("reason"),
                             "no decision": lambda r: r["cases"][1].pop("decision")}.items():
            with self.subTest(change=name):
                changed = copy.deepcopy(sound)
                change(changed)
                self.assertFalse(validator.is_valid(changed))

    def test_without_files_the_cases_that_are_built_in_are_replayed(self):
        shipped = sorted(file.name for file in (program.SOURCE_ROOT / "cases").glob("*.case.json"))
        outcome = self.run_program("replay")
        self.assertEqual(outcome.code, program.PASS if shipped else program.NOTHING_CHECKED)
        *lines, last = outcome.out.splitlines()
        status = "PASS" if shipped else "NOTHING-CHECKED"
        self.assertEqual(last, f"{status} accepted={len(shipped)} rejected=0 failed=0")
        self.assertEqual(sorted(line.split()[1].rstrip(":") for line in lines), shipped)
        self.assert_valid(strict_json(self.run_program("replay", "--json").out), "replay")

    def test_usage(self):
        for arguments, *pieces in (([""], "is empty"), (["--jsn"], "'--jsn'; did you mean '--json'?"),
                                   (["--output", "out"], "--output")):
            self.assert_refused(self.run_program("replay", *arguments), program.USAGE, *pieces)


if __name__ == "__main__":
    program.main()
