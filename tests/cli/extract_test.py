"""The command extract: what it reads off a transformer, certified and measured, and how it refuses."""
import copy
import fractions
import json
import re
import signal
import subprocess

import program
import weights
from program import ProgramTest, enclosure, strict_json

LINE = re.compile(r"(EXTRACTED|INTERRUPTED) layers=\d+ distance=\S+ accuracy=(\d\.\d{4}|-) "
                  r"two-parameter=(\d\.\d{4}|-) tasks=\d+")
FORMS = ["model", "projection", *(f"clusters-{k}" for k in range(8, 0, -1)), "fitted-background", "two-parameter"]
BLOCKS = {"feature-feature": (0, 5, 0, 5), "label-label": (5, 8, 5, 8), "feature-label": (0, 5, 5, 8),
          "label-feature": (5, 8, 0, 5)}


def groups(matrix, features):
    """Entries that the symmetry makes equal, as exact numbers by group."""
    found = {}
    for row, numbers in enumerate(matrix):
        for column, number in enumerate(numbers):
            key = (row < features, column < features, row == column)
            found.setdefault(key, []).append(fractions.Fraction(number))
    return found


def squared_distance(matrix, features):
    return sum(sum((x - sum(group) / len(group)) ** 2 for x in group) for group in groups(matrix, features).values())


def matrices(document):
    return {f"layers.{layer['layer']}.{name}": layer[name] for layer in document["layers"] for name in ("qk", "ov")}


class ExtractTest(ProgramTest):
    def extract(self, model, *more, tasks=64):
        outcome = self.run_program("extract", model, "--tasks", tasks, "--json", *more)
        self.assertEqual(outcome.code, program.PASS, outcome)
        self.assertRegex(outcome.err, rf"\A{LINE.pattern}\n\Z")
        document = strict_json(outcome.out)
        self.assert_valid(document, "extraction")
        return document

    def form(self, document, name):
        [form] = [form for form in document["predictions"]["forms"] if form["form"] == name]
        return form

    def symmetric_model(self):
        """The projection of the model trained with permutations."""
        notes, _ = weights.read(weights.PERMUTED)
        averages = matrices(self.extract(weights.PERMUTED, tasks=1))
        return notes, {name: weights.from_average(found["average"], 5, 3) for name, found in averages.items()}

    def extract_matrices(self, notes, changed):
        return matrices(self.extract(self.write("changed.safetensors", weights.to_bytes(notes, changed))))


class Models(ExtractTest):
    def test_both_pytorch_files_extract(self):
        for model in (weights.PERMUTED, weights.UNCONSTRAINED):
            notes, _ = weights.read(model)
            found = self.extract(model, tasks=600)
            self.assertEqual((found["feature_dim"], found["classes"], len(found["layers"])), (5, 3, 4))
            predictions = found["predictions"]
            self.assertEqual((predictions["points"], predictions["tasks_done"]), (40, 600))
            self.assertEqual([form["form"] for form in predictions["forms"]], FORMS)
            own = self.form(found, "model")
            self.assertEqual(own["same_prediction"], 600)
            self.assertLess(own["accuracy_range"]["lo"], float(notes["test_accuracy"]))
            self.assertGreater(own["accuracy_range"]["hi"], float(notes["test_accuracy"]))
            self.assertLess(self.form(found, "clusters-1")["accuracy"], 0.5)
            for form in predictions["forms"]:
                self.assertEqual(form["only_form_correct"] - form["only_model_correct"],
                                 form["correct"] - own["correct"])
                self.assertTrue(form["difference_range"]["lo"] <= form["difference"] <= form["difference_range"]["hi"])

    def test_permuted_training_survives_the_projection_better_than_unconstrained_training(self):
        kept = [self.form(self.extract(model, tasks=2000), "projection")["difference"]
                for model in (weights.PERMUTED, weights.UNCONSTRAINED)]
        self.assertGreater(kept[0], -0.01)
        self.assertLess(kept[1], -0.02)

    def test_the_numbers_are_those_that_were_read_off_the_permuted_model_elsewhere(self):
        known = [(-0.234522, 5.485202, 0.590126, 1.468062), (2.438536, -0.465195, 0.159978, 3.131318),
                 (1.365863, -0.035726, -0.058982, -0.052973), (1.806498, 0.006314, 0.000573, -0.650158)]
        self.extract(weights.PERMUTED, "--output", "out/mine.recursion.json", tasks=1)
        written = self.read("out/mine.recursion.json")
        self.assert_valid(written, "recursion")
        self.assertEqual(written["label_background"], "-1/K")
        for mine, theirs in zip(written["layers"], known, strict=True):
            for name, number in zip(("alpha", "gamma", "alpha_prime", "gamma_prime"), theirs, strict=True):
                self.assertAlmostEqual(mine[name], number, 6, name)
        self.write("task.json", {"format": "margincert-task/1", "classes": 3, "features": [[1, 0, 0, 0, 0]] * 3,
                                 "labels": [0, 1, 2], "probe": [0, 0, 0, 0, 1], "probe_class": 1})
        traced = self.run_program("trace", "--params", "out/mine.recursion.json", "--task", "task.json")
        self.assertEqual(traced.code, program.PASS, traced)

    def test_the_fitted_background_of_the_steps_is_near_minus_a_third(self):
        deltas = [layer["ov"]["fit"]["delta"]["value"] for layer in self.extract(weights.PERMUTED)["layers"]]
        for delta, known in zip(deltas, (-0.38, -0.40, -0.37, -0.34), strict=True):
            self.assertAlmostEqual(delta, known, delta=0.005)

    def test_distances_enclose_the_exact_rational_ones(self):
        _, given = weights.read(weights.UNCONSTRAINED)
        for name, found in matrices(self.extract(weights.UNCONSTRAINED)).items():
            exact = squared_distance(given[name], 5)
            lo, hi = enclosure(found["symmetry"]["distance"])
            self.assertTrue(lo * lo <= exact <= hi * hi, name)
            self.assertLess(hi - lo, hi * fractions.Fraction(2) ** -50)
            blocks = [enclosure(block["distance"]) for block in found["symmetry"]["blocks"].values()]
            self.assertTrue(sum(lo * lo for lo, _ in blocks) <= exact <= sum(hi * hi for _, hi in blocks))
            defect = enclosure(found["symmetry"]["permutation_defect"])
            self.assertTrue(0 < defect[0] <= 2 * hi, name)

    def test_two_parameters_predict_what_fitted_backgrounds_do(self):
        """On labelled tasks no prediction of the recursion's form depends on δ."""
        for model in (weights.PERMUTED, weights.UNCONSTRAINED):
            found = self.extract(model, tasks=600)
            fitted, two = (self.form(found, name) for name in ("fitted-background", "two-parameter"))
            for count in ("correct", "same_prediction", "only_model_correct", "only_form_correct"):
                self.assertEqual(fitted[count], two[count])
            for layer in found["layers"]:
                for name in ("qk", "ov"):
                    fit = layer[name]["fit"]
                    self.assertIs(fit["delta"]["identifiable"], False)
                    self.assertIs(fit["label"]["identifiable"], True)
                    self.assertIs(fit["feature"]["identifiable"], (layer["layer"], name) != (3, "ov"))
                    self.assertIs(fit["delta"]["identifiable_with_unlabelled_points"],
                                  (layer["layer"], name) != (3, "ov"))


class CorruptedTwins(ExtractTest):
    def setUp(self):
        super().setUp()
        self.notes, self.symmetric = self.symmetric_model()
        self.changed = copy.deepcopy(self.symmetric)

    def test_a_symmetric_model_is_exactly_symmetric_and_its_own_projection(self):
        file = self.write("symmetric.safetensors", weights.to_bytes(self.notes, self.symmetric))
        document = self.extract(file)
        for name, found in matrices(document).items():
            symmetry = found["symmetry"]
            self.assertEqual(enclosure(symmetry["distance"]), (0, 0), name)
            self.assertEqual(enclosure(symmetry["permutation_defect"]), (0, 0), name)
            self.assertIsNone(symmetry["farthest"])
        projection = self.form(document, "projection")
        self.assertEqual(projection["same_prediction"], document["predictions"]["tasks_done"])
        line = self.run_program("extract", file, "--tasks", 1, "--quiet").out
        self.assertRegex(line, r"\AEXTRACTED layers=4 distance=0 ")

    def test_a_weight_moved_by_a_thousandth_is_named(self):
        for layer, name, row, column in ((0, "qk", 1, 4), (2, "ov", 3, 3), (1, "ov", 6, 2), (3, "qk", 0, 7)):
            changed = copy.deepcopy(self.symmetric)
            changed[f"layers.{layer}.{name}"][row][column] += 1e-3
            for place, found in self.extract_matrices(self.notes, changed).items():
                symmetry = found["symmetry"]
                if place != f"layers.{layer}.{name}":
                    self.assertEqual(enclosure(symmetry["distance"]), (0, 0), place)
                    continue
                farthest = symmetry["farthest"]
                self.assertEqual((farthest["row"], farthest["column"]), (row, column))
                for block, (top, bottom, left, right) in BLOCKS.items():
                    here = top <= row < bottom and left <= column < right
                    self.assertEqual(farthest["block"] == block, here)
                    self.assertEqual(enclosure(symmetry["blocks"][block]["distance"])[0] > 0, here)
                self.assertAlmostEqual(float(enclosure(farthest["difference"])[0]), 1e-3, delta=4e-4)

    def test_swapped_layers_show_at_both_layers(self):
        for name in ("qk", "ov"):
            one, other = f"layers.1.{name}", f"layers.2.{name}"
            self.changed[one], self.changed[other] = self.changed[other], self.changed[one]
        before, after = (self.extract_matrices(self.notes, model) for model in (self.symmetric, self.changed))
        for name in ("qk", "ov"):
            for layer, expected in ((0, 0), (1, 2), (2, 1), (3, 3)):
                self.assertEqual(after[f"layers.{layer}.{name}"]["average"],
                                 before[f"layers.{expected}.{name}"]["average"])
        self.assertNotEqual(before["layers.1.qk"]["average"], before["layers.2.qk"]["average"])

    def test_a_transposed_attention_matrix_shows_in_its_two_constant_blocks(self):
        self.changed["layers.1.qk"] = [list(column) for column in zip(*self.changed["layers.1.qk"])]
        before, after = (self.extract_matrices(self.notes, model) for model in (self.symmetric, self.changed))
        for place in before:
            one, other = before[place]["average"], after[place]["average"]
            if place == "layers.1.qk":
                self.assertEqual(other, one | {"feature_label": one["label_feature"],
                                               "label_feature": one["feature_label"]})
                self.assertNotEqual(other, one)
            else:
                self.assertEqual(other, one)

    def test_a_negated_feature_step_shows_at_its_layer(self):
        for k in range(5):
            for other in range(5):
                self.changed["layers.0.ov"][k][other] *= -1
        before, after = (self.extract_matrices(self.notes, model) for model in (self.symmetric, self.changed))
        steps = [(before[place]["fit"]["feature"]["value"], after[place]["fit"]["feature"]["value"]) for place in before]
        self.assertEqual([own == changed for own, changed in steps].count(False), 1)
        own, changed = (found["layers.0.ov"]["fit"]["feature"]["value"] for found in (before, after))
        self.assertEqual(changed, -own)


class Output(ExtractTest):
    def test_the_text_has_a_row_for_every_matrix_and_every_form_and_ends_in_one_line(self):
        outcome = self.run_program("extract", weights.PERMUTED, "--tasks", 50)
        self.assert_ends(outcome, program.PASS, "EXTRACTED", LINE)
        for layer in range(4):
            for name in ("qk", "ov"):
                self.assertEqual(len(re.findall(rf"^    {layer}  {name} ", outcome.out, re.MULTILINE)), 2)
        for form in FORMS:
            self.assertEqual(len(re.findall(rf"^{form} ", outcome.out, re.MULTILINE)), 1, form)

    def test_quiet_leaves_the_last_line(self):
        outcome = self.run_program("extract", weights.PERMUTED, "--tasks", 50, "--quiet")
        self.assert_ends(outcome, program.PASS, "EXTRACTED", LINE)
        self.assertEqual(outcome.out.count("\n"), 1)

    def test_the_bytes_do_not_depend_on_the_number_of_threads(self):
        for form in ([], ["--json"]):
            runs = [self.run_program("extract", weights.PERMUTED, "--tasks", 700, "--jobs", jobs, *form)
                    for jobs in (1, 3)]
            self.assertEqual(runs[0], runs[1])

    def test_seeds_draw_different_tasks(self):
        one, other = (self.extract(weights.PERMUTED, "--seed", seed, tasks=300)["predictions"]["forms"]
                      for seed in (1, 2))
        self.assertNotEqual(one, other)

    def test_an_interrupted_run_says_what_it_has(self):
        outputs = []
        for form in ([], ["--json"]):
            with program.Terminal() as terminal:
                running = subprocess.Popen([program.path(), "extract", str(weights.PERMUTED), "--tasks", "100000000",
                                            *form], env=program.environment(), stderr=terminal.slave,
                                           stdout=subprocess.PIPE, text=True, encoding="utf-8")
                self.addCleanup(running.stdout.close)
                self.addCleanup(running.kill)
                self.assertIn(" tasks, ", terminal.read_until(" tasks, "))
                running.send_signal(signal.SIGINT)
                outputs.append(running.communicate(timeout=300)[0])
            self.assertEqual(running.returncode, program.INTERRUPTED)
        self.assertRegex(outputs[0].splitlines()[-1], rf"\A{LINE.pattern}\Z")
        self.assertTrue(outputs[0].splitlines()[-1].startswith("INTERRUPTED "))
        found = strict_json(outputs[1])
        self.assert_valid(found, "extraction")
        self.assertTrue(0 < found["predictions"]["tasks_done"] < found["predictions"]["tasks"])

    def test_the_page_of_formats_explains_every_key(self):
        text = (program.SOURCE_ROOT / "docs/formats.md").read_text(encoding="utf-8")
        section = text.split("\n## Extraction\n")[1].split("\n## ")[0]

        def keys(value):
            if isinstance(value, dict):
                for key, child in value.items():
                    yield key
                    yield from keys(child)
            elif isinstance(value, list):
                for child in value:
                    yield from keys(child)
        for key in set(keys(self.extract(weights.UNCONSTRAINED))) - {"format", "lo", "hi"}:
            self.assertIn(f"`{key}`", section)


class Overflows(ExtractTest):
    """Features grow by 1e90 a layer, so that logits leave binary64 in the third."""
    LAYERS = 4

    def model(self, label_row):
        """`label_row(c)`: row c of W_OV's label block."""
        step = [[1e90, 0, 0, 0], [0, 1e90, 0, 0], [0, 0, *label_row(0)], [0, 0, *label_row(1)]]
        attention = [[8.0 if row == column < 2 else 0.0 for column in range(4)] for row in range(4)]
        layers = {f"layers.{t}.{name}": matrix for t in range(self.LAYERS)
                  for name, matrix in (("qk", attention), ("ov", step))}
        return self.write("model.safetensors", weights.to_bytes(
            {"feature_dim": "2", "classes": "2", "context": "12"}, layers))

    def test_enclosures_predict_what_binary64_cannot(self):
        model = self.model(lambda c: [float(k == c) for k in range(2)])
        document = self.extract(model, tasks=100)
        form = self.form(document, "model")
        self.assertEqual((form["no_prediction"], form["no_pair"], form["same_prediction"]), (0, 0, 100))
        self.assertGreater(form["accuracy"], 0.9)  # class 0's share is a half
        self.assertEqual(form["accuracy"], form["correct"] / 100)
        text = self.run_program("extract", model, "--tasks", 100)
        self.assertEqual(re.findall("nan|inf", text.out), [])
        self.assertIn(f" accuracy={form['accuracy']:.4f} ", text.out)

    def test_what_no_enclosure_decides_has_no_prediction_and_every_interval_covers_it(self):
        model = self.model(lambda c: [1.0, 1.0])  # all labels alike: a tie in real numbers
        form = self.form(self.extract(model, tasks=3), "model")
        self.assertEqual([form[key] for key in ("no_prediction", "correct", "accuracy", "same_prediction", "no_pair",
                                                "only_model_correct", "only_form_correct", "difference")],
                         [3, 0, None, 0, 3, 0, 0, None])
        self.assertEqual(form["accuracy_range"], {"lo": 0, "hi": 1})
        text = self.run_program("extract", model, "--tasks", 3).out
        self.assertRegex(text, r"\nmodel +- +\[0\.0000, 1\.0000\] +3 +0\.0000 ")
        self.assertRegex(text, r" accuracy=- two-parameter=\S+ tasks=3\n\Z")


class Columns(ExtractTest):
    def test_cells_stay_apart_at_any_number(self):
        notes, model = weights.read(weights.PERMUTED)
        for row in model["layers.1.ov"]:
            for k in range(len(row)):
                row[k] *= -1e140
        for row in model["layers.2.qk"]:
            for k in range(len(row)):
                row[k] *= 1e-300
        text = self.run_program("extract", self.write("wild.safetensors", weights.to_bytes(notes, model)), "--tasks",
                                1).out
        rows = re.findall(r"^    \d  (?:qk|ov) (.*)$", text, re.MULTILINE)
        self.assertEqual(len(rows), 16)
        cell = r"-?\d+\.\d+(?:e[-+]\d+)?\*?|-|0"
        for row in rows[:8]:
            self.assertRegex(row, rf"\A *(?:(?:{cell}) +){{6}}\[")
        for row in rows[8:]:
            self.assertRegex(row, rf"\A *(?:{cell})(?: +(?:{cell})){{7}} *\Z")


class Refusals(ExtractTest):
    def test_a_file_that_is_no_model_ends_with_65(self):
        data = weights.PERMUTED.read_bytes()
        notes, model = weights.read(weights.PERMUTED)
        model["layers.2.ov"][1][1] = float("nan")
        for name, content in (("truncated", data[:-8]), ("longer", data + b"\0"), ("empty", b""),
                              ("nan", weights.to_bytes(notes, model)), ("recursion", json.dumps(program.PARAMETERS))):
            file = self.write(f"{name}.safetensors", content)
            before = self.files()
            outcome = self.run_program("extract", file, "--output", "recursion.json")
            self.assert_refused(outcome, program.BAD_FILE, file)
            self.assertEqual(self.files(), before)
        self.assert_refused(self.run_program("extract", "missing.safetensors"), program.BAD_FILE, "missing.safetensors")

    def test_weights_whose_squares_overflow_are_refused_with_their_place(self):
        notes, model = weights.read(weights.PERMUTED)
        model["layers.2.ov"][1][1] = 1e200
        file = self.write("huge.safetensors", weights.to_bytes(notes, model))
        self.assert_refused(self.run_program("extract", file), program.BAD_FILE, file, "layers.2.ov", "scale")

    def test_what_makes_no_sense_ends_with_64(self):
        self.write("model.safetensors", weights.PERMUTED.read_bytes())
        for arguments, pieces in (((), ["MODEL"]), (("model.safetensors", "--tasks", 0), ["--tasks 0"]),
                                  (("model.safetensors", "--tasks", -1), ["--tasks"]),
                                  (("model.safetensors", "--output", ""), ["--output"]),
                                  (("model.safetensors", "--task", 5), ["--task"]),
                                  (("model.safetensors", "--output", "./model.safetensors"), ["the model itself"])):
            self.assert_refused(self.run_program("extract", *arguments), program.USAGE, *pieces)
        self.assertEqual((self.folder / "model.safetensors").read_bytes(), weights.PERMUTED.read_bytes())

    def test_an_output_that_cannot_be_written_ends_with_65_before_the_work(self):
        (self.folder / "folder").mkdir()
        outcome = self.run_program("extract", weights.PERMUTED, "--output", "folder", "--tasks", 10 ** 9)
        self.assert_refused(outcome, program.BAD_FILE, "folder")


if __name__ == "__main__":
    program.main()
