"""What check finds: the ablation that breaks the growth bound, its replay, twins, guarantees, and nothing to check."""
import program
from program import ABLATION, PARAMETERS, TASK, ProgramTest, enclosure

GROWTH = "geometric-margin-growth"


class Ablation(ProgramTest):
    background = "-1/K"

    def test_without_class_purity_the_growth_bound_breaks(self):
        outcome = self.run_program(*ABLATION, "--tasks", 40)
        self.assert_ends(outcome, program.VIOLATED, "FAIL")
        self.assertIn("Ablation: not required: class-purity\n", outcome.out)
        self.assertRegex(outcome.out, r"Certified violations\n  geometric-margin-growth on soft ")
        outcome = self.run_program(*ABLATION, "--tasks", 40, "--json")
        self.assertEqual(outcome.code, program.VIOLATED)
        report = self.report_of(outcome)
        self.assertEqual(report["request"]["dropped"], ["class-purity"])
        tally = self.tally(report, GROWTH)
        self.assertGreater(tally["violated"], 0)
        self.assertEqual(tally["holds"] + tally["violated"], tally["applicable"])
        _, slack_ceiling = enclosure(tally["worst_violation"]["slack"])
        self.assertLess(slack_ceiling, 0)

    def test_the_written_files_break_it_again(self):
        found = self.run_program(*ABLATION, "--tasks", 40, "--output", "out", "--json")
        self.assertEqual(found.code, program.VIOLATED)
        before = self.tally(self.report_of(found), GROWTH)["worst_violation"]
        for kind in ("worst", "simplest"):
            [case] = (self.folder / "out/violations").glob(f"*.{kind}.case.json")
            again = self.run_program("check", "--params", case, "--task", case, "--regime", "full", "--drop", "H1",
                                     "--statement", GROWTH, "--json")
            self.assertEqual(again.code, program.VIOLATED)
            after = self.tally(self.report_of(again), GROWTH)["worst_violation"]
            if kind == "worst":
                alone = {"task": 0, "first_task": 0, "cases": after["cases"]}
                self.assertEqual(after, before | alone)
            stated = self.read(case)
            for side in ("greater", "lesser", "slack"):
                self.assertEqual({end: after[side][end] for end in ("lo", "hi")}, stated[side])

    def test_the_written_cases_are_derived_again_by_arb_and_the_table_says_so(self):
        outcome = self.run_program(*ABLATION, "--tasks", 40, "--output", "out")
        self.assert_ends(outcome, program.VIOLATED, "FAIL")
        self.assertRegex(outcome.out, r": slack -\S+ \(derived again by Arb at \d+ bits\)\n")
        names = [name for name in self.files() if name.endswith(".case.json")]
        self.assertEqual(len(names), 2)
        self.replay(*names)
        simplest, worst = map(self.read, names)
        for case, kind in ((simplest, "simplest"), (worst, "worst")):
            self.assert_valid(case, "case")
            self.assertEqual((case["statement"], case["verdict"], case["regime"], case["dropped"]),
                             (GROWTH, "violated", "full", ["class-purity"]))
            self.assertEqual((case["origin"]["command"], case["origin"]["family"], case["origin"]["kind"]),
                             ("check", "prototype", kind))
        self.assertLess(len(simplest["task"]["labels"]), 7)
        self.assertEqual(len(worst["task"]["labels"]), 40)
        self.assertEqual(worst["origin"]["settings"]["sigma"], "0.02")

    def test_the_worst_case_is_the_familys_task_and_the_models_parameters(self):
        self.run_program(*ABLATION, "--tasks", 6, "--output", "out")
        [case] = (self.folder / "out/violations").glob("*.worst.case.json")
        written = self.read(case)
        shipped = program.strict_json((program.SOURCE_ROOT / "models/soft.recursion.json").read_text(encoding="utf-8"))
        self.assertEqual([{name: float.fromhex(x) for name, x in layer.items()}
                          for layer in written["parameters"]["layers"]],
                         [{name: float(x) for name, x in layer.items()} for layer in shipped["layers"]])
        self.assertEqual({key: written["parameters"][key] for key in ("feature_dim", "classes", "label_background")},
                         {key: shipped[key] for key in ("feature_dim", "classes", "label_background")})

    def test_a_case_can_stand_in_for_its_task_and_its_parameters_alone(self):
        self.run_program(*ABLATION, "--tasks", 4, "--output", "out")
        [case] = (self.folder / "out/violations").glob("*.worst.case.json")
        stated = self.read(case)
        self.write("task.json", stated["task"])
        self.write("parameters.json", stated["parameters"])
        arguments = ["--regime", "full", "--drop", "H1", "--statement", GROWTH, "--quiet"]
        traces = []
        for parameters in (case, "parameters.json"):
            for task in (case, "task.json"):
                self.assertEqual(self.run_program("check", "--params", parameters, "--task", task, *arguments).code,
                                 program.VIOLATED)
                traces.append(self.run_program("trace", "--params", parameters, "--task", task, "--json").out)
        self.assertEqual(traces, traces[:1] * 4)
        self.assert_valid(program.strict_json(traces[0]), "trace")

    def test_the_first_and_the_later_tasks_of_a_file_list_are_numbered_in_order(self):
        self.run_program(*ABLATION, "--tasks", 4, "--output", "out")
        [case] = (self.folder / "out/violations").glob("*.worst.case.json")
        far = self.read(case)["task"]
        far["labels"] = [None] * len(far["labels"])
        self.write("unlabelled.json", far)
        outcome = self.run_program("check", "--params", case, "--task", "unlabelled.json", case, "--regime",
                                   "full", "--drop", "H1", "--statement", GROWTH, "--json")
        self.assertEqual(outcome.code, program.VIOLATED)
        report = self.report_of(outcome)
        self.assertEqual(report["runs"][0]["task_files"], ["unlabelled.json", str(case)])
        self.assertEqual(self.tally(report, GROWTH)["worst_violation"]["task"], 1)
        self.assertEqual(self.tally(report, GROWTH)["not_applicable_because"], {"every-class": 1})

    def judged(self, layers, task, *arguments):
        """The counts of the last line, for one task and a recursion with these (α, γ, α', γ')."""
        names = ("alpha", "gamma", "alpha_prime", "gamma_prime")
        self.write("p.json", PARAMETERS | {"feature_dim": len(task["probe"]), "classes": task["classes"],
                                           "label_background": self.background,
                                           "layers": [dict(zip(names, layer)) for layer in layers]})
        self.write("t.json", TASK | task)
        outcome = self.run_program("check", "--params", "p.json", "--task", "t.json", *arguments, "--quiet")
        return outcome.out.split(maxsplit=1)[1].strip() if outcome.out else outcome.err

    def test_without_step_signs_a_norm_above_a_negative_bound_is_a_violation(self):
        task = {"classes": 2, "features": [[0], [0]], "labels": [0, 1], "probe": [0], "probe_class": 0}
        counts = self.judged([(0, 0, -2, 0)], task, "--drop", "step-signs", "--statement", "norm-growth",
                             "norm-ceiling")
        self.assertEqual(counts, "holds=0 violated=2 undecided=0 errors=0 not-applicable=0")

    def test_without_step_signs_bounds_for_all_points_ask_the_worst_one(self):
        task = {"classes": 2, "features": [[0.25], [1], [-1]], "labels": [0, 0, 1], "probe": [1], "probe_class": 0}
        counts = self.judged([(1, 0, -1, 0)], task, "--regime", "full", "--drop", "class-purity", "step-signs",
                             "--statement", "train-update-floor")
        self.assertEqual(counts, "holds=0 violated=1 undecided=0 errors=0 not-applicable=0")
        step = -float.fromhex("0x1.ced8a997eba68p-2")
        task = {"classes": 3, "features": [[2], [0], [0]], "labels": [0, 1, 2], "probe": [0], "probe_class": 1}
        counts = self.judged([(0, 0, step, 0)] * 2, task, "--drop", "label-margin-start", "attention-signs",
                             "step-signs", "unit-norm", "--statement", "probe-update-ceiling")
        self.assertEqual(counts, "holds=0 violated=1 undecided=0 errors=0 not-applicable=0")

    def test_a_norm_that_exceeds_1_by_a_rounding_is_a_violation_that_is_derived_again(self):
        for features in ([0.6, 0.8], [1, "0x1p-540"]):
            task = {"classes": 2, "features": [features], "labels": [0], "probe": [0, 0], "probe_class": 0}
            counts = self.judged([(0, 0, 0, 0)], task, "--statement", "norm-growth", "--drop", "unit-norm")
            self.assertEqual(counts, "holds=0 violated=1 undecided=0 errors=0 not-applicable=0")

    def test_a_mass_that_low_rungs_hardly_know_is_replayed_in_the_form_that_was_recorded(self):
        features = [[0], [0], [0], [0], [-float.fromhex("0x1.7e43c8800759cp+996")]]
        task = {"classes": 5, "features": features, "labels": [1, 2, 3, 4, 0], "probe": [-1], "probe_class": 0}
        layers = [(0, 0, 0, 1), (0, 1, 0, 0.5), (0, -2, 0, 1), (0, 1, 0, "0x1.2f1005ae1d3a0p-6"), (0, 1, 0, 0),
                  (0, 1, 0, 0), (0, 1, 0, 1), (0, -1, 0, 0)]
        self.background = "-7/2"  # labels grow by it until balls hardly know them
        counts = self.judged(layers, task, "--regime", "full", "--drop", "attention-signs", "--statement",
                             "class-mass-floor-leaky")
        self.assertEqual(counts, "holds=0 violated=1 undecided=0 errors=0 not-applicable=0")

    def test_required_class_purity_leaves_nothing_to_check(self):
        arguments = [a for a in ABLATION if a not in ("--drop", "class-purity")]
        outcome = self.run_program(*arguments, "--tasks", 40)
        self.assert_ends(outcome, program.NOTHING_CHECKED, "NOTHING-CHECKED")
        self.assertIn("class-purity false on 40", outcome.out)

    def test_in_the_class_pure_regime_the_same_tasks_hold(self):
        arguments = [a for a in ABLATION if a not in ("--drop", "class-purity", "--regime", "full")]
        self.assert_ends(self.run_program(*arguments, "--tasks", 40), program.PASS, "PASS")


class Twins(ProgramTest):
    def test_corrupted_statements_are_violated_and_the_report_says_what_they_are(self):
        arguments = ["check", "--params", "soft", "--family", "cone", "--set", "n=12", "--tasks", 3, "--twins"]
        outcome = self.run_program(*arguments)
        self.assert_ends(outcome, program.VIOLATED, "FAIL")
        self.assertTrue(outcome.out.startswith("CORRUPTED TWINS, not the statements"))
        outcome = self.run_program(*arguments, "--json")
        self.assertEqual(outcome.code, program.VIOLATED)
        report = self.report_of(outcome)
        self.assertIs(report["request"]["corrupted_twins"], True)
        self.assertGreater(report["conclusion"]["violated"], 0)

    def test_the_statements_themselves_hold_on_the_same_tasks(self):
        outcome = self.run_program("check", "--params", "soft", "--family", "cone", "--set", "n=12", "--tasks", 3)
        self.assert_ends(outcome, program.PASS, "PASS")
        self.assertNotIn("CORRUPTED", outcome.out)


class Findings(ProgramTest):
    def test_textbook_on_tight_prototypes_is_in_reach_of_theorems_a_and_b(self):
        outcome = self.run_program("check", "--params", "textbook", "--family", "prototype", "--set", "sigma=0.05",
                                   "--tasks", 20, "--json")
        self.assertEqual(outcome.code, program.PASS)
        report = self.report_of(outcome)
        growth = self.tally(report, GROWTH)
        self.assertEqual(growth["regime"], "class-pure")
        self.assertGreaterEqual(growth["holds"], 15)
        promised = self.guarantee(report, "geometric-margin-by-B")
        self.assertEqual(promised["regime"], "full")
        self.assertGreaterEqual(promised["certified"], 15)

    def test_theorem_c_keeps_a_trained_models_margin_on_every_simplex_prototype(self):
        outcome = self.run_program("check", "--params", "pytorch", "--family", "prototype", "--set", "geometry=simplex", "sigma=0.02",
                                   "--tasks", 20, "--json")
        self.assertEqual(outcome.code, program.PASS)
        report = self.report_of(outcome)
        self.assertEqual(self.guarantee(report, "geometric-margin-by-C")["certified"], 20)
        self.assertEqual(self.guarantee(report, "geometric-margin-by-B")["applicable"], 0)
        self.assertEqual(self.tally(report, GROWTH)["applicable"], 0)

    def test_the_margin_theorem_says_nothing_about_tasks_without_a_margin(self):
        arguments = ["check", "--params", "textbook", "--family", "no-margin", "--tasks", 20]
        outcome = self.run_program(*arguments)
        self.assert_ends(outcome, program.PASS, "PASS")
        self.assertIn("textbook on no-margin: the margin theorem (A) applies to 0 of 20 tasks; separation false on 20",
                      outcome.out)
        self.assertRegex(outcome.out, r"not applicable on any of 20 tasks \(separation false on 20\): .*" + GROWTH)
        self.assertIn("textbook: Theorem A is not covered: ", outcome.out)
        growth = self.tally(self.report_of(self.run_program(*arguments, "--json")), GROWTH)
        self.assertEqual((growth["applicable"], growth["not_applicable_because"]), (0, {"separation": 20}))

    def test_a_theorems_letter_means_its_statements(self):
        listed = program.strict_json(self.run_program("list", "--json").out)["statements"]
        report = self.report_of(self.run_program("check", "--params", "textbook", "--family", "cone", "--tasks", 1,
                                                 "--statement", "B", "norm-growth", "--json"))
        expected = [s["id"] for s in listed if s["theorem"] == "B" or s["id"] == "norm-growth"]
        self.assertEqual([s["id"] for s in report["statements"]], expected)
        self.assertIs(report["request"]["statements_chosen"], True)

    def test_a_hypothesis_number_means_all_that_bear_it(self):
        listed = program.strict_json(self.run_program("list", "--json").out)["hypotheses"]
        report = self.report_of(self.run_program("check", "--family", "cone", "--tasks", 1, "--drop", "H6", "--json"))
        expected = sorted(h["id"] for h in listed if h["number"] == "H6")
        self.assertGreater(len(expected), 1)
        self.assertEqual(report["request"]["dropped"], expected)

    def test_every_precision_of_the_ladder_that_decides_is_counted(self):
        report = self.report_of(self.run_program("check", "--params", "textbook", "--family", "threshold", "--ladder",
                                                 "53,200", "--tasks", 10, "--json"))
        self.assertEqual(report["request"]["ladder"], [53, 200])
        rungs = [rung for tally in report["runs"][0]["results"] for rung in tally["rungs"]]
        self.assertEqual(set(rungs), {"53", "200"})

    def test_verdicts_are_the_same_without_the_engine(self):
        arguments = ["check", "--params", "textbook", "--family", "threshold", "--set", "n=8", "--tasks", 10, "--json"]
        on = self.report_of(self.run_program(*arguments))
        off = self.report_of(self.run_program(*arguments, "--engine", "off"))
        self.assertEqual([on["request"]["engine"], off["request"]["engine"]], [True, False])
        self.assertEqual(on["conclusion"], off["conclusion"])
        counts = ("statement", "holds", "violated", "undecided", "not_applicable_because")
        for ours, theirs in zip(on["runs"][0]["results"], off["runs"][0]["results"], strict=True):
            self.assertEqual([ours[key] for key in counts], [theirs[key] for key in counts])
        self.assertNotEqual(on["runs"], off["runs"], "the engine's enclosures are its own")

    def test_a_ladder_that_does_not_climb_from_53_bits_leaves_no_room_for_the_engine(self):
        for ladder in ("53", "54,113"):
            with self.subTest(ladder=ladder):
                report = self.report_of(self.run_program("check", "--family", "cone", "--set", "n=5", "--tasks", 1,
                                                         "--ladder", ladder, "--json"))
                self.assertIs(report["request"]["engine"], False)


if __name__ == "__main__":
    program.main()
