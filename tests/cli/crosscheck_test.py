"""Cross-checks: transformers, whole and with a fault of each kind, held against recursions and against each other."""
import json
import re

import program
import weights
from program import ProgramTest, enclosure, strict_json

LINE = re.compile(r"(PASS|FAIL|INCONCLUSIVE|NOTHING-CHECKED|COMPARED) layers=\d+ tasks=\d+ holds=\d+ violated=\d+ "
                  r"undecided=\d+")
PERMUTED, UNCONSTRAINED = weights.PERMUTED, weights.UNCONSTRAINED
RECURSION = strict_json((program.SOURCE_ROOT / "models/pytorch.recursion.json").read_text(encoding="utf-8"))
D, K = 5, 3
LAYERS = 4


def block_matrix(features, labels):
    """diag(features I, labels (I - 11'/K))."""
    def entry(row, column):
        if row < D and column < D:
            return features if row == column else 0.0
        if row >= D and column >= D:
            return labels * (2 / 3) if row == column else labels * (-1 / 3)
        return 0.0
    return [[entry(row, column) for column in range(D + K)] for row in range(D + K)]


def recursion_tensors(recursion=RECURSION):
    tensors = {}
    for t, layer in enumerate(recursion["layers"]):
        tensors[f"layers.{t}.qk"] = block_matrix(layer["alpha"], layer["gamma"])
        tensors[f"layers.{t}.ov"] = block_matrix(layer["alpha_prime"], layer["gamma_prime"])
    return tensors


METADATA = {"feature_dim": str(D), "classes": str(K), "context": "8"}


class CrosscheckTest(ProgramTest):
    def crosscheck(self, model, *more, code=program.PASS):
        """The JSON of a short comparison."""
        outcome = self.run_program("crosscheck", model, "--tasks", 3, "--set", "n=8", "--json", *more)
        self.assertEqual(outcome.code, code, outcome)
        document = strict_json(outcome.out)
        self.assert_valid(document, "crosscheck")
        self.assertRegex(outcome.err, rf"\A{LINE.pattern}\n\Z")
        self.assertEqual(outcome.err.split()[0], document["conclusion"]["status"])
        return document

    def model(self, tensors, name="model.safetensors"):
        return self.write(name, weights.to_bytes(METADATA, tensors))

    def recursion(self):
        return self.write("pytorch.recursion.json", RECURSION)

    def forced(self, document, quantity):
        """Ends of the teacher-forced difference, layer by layer."""
        [run] = document["runs"]
        return [enclosure(layer["quantities"][quantity]["forced"]["value"]) for layer in run["candidates"][0]["layers"]]

    def layers_that_differ(self, document, quantity):
        return [t for t, (lo, _) in enumerate(self.forced(document, quantity)) if lo > 1e-6]


class RealModels(CrosscheckTest):
    def test_both_files_are_compared_with_their_own_recursion(self):
        for model in (PERMUTED, UNCONSTRAINED):
            document = self.crosscheck(model)
            self.assertEqual(document["against"]["kind"], "own-recursion")
            self.assertEqual(document["conclusion"]["status"], "COMPARED")
            [run] = document["runs"]
            layers = run["candidates"][0]["layers"]
            self.assertEqual([layer["layer"] for layer in layers], list(range(LAYERS)))
            for layer in layers:
                self.assertEqual(len(layer["quantities"]), 10)
                for quantity in layer["quantities"].values():
                    for measure in ("forced", "free", "own"):
                        lo, hi = enclosure(quantity[measure]["value"])
                        self.assertTrue(0 < lo <= hi < lo + lo / 10 ** 20)

    def test_the_context_of_the_model_is_the_number_of_points_unless_another_is_set(self):
        document = strict_json(self.run_program("crosscheck", PERMUTED, "--tasks", 1, "--json").out)
        self.assertEqual(document["runs"][0]["settings"], {"n": "40"})
        self.assertEqual(self.crosscheck(PERMUTED)["runs"][0]["settings"], {"n": "8"})

    def test_a_model_is_equal_to_itself(self):
        document = self.crosscheck(PERMUTED, "--params", PERMUTED)
        self.assertEqual(document["matrices"], [])
        self.assertEqual(self.layers_that_differ(document, "labels"), [])

    def test_threads_and_repetition_do_not_change_a_byte(self):
        runs = {self.run_program("crosscheck", PERMUTED, "--tasks", 5, "--set", "n=6", "--json", "--jobs", jobs).out
                for jobs in (1, 3, 1)}
        self.assertEqual(len(runs), 1)

    def test_several_families_have_a_run_each(self):
        document = self.crosscheck(PERMUTED, "--family", "no-margin", "cone")
        self.assertEqual([run["family"] for run in document["runs"]], ["no-margin", "cone"])
        self.assertEqual(document["conclusion"]["tasks"], 6)


class Faults(CrosscheckTest):
    def test_a_model_without_fault_has_no_finding(self):
        document = self.crosscheck(self.model(recursion_tensors()), "--params", self.recursion())
        self.assertEqual(document["hints"], [])
        for quantity in ("features", "labels", "attention", "logits"):
            self.assertEqual(self.layers_that_differ(document, quantity), [])
        self.assertTrue(all(matrix["farthest"] is None for matrix in document["symmetry"]))

    def test_a_weight_moved_off_the_commutant(self):
        tensors = recursion_tensors()
        tensors["layers.2.qk"][1][3] += 1e-3
        document = self.crosscheck(self.model(tensors), "--params", self.recursion())
        [moved] = [matrix for matrix in document["symmetry"] if matrix["farthest"]]
        self.assertEqual((moved["layer"], moved["matrix"]), (2, "W_QK"))
        self.assertEqual((moved["farthest"]["row"], moved["farthest"]["column"]), (1, 3))
        self.assertGreater(enclosure(moved["distance"])[0], 9e-4)
        self.assertEqual(self.layers_that_differ(document, "logits"), [2])
        self.assertEqual(self.layers_that_differ(document, "attention"), [2])

    def test_a_weight_of_a_trained_model_moved(self):
        metadata, tensors = weights.read(PERMUTED)
        tensors["layers.1.ov"][6][2] += 1e-3
        moved = self.write("moved.safetensors", weights.to_bytes(metadata, tensors))
        document = self.crosscheck(moved, "--params", PERMUTED)
        [difference] = document["matrices"]
        self.assertEqual([difference[key] for key in ("layer", "matrix", "entries", "row", "column")],
                         [1, "W_OV", 1, 6, 2])
        lo, hi = enclosure(difference["difference"])
        self.assertTrue(9.99e-4 < lo <= hi < 1.001e-3)
        self.assertEqual(self.layers_that_differ(document, "labels"), [1])
        self.assertEqual(self.layers_that_differ(document, "features"), [])

    def test_swapped_layers(self):
        tensors = recursion_tensors()
        for kind in ("qk", "ov"):
            tensors[f"layers.1.{kind}"], tensors[f"layers.2.{kind}"] = (
                tensors[f"layers.2.{kind}"], tensors[f"layers.1.{kind}"])
        document = self.crosscheck(self.model(tensors), "--params", self.recursion())
        for quantity in ("features", "labels", "logits"):
            self.assertEqual(self.layers_that_differ(document, quantity), [1, 2])
        self.assertEqual([(hint["layer"], hint["what"]) for hint in document["hints"]], [(1, "layer"), (2, "layer")])
        self.assertIn("those of layer 2", document["hints"][0]["text"])

    def test_swapped_layers_of_a_trained_model(self):
        metadata, tensors = weights.read(PERMUTED)
        for kind in ("qk", "ov"):
            tensors[f"layers.0.{kind}"], tensors[f"layers.3.{kind}"] = (
                tensors[f"layers.3.{kind}"], tensors[f"layers.0.{kind}"])
        swapped = self.write("swapped.safetensors", weights.to_bytes(metadata, tensors))
        document = self.crosscheck(swapped, "--params", PERMUTED)
        self.assertEqual([(d["layer"], d["matrix"], d["relation"]) for d in document["matrices"]],
                         [(0, "W_QK", "the other's of layer 3"), (0, "W_OV", "the other's of layer 3"),
                          (3, "W_QK", "the other's of layer 0"), (3, "W_OV", "the other's of layer 0")])
        self.assertEqual([(hint["layer"], hint["what"]) for hint in document["hints"]], [(0, "layer"), (3, "layer")])
        self.assertEqual(self.layers_that_differ(document, "labels"), [0, 3])
        hints = self.crosscheck(swapped, "--params", self.recursion())["hints"]
        self.assertEqual([(hint["layer"], hint["what"]) for hint in hints], [(0, "layer"), (3, "layer")])

    def test_a_transposed_w_qk(self):
        for model in (PERMUTED, UNCONSTRAINED):
            metadata, tensors = weights.read(model)
            tensors["layers.1.qk"] = [list(column) for column in zip(*tensors["layers.1.qk"])]
            transposed = self.write("transposed.safetensors", weights.to_bytes(metadata, tensors))
            document = self.crosscheck(transposed, "--params", model)
            [difference] = document["matrices"]
            self.assertEqual([difference[key] for key in ("layer", "matrix", "relation")],
                             [1, "W_QK", "the other's transpose"])
            self.assertEqual(self.layers_that_differ(document, "logits"), [1])

    def test_a_negated_step_of_the_features(self):
        for layer in range(LAYERS):
            turned = json.loads(json.dumps(RECURSION))
            turned["layers"][layer]["alpha_prime"] *= -1
            document = self.crosscheck(self.model(recursion_tensors(turned)), "--params", self.recursion())
            self.assertEqual(self.layers_that_differ(document, "features"), [layer])
            self.assertEqual(self.layers_that_differ(document, "labels"), [])
            worst = document["runs"][0]["candidates"][0]["layers"][layer]["worst"]
            self.assertIn(worst, ("features", "probe-features"))
            self.assertEqual([(hint["layer"], hint["what"]) for hint in document["hints"]], [(layer, "alpha_prime")])


    def test_a_negated_step_of_the_features_of_a_trained_model(self):
        """Its two-parameter form has the sign of alpha' turned; the commutant's other directions stay."""
        for layer in (0, 1):
            metadata, tensors = weights.read(PERMUTED)
            block = [row[:D] for row in tensors[f"layers.{layer}.ov"][:D]]
            diagonal = sum(block[i][i] for i in range(D)) / D
            off_diagonal = (sum(map(sum, block)) - D * diagonal) / (D * (D - 1))
            for i in range(D):
                tensors[f"layers.{layer}.ov"][i][i] -= 2 * (diagonal - off_diagonal)
            negated = self.write("negated.safetensors", weights.to_bytes(metadata, tensors))
            document = self.crosscheck(negated, "--params", PERMUTED)
            [difference] = document["matrices"]
            self.assertEqual([difference[key] for key in ("layer", "matrix", "entries")], [layer, "W_OV", D])
            self.assertEqual(self.layers_that_differ(document, "features"), [layer])
            self.assertEqual([(hint["layer"], hint["what"]) for hint in document["hints"]], [(layer, "alpha_prime")])


class Verdicts(CrosscheckTest):
    def ends(self, code, status, *more):
        outcome = self.run_program("crosscheck", PERMUTED, "--tasks", 2, "--set", "n=6", *more)
        self.assert_ends(outcome, code, status, LINE)
        return outcome.out

    def test_the_status_follows_from_the_thresholds(self):
        self.ends(program.PASS, "COMPARED")
        self.ends(program.PASS, "PASS", "--at-most", "labels=100", "--at-most", "free.probe-label=100")
        out = self.ends(program.VIOLATED, "FAIL", "--at-most", "labels=100", "relative.features=1e-6")
        self.assertRegex(out, r"holds +labels=100: ")
        self.assertRegex(out, r"violated +relative\.features=1e-6: largest at layer \d")
        self.assertTrue(out.endswith("FAIL layers=4 tasks=2 holds=1 violated=1 undecided=0\n"))

    def test_no_task_is_nothing_checked(self):
        for more in ([], ["--at-most", "labels=100"]):
            outcome = self.run_program("crosscheck", PERMUTED, "--tasks", 0, *more)
            self.assert_ends(outcome, program.NOTHING_CHECKED, "NOTHING-CHECKED", LINE)

    def test_an_equality_that_no_enclosure_confirms_is_inconclusive(self):
        outcome = self.run_program("crosscheck", PERMUTED, "--params", "reference", "--tasks", 1, "--set", "n=1",
                                   "--at-most", "attention=0")
        self.assert_ends(outcome, program.PASS, "PASS", LINE)  # one key: all attention is exactly 1
        model = self.model(recursion_tensors())
        outcome = self.run_program("crosscheck", model, "--params", model, "--tasks", 1, "--set", "n=3",
                                   "--at-most", "labels=0")
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE", LINE)
        self.assertIn(", 1024 bits\n", outcome.out)

    def test_quiet_prints_the_last_line_only(self):
        self.assertEqual(len(self.ends(program.PASS, "COMPARED", "--quiet").splitlines()), 1)

    def test_json_has_the_verdicts(self):
        document = self.crosscheck(PERMUTED, "--at-most", "residual.logits=1e-9", code=program.VIOLATED)
        [verdict] = document["runs"][0]["thresholds"]
        self.assertEqual([verdict[key] for key in ("measure", "quantity", "bound", "verdict")],
                         ["residual", "logits", 1e-9, "violated"])
        self.assertGreater(enclosure(verdict["value"])[0], 1e-9)


class LayersThatDoNothing(CrosscheckTest):
    def ablated(self, layer, **numbers):
        layers = [dict(kept) for kept in RECURSION["layers"]]
        layers[layer] |= numbers
        return self.model(recursion_tensors(RECURSION | {"layers": layers}))

    def test_a_layer_behind_others_that_does_nothing_is_passed_over(self):
        nothing = dict.fromkeys(("alpha", "gamma", "alpha_prime", "gamma_prime"), 0.0)
        for numbers in (nothing, {"gamma_prime": 0.0}, {"alpha_prime": 0.0}):
            for layer in (1, LAYERS - 1):
                outcome = self.run_program(
                    "crosscheck", self.ablated(layer, **numbers), "--tasks", 2, "--set", "n=6", "--at-most",
                    "residual.centred-labels=1e-9", "residual.features=1e-9", "relative.features=1e-9",
                    "residual.attention=1e-9", "relative.probe-label=1e-9")
                self.assert_ends(outcome, program.PASS, "PASS", LINE)
                self.assertNotIn(" inf", outcome.out)

    def test_what_moves_where_the_model_does_not_is_a_violation(self):
        model = self.ablated(1, gamma_prime=0.0)
        outcome = self.run_program("crosscheck", model, "--params", self.recursion(), "--tasks", 2, "--set", "n=6",
                                   "--at-most", "residual.labels=1e6")
        self.assert_ends(outcome, program.VIOLATED, "FAIL", LINE)
        self.assertRegex(outcome.out, r"violated +residual\.labels=1e6: largest at layer 1, in ")


class Refusals(CrosscheckTest):
    def test_thresholds(self):
        for text, piece in (("lables=1", "did you mean 'labels'"), ("labels", "is not a bound"),
                            ("free.labels=-1", "is not a bound"), ("labels=1e308", "give one from 0 to 1000000"),
                            ("residual.labels=1000001", "give one from 0 to 1000000")):
            self.assert_refused(self.run_program("crosscheck", PERMUTED, "--at-most", text), program.USAGE, piece)

    def test_files_that_are_no_transformer(self):
        whole = PERMUTED.read_bytes()
        for name, content in (("cut.safetensors", whole[:1000]), ("long.safetensors", whole + b"\0"),
                              ("empty.safetensors", b"")):
            self.assert_refused(self.run_program("crosscheck", self.write(name, content)), program.BAD_FILE, name)
            self.assert_refused(self.run_program("crosscheck", PERMUTED, "--params", name), program.BAD_FILE, name)
        self.assert_refused(self.run_program("crosscheck", "missing.safetensors"), program.BAD_FILE, "does not exist")

    def test_what_it_is_held_against_must_have_its_shape(self):
        one_layer = self.write("one.json", RECURSION | {"layers": RECURSION["layers"][:1]})
        self.assert_refused(self.run_program("crosscheck", PERMUTED, "--params", one_layer), program.BAD_FILE,
                            "one.json: layers: has 1 layers, the model has 4")
        small = self.write("small.json", RECURSION | {"feature_dim": 4})
        self.assert_refused(self.run_program("crosscheck", PERMUTED, "--params", small), program.BAD_FILE,
                            "feature_dim: has 4 features")
        few = {name: matrix for name, matrix in recursion_tensors().items() if not name.startswith("layers.3")}
        self.assert_refused(self.run_program("crosscheck", PERMUTED, "--params", self.model(few)), program.BAD_FILE,
                            "layers: has 3 layers")

    def test_families_and_settings(self):
        self.assert_refused(self.run_program("crosscheck", PERMUTED, "--family", "cones"), program.USAGE, "'cone'")
        self.assert_refused(self.run_program("crosscheck", PERMUTED, "--set", "d=4"), program.USAGE)


if __name__ == "__main__":
    program.main()
