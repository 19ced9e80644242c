"""Command lines that ask for what does not exist, or contradict themselves: status 64 and one line with the way out."""
import program
from program import ProgramTest

CONE = ["check", "--family", "cone", "--tasks", "1"]


class Usage(ProgramTest):
    def assert_usage(self, arguments, *pieces):
        self.assert_refused(self.run_program(*arguments), program.USAGE, *pieces)
        self.assertEqual(self.files(), [])

    def test_a_misspelt_name_is_answered_with_the_nearest(self):
        for arguments, wrong, nearest in (
                (["chek"], "chek", "check"),
                (["check", "--famly", "cone"], "--famly", "--family"),
                (["gate", "--require-aplicable", "3"], "--require-aplicable", "--require-applicable"),
                (["trace", "--precison=53"], "--precison", "--precision"),
                (["list", "--jsn"], "--jsn", "--json"),
                (["serch"], "serch", "search"),
                (["necesity"], "necesity", "necessity"),
                (["replay", "--quite"], "--quite", "--quiet"),
                ([*CONE, "--draw-params", "randon"], "randon", "random"),
                (["check", "--family", "con"], "con", "cone"),
                (["gate", "--family", "prototpe"], "prototpe", "prototype"),
                ([*CONE, "--statement", "label-margn"], "label-margn", "label-margin"),
                ([*CONE, "--drop", "class-puritty"], "class-puritty", "class-purity"),
                ([*CONE, "--set", "half-angl=3"], "half-angl", "half-angle"),
                (["check", "--family", "prototype", "--set", "geometry=simplx"], "simplx", "simplex"),
                (["schema", "taks"], "taks", "task")):
            with self.subTest(arguments=arguments):
                self.assert_usage(arguments, wrong, f"did you mean '{nearest}'?")

    def test_a_name_like_no_other_is_answered_with_where_to_look(self):
        self.assert_usage(["frobnicate"], "unknown command 'frobnicate'", "margincert --help")
        self.assert_usage([*CONE, "--frobnicate"], "'--frobnicate'", "margincert --help")
        self.assert_usage([*CONE, "--statement", "zzzzzzzz"], "no statement 'zzzzzzzz'", "margincert list")
        self.assert_usage([*CONE, "--drop", "H99"], "no hypothesis 'H99'", "margincert list")
        self.assert_usage(["check", "--family", "zzzzzzzz"],
                          "families: no-margin, prototype, cone, threshold, simplex, ", ", deep)")
        self.assert_usage([*CONE, "--set", "zzzzzzzz=1"], "its settings: n, d, K")
        self.assert_usage(["schema", "zzzzzzzz"], "schemas: baseline, boxes, case, crosscheck, diff, extraction, recursion, replay, report, reproduction, "
                          "search, task, trace, training")

    def test_a_missing_or_surplus_word_is_refused(self):
        self.assert_usage(["check"], "--task FILE", "--family F")
        self.assert_usage(["trace", "--params", "soft"], "--task is required")
        self.assert_usage(["trace", "--task", "t.json"], "--params is required")
        self.assert_usage(["gate", "one.json", "two.json"], "'two.json'")
        self.assert_usage([*CONE, "--seed"], "--seed")

    def test_options_that_exclude_each_other_are_refused(self):
        for option, value in (("--family", "cone"), ("--tasks", "3"), ("--set", "n=3")):
            self.assert_usage(["check", "--task", "t.json", option, value], "--task", option)
        self.assert_usage(["gate", "--set", "n=3"], "--set needs --family")

    def test_a_value_outside_its_range_is_refused(self):
        for option, values in {"--tasks": ["-5", "3.5", "1e3", "010", "0x10", "", "18446744073709551616"],
                               "--seed": ["-1", "abc", "18446744073709551616"],
                               "--require-applicable": ["-1", "1.5", "nan"],
                               "--jobs": ["0", "-1", "1025"],
                               "--time-budget": ["0", "-1", "nan", "inf", "1s"],
                               "--regime": ["Full", "classpure"]}.items():
            for value in values:
                with self.subTest(option=option, value=value):
                    self.assert_usage(["check", "--family", "cone", f"{option}={value}"], option)
        for precision in ("52", "1025", "many"):
            self.assert_usage(["trace", "--params", "soft", "--task", "t.json", "--precision", precision],
                              "--precision")
        self.assert_usage(["trace", "--params", "soft", "--task", "t.json", "--regime", "natural"], "--regime")

    def test_a_setting_outside_its_domain_is_refused(self):
        for setting, piece in (("n=0", "1..100000"), ("n=2.5", "an integer"), ("n", "name=value"), ("=3", "name=value"),
                               ("half-angle=nan", "half-angle"), ("geometry=round", "equiangular"),
                               ("d=4", "contradicts the parameters' feature_dim of 5")):
            with self.subTest(setting=setting):
                self.assert_usage([*CONE, "--set", setting], piece)
        self.assert_usage([*CONE, "--set", "n=3", "n=4"], "given twice")

    def test_a_ladder_must_climb_within_its_range(self):
        for ladder in ("113,53", "53,53", "53,", ",53", "20", "53,2000", "53;113", "all", "53, 113"):
            with self.subTest(ladder=ladder):
                self.assert_usage([*CONE, f"--ladder={ladder}"], f"--ladder {ladder}", "53,113,256", "53..1024")

    def test_a_budget_below_the_lowest_rung_leaves_no_ladder(self):
        self.assert_usage([*CONE, "--ladder", "113,256", "--precision-budget", "112"], "--precision-budget 112", "113")
        self.assert_usage([*CONE, "--precision-budget", "52"], "--precision-budget")
        outcome = self.run_program(*CONE, "--ladder", "60,113,256", "--precision-budget", "255", "--json")
        self.assertEqual(self.report_of(outcome)["request"]["ladder"], [60, 113])

    def test_an_empty_word_is_not_taken_for_an_absent_one(self):
        self.assert_usage(["gate", ""], "is empty")
        for option in ("--params", "--output", "--ladder"):
            self.assert_usage([*CONE, option, ""], option, "is empty")

    def test_a_line_break_in_an_argument_stays_within_the_one_line(self):
        self.assert_usage(["first\nsecond"], r"first\x0asecond")


if __name__ == "__main__":
    program.main()
