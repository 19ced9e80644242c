"""Models as users name them: shipped ones by their name, others by their file."""
import program
import weights
from program import ProgramTest, strict_json

TRANSFORMERS = sorted(file.name.removesuffix(".safetensors")
                      for file in (program.SOURCE_ROOT / "models").glob("*.safetensors"))
COMMANDS = [["extract"], ["crosscheck"]]


class Names(ProgramTest):
    def test_a_name_that_there_is_not_is_answered_with_those_there_are(self):
        for command in COMMANDS:
            self.assert_refused(self.run_program(*command, "no-such-transformer"), program.USAGE,
                                "no file and no shipped transformer 'no-such-transformer'",
                                f"(transformers: {', '.join(TRANSFORMERS)})")
            for name in TRANSFORMERS:
                self.assert_refused(self.run_program(*command, name + "x"), program.USAGE, f"did you mean '{name}'?")

    def test_every_shipped_transformer_goes_by_its_name(self):
        for name in TRANSFORMERS:
            file = program.SOURCE_ROOT / "models" / f"{name}.safetensors"
            by_name, by_file = (strict_json(self.run_program("extract", model, "--tasks", 20, "--json").out)
                                for model in (name, file))
            self.assertEqual(by_name.pop("model"), name)
            by_file.pop("model")
            self.assertEqual(by_name, by_file)
            compared = self.run_program("crosscheck", name, "--params", file, "--tasks", 1, "--set", "n=6")
            self.assertIn("equal to the other transformer, entry for entry", compared.out)

    def test_a_name_after_params_is_a_recursion_and_a_file_is_what_it_ends_in(self):
        for params, kind in (("reference", "recursion"), (weights.UNCONSTRAINED, "transformer")):
            outcome = self.run_program("crosscheck", weights.PERMUTED, "--params", params, "--tasks", 1, "--set", "n=6",
                                       "--json")
            self.assertEqual(strict_json(outcome.out)["against"]["kind"], kind)


class Kinds(ProgramTest):
    def test_a_recursion_is_no_transformer(self):
        file = self.write("a.recursion.json", program.PARAMETERS)
        for command in COMMANDS:
            self.assert_refused(self.run_program(*command, file), program.BAD_FILE,
                                "a.recursion.json: whole file: is named as JSON", "give a safetensors file")

    def test_a_transformer_stands_for_the_recursion_that_is_read_off_it(self):
        self.run_program("extract", weights.PERMUTED, "--tasks", 1, "--output", "read-off.recursion.json")
        reports = [self.report_of(self.run_program("check", "--family", "cone", "--tasks", 2, "--params", model, "--json"))
                   for model in (weights.PERMUTED, "read-off.recursion.json")]
        self.assertEqual(*[[model | {"name": ""} for model in report["models"]] for report in reports])
        self.assertEqual(*[[run["results"] for run in report["runs"]] for report in reports])

    def test_one_class_is_refused(self):
        notes, matrices = weights.read(weights.PERMUTED)
        model = self.write("one.safetensors", weights.to_bytes(notes | {"classes": "1"}, matrices))
        for command in COMMANDS:
            self.assert_refused(self.run_program(*command, model), program.BAD_FILE, "__metadata__/classes",
                                "an integer from 2 to 10000")


if __name__ == "__main__":
    program.main()
