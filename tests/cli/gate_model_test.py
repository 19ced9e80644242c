"""Gating transformer weights: a good model passes, and one number that is not what it should be is found and placed."""
import json
import shutil
import subprocess

import program
import weights
from program import ProgramTest

WEIGHTS = program.SOURCE_ROOT / "models/reference.safetensors"
RECURSION = program.SOURCE_ROOT / "models/reference.recursion.json"
REPORT = "reports/out/report.json"

# One statement that applies to the reference on every task, so that the model is what is tested.
SMALL = ["--statement", "envelope-norm", "--family", "cone", "--set", "n=6", "--tasks", 2, "--require-applicable", 1]
CONFIG = """format = "margincert-gate/1"
[budget]
compared = 10
predicted = 400
"""


class Weights(ProgramTest):
    def setUp(self):
        super().setUp()
        shutil.copy(WEIGHTS, self.folder / "model.safetensors")
        shutil.copy(RECURSION, self.folder / "declared.recursion.json")
        self.configure()

    def configure(self, more=""):
        self.write("gate.toml", CONFIG + more)

    def gate(self, *arguments):
        return self.run_program("gate", *arguments, "--config", "gate.toml", *SMALL)

    def corrupt_weight(self, name, row, column, factor):
        notes, matrices = weights.read(self.folder / "model.safetensors")
        matrices[name][row][column] *= factor
        self.write("model.safetensors", weights.to_bytes(notes, matrices))

    def corrupt_coefficient(self, layer, name, factor):
        recursion = json.loads(RECURSION.read_text(encoding="utf-8"))
        recursion["layers"][layer][name] *= factor
        self.write("declared.recursion.json", recursion)

    def checks(self, outcome="holds"):
        report = self.read(REPORT)
        self.assert_valid(report, "report")
        return {test["check"]: test for test in report["identification"] if test["outcome"] == outcome}

    def assert_red(self, outcome, *pieces):
        self.assert_ends(outcome, program.VIOLATED, "FAIL")
        for piece in pieces:
            self.assertIn(piece, outcome.out)

    def test_good_weights_pass_alone_with_their_recursion_and_behind_it(self):
        for arguments, checks in ((["model.safetensors"], 3),
                                  (["model.safetensors", "--recursion", "declared.recursion.json"], 4),
                                  (["declared.recursion.json", "--transformer", "model.safetensors"], 4)):
            self.assert_ends(self.gate(*arguments), program.PASS, "PASS")
            self.assertEqual(len(self.checks()), checks, arguments)
            self.assertEqual({test["model"] for test in self.checks().values()}, {"model.safetensors"})

    def test_the_bounds_are_checked_on_the_recursion_that_is_read_off_or_declared(self):
        self.gate("model.safetensors")
        [read_off] = self.read(REPORT)["models"]
        self.gate("model.safetensors", "--recursion", "declared.recursion.json")
        [declared] = self.read(REPORT)["models"]
        self.assertEqual((read_off["name"], declared["name"]), ("model.safetensors", "declared.recursion.json"))
        self.assertEqual(read_off | {"name": ""}, declared | {"name": ""})

    def test_differences_are_recorded_layer_by_layer(self):
        self.gate("model.safetensors")
        series = {one["quantity"]: one["layers"] for one in self.read(REPORT)["differences"]}
        self.assertEqual(sorted(series), ["residual.attention", "residual.centred-labels", "residual.centred-probe-label",
                                          "residual.features"])
        self.assertEqual({len(layers) for layers in series.values()}, {4})
        largest = max(layer["hi_double"] for layer in series["residual.centred-labels"])
        self.assertEqual(largest, self.checks()["residual.centred-labels=0.1"]["value"]["hi_double"])

    def test_a_corrupted_coefficient_is_named_with_its_layer(self):
        self.corrupt_coefficient(2, "gamma_prime", 1.5)
        outcome = self.gate("model.safetensors", "--recursion", "declared.recursion.json")
        self.assert_red(outcome, "extraction", "gamma_prime of layer 2")
        extraction = self.checks("violated")["extraction"]
        self.assertEqual((extraction["layer"], extraction["place"]), (2, "gamma_prime of layer 2"))
        self.assertAlmostEqual(extraction["value"]["hi_double"], 1 / 3, places=12)
        self.assertEqual(extraction["bound"], 0)
        # The layer does not follow it any more, either, and some task shows it.
        residual = self.checks("violated")["residual.centred-labels=0.1"]
        self.assertEqual(residual["layer"], 2)
        self.assertIn(residual["task"], range(10))

    def test_the_last_bit_of_a_coefficient_counts(self):
        self.corrupt_coefficient(1, "alpha", 1 + 2 ** -52)
        outcome = self.gate("declared.recursion.json", "--transformer", "model.safetensors")
        self.assert_red(outcome, "alpha of layer 1")
        self.assertEqual(list(self.checks("violated")), ["extraction"])
        counts = "identification-holds=3 identification-violated=1 identification-undecided=0"
        self.assertTrue(outcome.out.endswith(f" {counts}\n"), outcome.out)
        self.assertIn(" violated=0 ", outcome.out.splitlines()[-1])

    def test_a_wider_threshold_for_the_extraction_lets_a_small_difference_pass(self):
        self.corrupt_coefficient(1, "alpha", 1 + 1e-6)
        gate = ["model.safetensors", "--recursion", "declared.recursion.json"]
        for bound, code in ((1e-5, program.PASS), (1e-7, program.VIOLATED)):
            self.configure(f"[thresholds]\nextraction = {bound}\n")
            self.assertEqual(self.gate(*gate).code, code)

    def test_another_label_background_is_not_what_is_read_off(self):
        recursion = json.loads(RECURSION.read_text(encoding="utf-8"))
        self.write("declared.recursion.json", recursion | {"label_background": "-1/4"})
        self.assert_red(self.gate("model.safetensors", "--recursion", "declared.recursion.json"), "label background is -1/4")
        self.assertEqual(self.checks("violated")["extraction"]["place"], "label_background")

    def test_one_corrupted_weight_is_found_with_and_without_a_declared_recursion(self):
        self.corrupt_weight("layers.2.qk", 3, 3, -1.5)
        self.assert_red(self.gate("model.safetensors", "--recursion", "declared.recursion.json"), "alpha of layer 2")
        self.assertEqual(self.checks("violated")["extraction"]["place"], "alpha of layer 2")
        self.assert_red(self.gate("model.safetensors"))
        checks = self.checks() | self.checks("violated")
        self.assertEqual(self.checks("violated")["residual.centred-probe-label=0.1"]["layer"], 2)
        self.assertEqual((checks["equivariance"]["layer"], checks["equivariance"]["place"]), (2, "layers.2.qk[3][3]"))

    def test_an_asymmetric_weight_breaks_the_threshold_of_equivariance(self):
        self.corrupt_weight("layers.1.ov", 4, 4, 6)
        self.assert_red(self.gate("model.safetensors"), "layers.1.ov")
        equivariance = self.checks("violated")["equivariance"]
        self.assertEqual((equivariance["layer"], equivariance["place"]), (1, "layers.1.ov[4][4]"))
        self.assertEqual(equivariance["bound"], 0.5)
        self.assertNotIn("task", {key for key, value in equivariance.items() if value is not None})

    def test_rows_of_the_last_layer_that_no_prediction_reads_do_not_count(self):
        self.corrupt_weight("layers.3.ov", 0, 4, 1e6)
        self.assert_ends(self.gate("model.safetensors"), program.PASS, "PASS")

    def test_the_replay_commands_measure_the_same(self):
        self.corrupt_coefficient(2, "gamma_prime", 1.5)
        self.gate("model.safetensors", "--recursion", "declared.recursion.json", "--seed", 5)
        residual = self.checks("violated")["residual.centred-labels=0.1"]
        command = residual["replay"].split()
        self.assertEqual(command[:3], ["margincert", "crosscheck", "model.safetensors"])
        again = self.run_program(*command[1:], "--json")
        self.assertEqual(again.code, program.VIOLATED)
        [run] = program.strict_json(again.out)["runs"]
        [threshold] = run["thresholds"]
        self.assertEqual((threshold["layer"], threshold["value"]["hi"]), (residual["layer"], residual["value"]["hi"]))
        for check in ("extraction", "equivariance"):
            test = (self.checks() | self.checks("violated"))[check]
            self.assertEqual(self.run_program(*test["replay"].split()[1:]).code, program.PASS)

    def test_accuracy_holds_is_undecided_or_missed(self):
        for least, code, outcome in ((0.6, program.PASS, "holds"), (0.85, program.INCONCLUSIVE, "undecided"),
                                     (0.99, program.VIOLATED, "violated")):
            self.configure(f"[thresholds]\naccuracy = {least}\n")
            self.assertEqual(self.gate("model.safetensors").code, code)
            test = self.checks(outcome)["accuracy"]
            self.assertEqual(test["bound"], least)
        again = self.run_program(*test["replay"].split()[1:], "--json")
        form = program.strict_json(again.out)["predictions"]["forms"][0]
        self.assertTrue(test["detail"].startswith(f"{form['correct']} of 400 "), test["detail"])
        self.assertEqual(form["accuracy_range"]["lo"], test["value"]["lo_double"])
        self.assertEqual(form["accuracy_range"]["hi"], test["value"]["hi_double"])

    def test_predictions_that_overflow_make_no_accuracy_hold(self):
        notes, matrices = weights.read(self.folder / "model.safetensors")
        for name in matrices:  # all labels alike, by steps of features that overflow: no arithmetic tells a class
            if name.endswith("ov"):
                matrices[name] = [[1e90 * (row == column) if row < 5 else 1.0 for column in range(8)]
                                  for row in range(8)]
        self.write("model.safetensors", weights.to_bytes(notes | {"context": "4"}, matrices))
        self.write("gate.toml", 'format = "margincert-gate/1"\n[budget]\ncompared = 1\npredicted = 4\n'
                                "[thresholds]\naccuracy = 0.1\n")
        self.gate("model.safetensors")
        test = self.checks("undecided")["accuracy"]
        self.assertEqual((test["value"]["lo_double"], test["value"]["hi_double"]), (0, 1))
        self.assertIn("0 of 4 fresh tasks are predicted correctly, and 4 have no prediction", test["detail"])

    def test_a_chosen_threshold_replaces_the_default_of_its_name(self):
        self.configure('[thresholds]\nresidual.centred-labels = 0.01\n"free.probe-label" = 9\n')
        self.assert_red(self.gate("model.safetensors"))
        self.assertEqual(list(self.checks("violated")), ["residual.centred-labels=0.01"])
        self.assertEqual(sorted(self.checks()), ["equivariance", "free.probe-label=9",
                                                "residual.centred-probe-label=0.1"])

    def test_truncated_malformed_or_misfit_models_are_refused_before_any_work(self):
        self.write("short.safetensors", WEIGHTS.read_bytes()[:3000])
        self.write("none.safetensors", b"")
        self.write("other.recursion.json", program.PARAMETERS)
        for arguments, *pieces in ((["short.safetensors"], "short.safetensors", "cut short"),
                                   (["none.safetensors"], "none.safetensors"),
                                   (["model.safetensors", "--recursion", "other.recursion.json"],
                                    "other.recursion.json", "has 2 features"),
                                   (["other.recursion.json", "--transformer", "model.safetensors"],
                                    "other.recursion.json", "has 2 features"),
                                   (["missing.safetensors"], "does not exist")):
            self.assert_refused(self.gate(*arguments), program.BAD_FILE, *pieces)
        self.assertFalse((self.folder / "reports").exists())

    def test_an_interrupt_while_layers_are_compared_leaves_a_partial_report(self):
        self.write("gate.toml", CONFIG.replace("compared = 10", "compared = 1000000"))
        command = [program.path(), "gate", "model.safetensors", "--config", "gate.toml", *map(str, SMALL)]
        with program.Terminal() as terminal:
            running = subprocess.Popen(command, cwd=self.folder, stderr=terminal.slave, stdout=subprocess.PIPE,
                                       text=True, env=program.environment())
            terminal.read_until("against the recursion")
            running.terminate()
            out, _ = running.communicate(timeout=300)
        self.assertEqual(running.returncode, program.INTERRUPTED)
        self.assertRegex(out.splitlines()[-1], r"\AINCONCLUSIVE ")
        report = self.read(REPORT)
        self.assert_valid(report, "report")
        self.assertTrue(report["interrupted"])
        # What was measured on fewer tasks than asked for confirms nothing.
        self.assertTrue({test["check"] for test in report["identification"] if test["outcome"] == "holds"}
                        <= {"extraction", "equivariance"})


if __name__ == "__main__":
    program.main()
