"""The adversarial search: what it finds, what it says when it finds nothing, and that its witnesses replay."""
import copy
import signal
import subprocess
import time

import program
from program import HUNT, PARAMETERS, ProgramTest, SEARCH_LINE, strict_json

GROWTH = "geometric-margin-growth"
FOUND, NONE_FOUND = program.VIOLATED, program.PASS
WORST, SIMPLEST = f"{GROWTH}.worst.case.json", f"{GROWTH}.simplest.case.json"
ENDLESS = ["--budget", "1000000000", "--jobs", "1"]
# Steps of a negative size, which Theorem A's statements exclude; kept as they are, no task is within the domain.
BACKWARD = PARAMETERS | {"layers": [{"alpha": 1, "gamma": 1, "alpha_prime": -0.5, "gamma_prime": 0.5}]}


class SearchTest(ProgramTest):
    def search(self, *arguments, code):
        """What --json prints, valid, after a search that ends with `code`."""
        outcome = self.run_program("search", *arguments, "--json")
        self.assertEqual(outcome.code, code, outcome)
        found = self.search_of(outcome)
        self.assert_sound(found)
        return found

    def assert_sound(self, found):
        """What no search may get wrong, whatever it found."""
        engines = found["engines"]
        self.assertLessEqual(found["evaluations"], found["budget"])
        self.assertEqual(sum(engine["evaluations"] for engine in engines), found["evaluations"])
        self.assertEqual(found["worst"] is None, found["simplest"] is None)
        for engine in engines:
            self.assertEqual(engine["outside"], 0)
            self.assert_improving(engine)
            if engine["first_violation"] is not None:
                self.assertLessEqual(engine["first_violation"], engine["evaluations"])
                self.assertIsNotNone(found["worst"])
        for name in ("worst", "simplest"):
            if found[name] is not None:
                self.assert_witness(found, name)

    def assert_improving(self, engine):
        infinite = float("inf")
        trace = engine["trace"]
        scores = [tuple(infinite if step[key] is None else step[key] for key in ("infeasibility", "slack"))
                  for step in trace]
        steps = [step["evaluation"] for step in trace]
        self.assertEqual(scores, sorted(set(scores), reverse=True))
        self.assertEqual(steps, sorted(steps))
        self.assertLessEqual(max(steps, default=0), engine["evaluations"])
        if trace:
            self.assertEqual(engine["best"], {key: trace[-1][key] for key in ("infeasibility", "slack")})

    def assert_witness(self, found, kind):
        """The file says what the report does, of the same target."""
        told, case = found[kind], self.read(found[kind]["file"])
        self.assert_valid(case, "case")
        self.assertEqual([case[key] for key in ("statement", "version", "regime", "hypotheses", "dropped")],
                         [found[key] for key in ("statement", "version", "regime", "required", "dropped")])
        self.assertEqual(case["verdict"], "violated")
        origin = case["origin"]
        self.assertEqual((origin["command"], origin["kind"], origin["seed"]), ("search", kind, str(found["seed"])))
        self.assertEqual((origin["engine"], origin["family"], origin["index"], origin["evaluations"]),
                         (told["engine"], told["family"], str(told["restart"]), str(told["evaluations"])))
        self.assertIn(told["engine"], [engine["id"] for engine in found["engines"]])
        self.assertLessEqual(told["evaluations"], found["evaluations"])
        self.assertEqual((told["points"], told["classes"], told["feature_dim"], told["layers"], told["rung"]),
                         (len(case["task"]["labels"]), case["task"]["classes"], len(case["task"]["probe"]),
                          len(case["parameters"]["layers"]), case["rung"]))
        self.assertLess(program.hex_fraction(case["slack"]["hi"]), 0)


class Found(SearchTest):
    def test_the_corrupted_twin_of_every_statement_is_violated_within_a_thousand_evaluations(self):
        statements = [s["id"] for s in strict_json(self.run_program("list", "--json").out)["statements"]]
        self.assertEqual(len(statements), 35)
        for statement in statements:
            with self.subTest(statement=statement):
                outcome = self.run_program("search", "--twin", "--statement", statement, "--budget", 1000, "--quiet")
                self.assert_ends(outcome, FOUND, "FOUND", SEARCH_LINE)
                self.assertIn(f" statement={statement} ", outcome.out)
                self.assertLessEqual(int(outcome.out.split("evaluations=")[1].split()[0]), 1000)
        files = [f"reports/out/{s}-twin.{kind}.case.json" for s in statements for kind in ("simplest", "worst")]
        self.assertEqual(self.files(), sorted(files))
        self.replay(*files)
        for file in files:
            case = self.read(file)
            self.assertEqual((case["version"], case["verdict"], case["dropped"]), ("corrupted", "violated", []))

    def test_without_class_purity_the_growth_bound_breaks_on_a_small_task(self):
        found = self.search(*HUNT[1:], "--budget", 2000, code=FOUND)
        self.assertEqual((found["regime"], found["dropped"]), ("full", ["class-purity"]))
        self.assertLessEqual(found["simplest"]["points"], 6)
        self.assertLess(found["worst"]["scaled_slack"], -0.5)
        files = [f"reports/out/{SIMPLEST}", f"reports/out/{WORST}"]
        self.assertEqual(self.files(), files)
        self.replay(*files)
        for file in files:
            again = self.run_program("check", "--params", file, "--task", file, "--regime", "full", "--drop",
                                     "class-purity", "--statement", GROWTH, "--quiet")
            self.assert_ends(again, program.VIOLATED, "FAIL")

    def test_the_table_shows_what_the_json_does(self):
        found = self.search(*HUNT[1:], "--budget", 600, code=FOUND)
        outcome = self.run_program(*HUNT, "--budget", 600)
        self.assert_ends(outcome, FOUND, "FOUND", SEARCH_LINE)
        for engine in found["engines"]:
            self.assertRegex(outcome.out, rf"\n  {engine['id']} +{engine['evaluations']} +{engine['restarts']} ")
        for kind in ("worst", "simplest"):
            told = found[kind]
            self.assertIn(f"\n  {kind}: n={told['points']} K={told['classes']} d={told['feature_dim']} "
                          f"T={told['layers']}, layer ", outcome.out)
            self.assertIn(f"\n      {told['file']}\n", outcome.out)
        self.assertIn(f"derived again by Arb at {found['worst']['replayed_at']} bits", outcome.out)
        quiet = self.run_program(*HUNT, "--budget", 600, "--quiet")
        self.assertEqual(quiet.out, outcome.out.splitlines()[-1] + "\n")

    def test_a_violation_outranks_the_time_budget(self):
        found = self.search(*HUNT[1:], "--budget", 10 ** 9, "--time-budget", 6, "--jobs", 1, code=FOUND)
        self.assertEqual((found["out_of_time"], found["complete"], found["interrupted"]), (True, False, False))
        self.replay(found["worst"]["file"], found["simplest"]["file"])


class NotFound(SearchTest):
    def test_a_true_statement_is_not_violated(self):
        for statement in (GROWTH, "label-margin", "norm-growth", "envelope-class-mass"):
            with self.subTest(statement=statement):
                found = self.search("--statement", statement, "--budget", 1000, code=NONE_FOUND)
                self.assertIs(found["complete"], True)
        outcome = self.run_program("search", "--statement", GROWTH, "--budget", 1000)
        self.assert_ends(outcome, NONE_FOUND, "NONE-FOUND", SEARCH_LINE)
        self.assertIn(" That is no proof that there is none.\n", outcome.out)
        self.assertEqual(self.files(), [])

    def test_an_impossible_domain_is_nothing_checked(self):
        self.write("backward.json", BACKWARD)
        arguments = ["--params", "backward.json", "--statement", "in-class-floor", "--budget", 500]
        outcome = self.run_program("search", *arguments)
        self.assert_ends(outcome, program.NOTHING_CHECKED, "NOTHING-CHECKED", SEARCH_LINE)
        self.assertIn("nothing was tested", outcome.out)
        found = self.search(*arguments, code=program.NOTHING_CHECKED)
        self.assertEqual({engine["best"]["infeasibility"] for engine in found["engines"]}, {None})
        self.assertEqual(self.files(), ["backward.json"])
        self.search(*arguments, "--drop", "step-signs", code=FOUND)

    def test_where_binary64_overflows_the_ladder_judges_points(self):
        layer = {"alpha": 1, "gamma": 1, "alpha_prime": 1e200, "gamma_prime": 1e200}
        self.write("huge.json", BACKWARD | {"layers": [layer] * 2})
        arguments = ["--params", "huge.json", "--budget", 500, "--statement"]
        found = self.search(*arguments, "label-margin-floor", code=NONE_FOUND)
        self.assertGreater(found["decided"], 0)
        checked = self.run_program("check", "--params", "huge.json", "--family", "cone", "--tasks", 3, "--quiet",
                                   "--statement", "norm-ceiling")
        self.assert_ends(checked, program.PASS, "PASS")  # drawn tasks are decided; the worst that are found are not
        found = self.search(*arguments, "norm-ceiling", code=program.INCONCLUSIVE)
        self.assertEqual({engine["best"]["infeasibility"] for engine in found["engines"]}, {0})
        self.assertGreater(found["open"], 0)
        outcome = self.run_program("search", *arguments, "norm-ceiling")
        self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE", SEARCH_LINE)
        self.assertRegex(outcome.out, r"look violated, or overflow binary64, and no enclosure decides\.\n  The first: \S")

    def test_a_time_budget_that_cuts_it_short_is_inconclusive(self):
        for seconds in ("1e-9", "0.3"):
            outcome = self.run_program("search", "--statement", GROWTH, *ENDLESS, "--time-budget", seconds)
            self.assert_ends(outcome, program.INCONCLUSIVE, "INCONCLUSIVE", SEARCH_LINE)
            self.assertIn("The time budget ran out", outcome.out)
        found = self.search("--statement", GROWTH, *ENDLESS, "--time-budget", "0.3", code=program.INCONCLUSIVE)
        self.assertEqual((found["out_of_time"], found["complete"]), (True, False))

    def test_every_budget_is_kept(self):
        for budget in (1, 7, 99, 101, 1234):
            outcome = self.run_program("search", "--statement", "label-margin", "--budget", budget, "--json")
            self.assertIn(outcome.code, (NONE_FOUND, program.NOTHING_CHECKED))  # the first few may miss the domain
            found = self.search_of(outcome)
            self.assert_sound(found)
            self.assertGreater(found["evaluations"], 0)


class Reproducible(SearchTest):
    def results(self, arguments, jobs):
        outcome = self.run_program("search", *arguments, "--json", "--jobs", jobs)
        files = {name: (self.folder / name).read_bytes() for name in self.files()}
        for name in files:
            (self.folder / name).unlink()
        return outcome, files

    def test_equal_seeds_give_equal_bytes_whatever_the_number_of_threads(self):
        for arguments, files in (([*HUNT[1:], "--budget", 3000], 2), (["--statement", GROWTH, "--budget", 3000], 0)):
            one = self.results(arguments, 1)
            self.assertEqual(len(one[1]), files)
            for jobs in (1, 2, 7):
                self.assertEqual(self.results(arguments, jobs), one)

    def test_another_seed_searches_elsewhere(self):
        one, other = (self.search(*HUNT[1:], "--budget", 600, "--seed", seed, code=FOUND) for seed in (1, 2))
        self.assertEqual((one.pop("seed"), other.pop("seed")), (1, 2))
        self.assertNotEqual(one["engines"], other["engines"])


class Sources(SearchTest):
    def engines(self):
        return [engine["id"] for engine in strict_json(self.run_program("list", "--json").out)["engines"]]

    def test_every_engine_runs_alone_and_by_default_all_do(self):
        engines = self.engines()
        self.assertLessEqual({"family", "gradient", "cma-es", "pattern"}, set(engines))
        for engine in engines:
            with self.subTest(engine=engine):
                found = self.search(*HUNT[1:], "--budget", 1000, "--engine", engine, code=FOUND)
                self.assertEqual([record["id"] for record in found["engines"]], [engine])
                self.assertGreater(found["engines"][0]["restarts"], 1)
        found = self.search(*HUNT[1:], "--budget", 2000, code=FOUND)
        self.assertEqual([record["id"] for record in found["engines"]], engines)
        self.assertTrue(all(record["evaluations"] > 0 for record in found["engines"]))
        found = self.search(*HUNT[1:], "--budget", 1000, "--engine", "pattern", "family", code=FOUND)
        self.assertEqual([record["id"] for record in found["engines"]], ["pattern", "family"])

    def test_families_settings_and_points_bound_the_tasks_that_it_starts_from(self):
        found = self.search(*HUNT[1:], "--budget", 600, "--family", "cone", "--set", "n=5", "half-angle=4", code=FOUND)
        self.assertEqual((found["worst"]["family"], found["worst"]["points"]), ("cone", 5))
        found = self.search(*HUNT[1:], "--budget", 600, "--family", "cone", "antipodal", "--points", 3, code=FOUND)
        self.assertIn(found["worst"]["family"], ("cone", "antipodal"))
        self.assertLessEqual(found["worst"]["points"], 3)

    def test_given_parameters_are_kept_to(self):
        model = strict_json((program.SOURCE_ROOT / "models/soft.recursion.json").read_text(encoding="utf-8"))
        found = self.search(*HUNT[1:], "--budget", 1000, "--params", "soft", code=FOUND)
        kept = self.read(found["worst"]["file"])["parameters"]
        self.assertEqual([{name: float.fromhex(x) for name, x in layer.items()} for layer in kept["layers"]],
                         model["layers"])

    def test_given_parameters_are_varied_when_that_is_asked_for(self):
        model = strict_json((program.SOURCE_ROOT / "models/soft.recursion.json").read_text(encoding="utf-8"))
        found = self.search(*HUNT[1:], "--budget", 2000, "--params", "soft", "--vary-params", "--engine", "pattern",
                            "gradient", code=FOUND)
        varied = self.read(found["worst"]["file"])["parameters"]
        self.assertEqual((varied["feature_dim"], varied["classes"], len(varied["layers"])),
                         (model["feature_dim"], model["classes"], len(model["layers"])))
        self.assertNotEqual([float.fromhex(layer["alpha"]) for layer in varied["layers"]],
                            [layer["alpha"] for layer in model["layers"]])

    def test_a_theorems_hypotheses_can_be_required_beside_the_statements_own(self):
        own = self.search("--statement", "norm-growth", "--budget", 600, code=NONE_FOUND)["required"]
        more = self.search("--statement", "norm-growth", "--require", "A", "--budget", 600, code=NONE_FOUND)["required"]
        self.assertLess(set(own), set(more))
        self.assertLessEqual({"dominance", "separation", "every-class"}, set(more))
        one = self.search("--statement", "norm-growth", "--require", "separation", "--budget", 600, code=NONE_FOUND)
        self.assertEqual(set(one["required"]), {*own, "separation"})


class Refused(ProgramTest):
    def test_what_does_not_exist_or_contradicts_itself_is_refused(self):
        norm = ["--statement", "norm-growth"]
        for arguments, *pieces in (
                ([], "--statement is required"),
                (["--statement", "label-margn"], "no statement 'label-margn'; did you mean 'label-margin'?"),
                (["--statement", "A"], "no statement 'A'"),
                ([*norm, "--engine", "cmaes"], "no engine 'cmaes'; did you mean 'cma-es'?", "engines: family, "),
                ([*norm, "--drop", "step-sign"], "no hypothesis 'step-sign'; did you mean 'step-signs'?"),
                ([*norm, "--require", "step-sign"], "no hypothesis 'step-sign'; did you mean 'step-signs'?"),
                ([*norm, "--family", "con"], "no family 'con'; did you mean 'cone'?"),
                ([*norm, "--set", "n=3"], "--set needs exactly one --family"),
                ([*norm, "--family", "cone", "prototype", "--set", "n=3"], "--set needs exactly one --family"),
                ([*norm, "--family", "cone", "--set", "half-angl=3"], "did you mean 'half-angle'?"),
                ([*norm, "--drop", "dominance"], "--drop dominance: norm-growth does not require dominance",
                 "its hypotheses are "),
                ([*norm, "--vary-params"], "--vary-params needs --params"),
                (["--statement", GROWTH, "--drop", "class-purity"], "in the class-pure regime; add --regime full"),
                (["--statement", GROWTH, "--drop", "H1"], "in the class-pure regime; add --regime full"),
                ([*norm, "--params", "sofd"], "no shipped model 'sofd'; did you mean 'soft'?"),
                ([*norm, "--regime", "both"], "--regime"),
                ([*norm, "--budget", "0"], "--budget 0 checks nothing"),
                ([*norm, "--budget", "1e3"], "--budget"),
                ([*norm, "--points", "1"], "--points"),
                ([*norm, "--seed", "-1"], "--seed"),
                ([*norm, "--jobs", "0"], "--jobs"),
                ([*norm, "--time-budget", "0"], "--time-budget"),
                ([*norm, "--output", ""], "--output", "is empty"),
                ([*norm, "--params", ""], "--params", "is empty"),
                ([*norm, "surplus"], "'surplus'"),
                ([*norm, "--twins"], "'--twins'; did you mean '--twin'?")):
            with self.subTest(arguments=arguments):
                self.assert_refused(self.run_program("search", *arguments), program.USAGE, *pieces)
                self.assertEqual(self.files(), [])

    def test_bad_files_and_folders_are_refused(self):
        self.write("file", "")
        norm = ["search", "--statement", "norm-growth", "--budget", 1]
        self.assert_refused(self.run_program(*norm, "--params", "no.json"), program.BAD_FILE, "no.json: whole file")
        self.assert_refused(self.run_program(*norm, "--output", "file"), program.BAD_FILE, "file: output folder")
        self.assertEqual(self.files(), ["file"])


class Interrupted(SearchTest):
    def start(self, *more):
        running = subprocess.Popen([program.path(), *HUNT, *ENDLESS, *more], cwd=self.folder, env=program.environment(),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        for pipe in (running.stdout, running.stderr):
            self.addCleanup(pipe.close)
        self.addCleanup(running.kill)
        worst = self.folder / "reports/out" / WORST
        deadline = time.monotonic() + 300
        while not worst.exists():
            self.assertIsNone(running.poll(), "the search ended by itself")
            self.assertLess(time.monotonic(), deadline, "no witness was written")
            time.sleep(0.01)
        return running

    def test_a_signal_ends_it_with_130_and_what_was_found(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number):
                running = self.start("--json")
                running.send_signal(number)
                out, err = running.communicate(timeout=300)
                self.assert_no_defect(err)
                self.assertEqual(running.returncode, program.INTERRUPTED)
                self.assertRegex(err, r"\AFOUND ")
                found = self.search_of(program.Outcome(running.returncode, out, err))
                self.assert_sound(found)
                self.assertEqual((found["interrupted"], found["complete"], found["out_of_time"]), (True, False, False))
                self.assertEqual(self.files(), [f"reports/out/{SIMPLEST}", f"reports/out/{WORST}"])
                self.replay(*self.files())
                for name in self.files():
                    (self.folder / name).unlink()

    def test_a_kill_leaves_the_worst_case_so_far(self):
        running = self.start("--quiet")
        running.kill()
        self.assertEqual(running.wait(timeout=300), -signal.SIGKILL)
        cases = [name for name in self.files() if name.endswith(".case.json")]
        self.assertEqual(cases, [f"reports/out/{WORST}"])
        self.replay(*cases)

    def test_an_interrupt_before_anything_is_found_is_inconclusive(self):
        with program.Terminal() as terminal:
            running = subprocess.Popen([program.path(), "search", "--statement", GROWTH, *ENDLESS], cwd=self.folder,
                                       env=program.environment(), stderr=terminal.slave, stdout=subprocess.PIPE,
                                       text=True, encoding="utf-8")
            self.addCleanup(running.stdout.close)
            self.addCleanup(running.kill)
            self.assertIn(" evaluations, ", terminal.read_until(" evaluations, "))
            running.send_signal(signal.SIGINT)
            out, _ = running.communicate(timeout=300)
        self.assertEqual(running.returncode, program.INTERRUPTED)
        self.assertIn("\n  Interrupted; ", out)
        self.assertRegex(out.splitlines()[-1], r"\AINCONCLUSIVE statement=")
        self.assertEqual(self.files(), [])


class Schema(SearchTest):
    def test_a_changed_document_is_refused(self):
        sound = self.search(*HUNT[1:], "--budget", 600, code=FOUND)
        validator = self.schema("search")
        changes = {"another format": lambda s: s.update(format="margincert-search/2"),
                   "an unknown key": lambda s: s.update(comment=""),
                   "a missing key": lambda s: s.pop("false_alarms"),
                   "evaluations outside the box": lambda s: s["engines"][0].update(outside=1),
                   "a negative infeasibility": lambda s: s["engines"][0]["best"].update(infeasibility=-1),
                   "no engine": lambda s: s.update(engines=[]),
                   "a violation with a positive slack": lambda s: s["worst"].update(scaled_slack=0.5),
                   "a witness without a file": lambda s: s["simplest"].pop("file"),
                   "a witness that nobody replayed": lambda s: s["worst"].update(replayed_at=53),
                   "an unknown version": lambda s: s.update(version="twin")}
        for name, change in changes.items():
            with self.subTest(change=name):
                changed = copy.deepcopy(sound)
                change(changed)
                self.assertFalse(validator.is_valid(changed))


if __name__ == "__main__":
    program.main()
