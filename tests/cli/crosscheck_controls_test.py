"""The controls of a cross-check: rivals, and the rounding of the binary64 program."""
import program
from crosscheck_test import PERMUTED, CrosscheckTest, recursion_tensors
from program import enclosure


class Controls(CrosscheckTest):
    def test_rivals_are_fitted_with_equal_effort_and_the_factor_is_a_threshold(self):
        [run] = self.crosscheck(PERMUTED, "--rivals", "--factor", 2)["runs"]
        rivals = run["rivals"]
        self.assertEqual(rivals["identified_verdict"]["verdict"], "holds")
        self.assertEqual(rivals["rivals"][0]["evaluations"], rivals["fitted"]["evaluations"])
        self.assertEqual(rivals["identified"]["evaluations"], [])
        lo, hi = enclosure(rivals["rivals"][-1]["residual"])  # of doing nothing
        self.assertTrue(lo <= 1 <= hi)
        document = self.crosscheck(PERMUTED, "--rivals", "--factor", 1000, code=program.VIOLATED)
        self.assertEqual(document["conclusion"]["violated"], 1)

    def test_layers_that_a_rival_explains_as_well_are_named(self):
        text = self.run_program("crosscheck", PERMUTED, "--rivals", "--tasks", 3, "--set", "n=8").out
        self.assertIn("over all layers together the identified recursion fits better than every rival", text)
        self.assertIn("layers at which it is not ahead of every rival: 2\n", text)

    def test_a_factor_without_rivals_is_a_misuse(self):
        self.assertEqual(self.run_program("crosscheck", PERMUTED, "--factor", 2).code, program.USAGE)

    def test_rounding_is_enclosed_layer_by_layer_and_holds_this_machines_runs(self):
        [run] = self.crosscheck(PERMUTED, "--rounding")["runs"]
        rounding = run["rounding"]
        self.assertEqual((rounding["own_runs_inside"], rounding["own_exp_within_bound"]), (3, 3))
        self.assertEqual([layer["layer"] for layer in rounding["layers"]], [0, 1, 2, 3, 4])
        for layer in rounding["layers"]:
            lo, hi = enclosure(layer["probe"])
            self.assertTrue(0 <= lo <= hi < 1e-8)
        self.assertIsNone(rounding["layers"][-1]["attention"])

    def test_a_program_that_overflows_is_enclosed_by_nothing_and_never_passes(self):
        tensors = recursion_tensors()
        for name in tensors:
            tensors[name][0][0] = 1e300
        document = self.crosscheck(self.model(tensors), "--rounding", code=program.INCONCLUSIVE)
        self.assertEqual(document["conclusion"]["undecided"], 1)
        document = self.crosscheck(PERMUTED, "--rounding")
        self.assertEqual((document["conclusion"]["status"], document["conclusion"]["holds"]), ("PASS", 1))


if __name__ == "__main__":
    program.main()
