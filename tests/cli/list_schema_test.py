"""What the program says of itself: the list of statements, hypotheses and families, and the schemas of its files."""
import fractions
import json

import jsonschema

import program
from program import ABLATION, PARAMETERS, ProgramTest, TASK, strict_json

SCHEMAS = ["baseline", "boxes", "case", "crosscheck", "diff", "extraction", "recursion", "replay", "report", "reproduction", "search",
           "task", "trace", "training"]
FAMILIES = ["no-margin", "prototype", "cone", "threshold", "simplex", "imbalanced", "label-noise", "semi-supervised",
            "nonlinear", "unnormalised", "large-context", "boundary", "near-tie", "coincident", "antipodal",
            "saturated", "tiny-step", "cancellation", "deep"]


class List(ProgramTest):
    def setUp(self):
        super().setUp()
        outcome = self.run_program("list", "--json")
        self.assertEqual((outcome.code, outcome.err), (program.PASS, ""))
        self.listed = strict_json(outcome.out)

    def test_all_35_statements_say_where_they_come_from_and_what_they_need(self):
        statements = self.listed["statements"]
        self.assertEqual(len({s["id"] for s in statements}), 35)
        self.assertEqual(len(statements), 35)
        hypotheses = {h["id"] for h in self.listed["hypotheses"]}
        for s in statements:
            with self.subTest(statement=s["id"]):
                self.assertEqual(set(s), {"id", "theorem", "provenance", "regime", "formula", "hypotheses", "twin"})
                self.assertRegex(s["provenance"], r"\A[SRO](\+[SRO])*\Z")
                self.assertLessEqual(set(s["hypotheses"]), hypotheses)
                self.assertEqual(s["regime"], {"A": "class-pure", "B": "full", "C": "full"}[s["theorem"]])
                self.assertGreater(len(s["formula"]), 5)
                self.assertGreater(len(s["twin"]), 10)
        self.assertEqual({s["provenance"] for s in statements if s["theorem"] != "A"}, {"O"})
        for provenance in ("S", "R"):
            self.assertTrue(any(provenance in s["provenance"] for s in statements))

    def test_every_hypothesis_is_numbered_and_used(self):
        used = {h for s in self.listed["statements"] for h in s["hypotheses"]}
        # The source's models have centred labels, but no statement needs them (docs/theory.md).
        self.assertNotIn("centred-labels", used)
        self.assertEqual({h["id"] for h in self.listed["hypotheses"]}, used | {"centred-labels"})
        for h in self.listed["hypotheses"]:
            self.assertRegex(h["number"], r"\AH[0-7]\Z")
            self.assertNotEqual(h["formula"], "")

    def test_every_family_can_be_checked_with_each_of_its_defaults_named(self):
        self.assertEqual([f["id"] for f in self.listed["families"]], FAMILIES)
        for family in self.listed["families"]:
            self.assertNotEqual((family["summary"], family["stresses"]), ("", ""))
            # d and K come from the parameters, and only equiangular axes have an angle of their own.
            settings = [f"{s['name']}={s['default']}" for s in family["settings"]
                        if s["name"] not in ("d", "K", "axis-angle")]
            # 2,000 points are many for more than one statement.
            chosen_statement = ["--statement", "norm-growth"] if family["id"] == "large-context" else []
            outcomes = [self.run_program("check", "--family", family["id"], *chosen, "--tasks", 1, "--json",
                                         *chosen_statement, env={"SOURCE_DATE_EPOCH": "0"})
                        for chosen in ([], ["--set", *settings])]
            self.assertEqual(outcomes[0], outcomes[1])
            used = self.report_of(outcomes[0])["runs"][0]["settings"]
            self.assertEqual(set(used), {s["name"] for s in family["settings"]})

    def test_every_engine_and_every_draw_of_parameters_is_listed_and_can_be_used(self):
        engines = self.listed["engines"]
        self.assertEqual([e["id"] for e in engines][:4], ["family", "gradient", "cma-es", "pattern"])
        self.assertEqual(self.listed["parameter_draws"][0]["id"], "given")
        for item in engines + self.listed["parameter_draws"]:
            self.assertEqual(set(item), {"id", "summary"})
            self.assertGreater(len(item["summary"]), 10)
        for draw in self.listed["parameter_draws"]:
            outcome = self.run_program("check", "--family", "cone", "--set", "n=6", "--draw-params", draw["id"],
                                       "--tasks", 1, "--statement", "norm-growth", "--json")
            self.assertEqual(self.report_of(outcome)["runs"][0]["parameter_draw"], draw["id"])

    def test_the_text_names_everything_that_the_json_does(self):
        text = self.run_program("list").out
        for s in self.listed["statements"]:
            self.assertRegex(text, rf"\n  {s['theorem']}  {s['id']} +\[{s['provenance'].replace('+', '.')}\] ")
            self.assertIn(f"\n     {s['formula']}\n     needs {', '.join(s['hypotheses'])}\n     twin: {s['twin']}\n",
                          text)
        for item in [item for kind in ("hypotheses", "guarantees", "families", "parameter_draws", "engines")
                     for item in self.listed[kind]]:
            self.assertIn(f" {item['id']}", text)


class Schemas(ProgramTest):
    def test_the_schemas_are_listed_and_each_is_the_one_of_the_source_tree(self):
        self.assertEqual(self.run_program("schema").out.split(), SCHEMAS)
        for name in SCHEMAS:
            outcome = self.run_program("schema", name)
            self.assertEqual((outcome.code, outcome.err), (program.PASS, ""))
            file = program.SOURCE_ROOT / f"reports/schemas/{name}.schema.json"
            self.assertEqual(outcome.out, file.read_text(encoding="utf-8"))
            schema = strict_json(outcome.out)
            jsonschema.Draft202012Validator.check_schema(schema)
            self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
            form = schema["properties"]["format"]
            newest = max(form.get("enum", [form.get("const")])).rsplit("/")[-1]
            self.assertEqual(schema["$id"], f"urn:margincert:schema:{name}:{newest}")

    def test_every_field_of_every_schema_is_described_and_no_other_is_allowed(self):
        def walk(schema, place):
            if schema.get("type") == "object" and "properties" in schema:
                self.assertIs(schema["additionalProperties"], False, place)
                for name, field in schema["properties"].items():
                    target = definitions[field["$ref"].split("/")[-1]] if "$ref" in field else field
                    self.assertTrue(field.get("description") or target.get("description"), (place, name))
            for key, value in schema.items():
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, dict):
                        walk(child, f"{place}/{key}")
        for name in SCHEMAS:
            schema = strict_json(self.run_program("schema", name).out)
            definitions = schema["$defs"]
            walk(schema, name)

    def test_the_shipped_models_and_the_example_files_are_valid(self):
        for model in sorted((program.SOURCE_ROOT / "models").glob("*.recursion.json")):
            self.assert_valid(strict_json(model.read_text(encoding="utf-8")), "recursion")
        self.assert_valid(PARAMETERS, "recursion")
        self.assert_valid(TASK, "task")


class ReportSchema(ProgramTest):
    """The schema accepts every kind of report, and is strict enough to refuse a changed one."""
    def report(self, *arguments):
        return self.report_of(self.run_program(*arguments, "--json"))

    def test_reports_of_every_kind_are_valid(self):
        odd = PARAMETERS | {"label_background": -0.25}
        self.write("odd.json", odd)
        self.write("fraction.json", PARAMETERS | {"label_background": "-1/2"})
        self.write("huge.json", PARAMETERS | {"layers": [{"alpha": 1e308, "gamma": 1e308, "alpha_prime": 1e308,
                                                          "gamma_prime": -1e308}] * 2})
        self.write("task.json", TASK)
        for arguments in (["check", "--params", "odd.json", "--task", "task.json"],
                          ["check", "--params", "fraction.json", "--task", "task.json"],
                          ["check", "--params", "huge.json", "--task", "task.json", "--regime", "full"],
                          ["check", "--family", "cone", "--tasks", "0"],
                          ["check", "--family", "cone", "no-margin", "--tasks", "2", "--set", "n=6"],
                          ["check", "--family", "threshold", "--params", "textbook", "--tasks", "5", "--ladder", "53"],
                          ["check", "--family", "cone", "--tasks", "2", "--twins"],
                          [*ABLATION, "--tasks", "4"]):
            with self.subTest(arguments=arguments):
                self.report(*arguments)

    def test_counts_add_up_and_names_refer_to_something(self):
        report = self.report("check", "--family", "cone", "threshold", "--params", "textbook", "--tasks", 5)
        sums = dict.fromkeys(("holds", "violated", "undecided", "errors", "not_applicable"), 0)
        statements = [s["id"] for s in report["statements"]]
        for run in report["runs"]:
            self.assertIn(run["model"], [model["name"] for model in report["models"]])
            self.assertEqual([tally["statement"] for tally in run["results"]], statements)
            for tally in run["results"]:
                for name in sums:
                    sums[name] += tally[name]
                self.assertEqual(tally["tasks"], run["tasks_done"])
                self.assertEqual(tally["tasks"], sum(tally[name] for name in sums))
                self.assertEqual(tally["applicable"], tally["tasks"] - tally["not_applicable"])
                self.assertEqual(sum(tally["not_applicable_because"].values()), tally["not_applicable"])
                self.assertEqual(sum(tally["rungs"].values()), tally["holds"] + tally["violated"])
        self.assertEqual({name: report["conclusion"][name] for name in sums}, sums)

    def test_doubles_enclose_the_exact_ends_they_stand_beside(self):
        report = self.report(*ABLATION, "--tasks", 6)
        witness = self.tally(report, "geometric-margin-growth")["worst_violation"]
        for side in ("greater", "lesser", "slack"):
            lo, hi = program.enclosure(witness[side])
            self.assertLessEqual(fractions.Fraction(witness[side]["lo_double"]), lo)
            self.assertGreaterEqual(fractions.Fraction(witness[side]["hi_double"]), hi)
            self.assertLessEqual(lo, hi)

    def test_a_changed_report_is_refused(self):
        sound = self.report(*ABLATION, "--tasks", 4)
        validator = self.schema("report")

        def run(report):
            return report["runs"][0]

        changes = {"another format": lambda r: r.update(format="margincert-report/3"),
                   "an older format": lambda r: r.update(format="margincert-report/1"),
                   "no reference, not even null": lambda r: r.pop("like"),
                   "a folder that is none": lambda r: r["request"].update(folder=None),
                   "no near misses": lambda r: run(r)["results"][0].pop("near_misses"),
                   "a near miss that is far": lambda r: run(r)["results"][0].update(
                       near_misses={"unit-norm": {"tasks": 1, "largest": 1e-13}}),
                   "an unknown key": lambda r: r.update(comment=""),
                   "a missing key": lambda r: r.pop("seconds"),
                   "an unknown status": lambda r: r["conclusion"].update(status="OK"),
                   "a negative count": lambda r: r["conclusion"].update(holds=-1),
                   "a fractional count": lambda r: run(r).update(tasks_done=0.5),
                   "an unknown regime": lambda r: r["request"].update(regime="both"),
                   "a rung below 53": lambda r: r["request"].update(ladder=[24]),
                   "a decimal end": lambda r: run(r)["results"][0]["worst_violation"]["slack"].update(lo="-1.5"),
                   "an unnamed layer parameter": lambda r: r["models"][0]["layers"][0].update(beta=1),
                   "a guarantee with violations": lambda r: run(r)["guarantees"][0].update(violated=0)}
        for name, change in changes.items():
            with self.subTest(change=name):
                changed = json.loads(json.dumps(sound))
                change(changed)
                self.assertFalse(validator.is_valid(changed))

    def test_a_report_of_version_1_is_valid_and_is_shown_as_one_of_version_2(self):
        now = self.report("check", "--family", "cone", "--tasks", 3)
        before = json.loads(json.dumps(now)) | {"format": "margincert-report/1"}
        self.assertIsNone(before.pop("like"))
        self.assertEqual((before["request"].pop("folder"), before["request"].pop("required_moving_layers")), ("", 0))
        for run in before["runs"]:
            self.assertEqual(run.pop("like"), [])
            for tally in run["results"] + run["guarantees"]:
                self.assertEqual(tally.pop("near_misses"), {})
        self.assert_valid(before, "report")
        self.write("old.json", before)
        self.assertEqual(strict_json(self.run_program("report", "old.json", "--json").out), now)


if __name__ == "__main__":
    program.main()
