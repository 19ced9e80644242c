"""Every kind of malformed file: status 65, one line with file, place and remedy, and nothing on stdout or on disk."""
import copy
import json

import program
from program import PARAMETERS, ProgramTest, TASK


def changed(document, pointer, value):
    """The document as text with the value at a JSON pointer replaced, added, or removed when it is `...`."""
    document = copy.deepcopy(document)
    *steps, last = pointer.split("/")[1:]
    parent = document
    for step in steps:
        parent = parent[int(step) if isinstance(parent, list) else step]
    key = int(last) if isinstance(parent, list) else last
    if value is ...:
        del parent[key]
    else:
        parent[key] = value
    return json.dumps(document)


def with_text(document, piece, replacement):
    text = json.dumps(document)
    assert text.count(piece) == 1, (piece, text)
    return text.replace(piece, replacement)


# What is wrong with any JSON file: name -> (text made from a sound one, place, pieces of reason and remedy).
ANY_FILE = {
    "empty": (lambda sound: "", "line 1, column 1", "is not JSON"),
    "truncated": (lambda sound: sound[:-1], "line 1, column", "is not JSON"),
    "truncated in a string": (lambda sound: sound[:5], "line 1, column", "is not JSON"),
    "trailing bytes": (lambda sound: sound + " 1", "line 1, column", "is not JSON"),
    "two documents": (lambda sound: sound + sound, "line 1, column", "is not JSON"),
    "a NUL after the end": (lambda sound: sound + "\0", "line 1, column", "is not UTF-8"),
    "not UTF-8": (lambda sound: sound.encode() + b"\xff", "line 1, column", "is not UTF-8"),
    "a byte order mark": (lambda sound: b"\xef\xbb\xbf" + sound.encode(), "line 1, column 1", "byte order mark"),
    "not an object": (lambda sound: "[]", "top level", "is not an object"),
    "no format": (lambda sound: "{}", "top level", 'add "format": "margincert-'),
    "nested too deep": (lambda sound: "[" * 40 + "]" * 40, "/0/0", "nested more than 32 levels"),
}

PARAMETERS_FILE = {
    "unknown format": (changed(PARAMETERS, "/format", "margincert-recursion/2"), "/format",
                       'give a "margincert-recursion/1" file'),
    "a task instead": (json.dumps(TASK), "/format", 'give a "margincert-recursion/1" file'),
    "unknown key": (changed(PARAMETERS, "/layer", []), "top level", 'did you mean "layers"?'),
    "unknown key of a layer": (changed(PARAMETERS, "/layers/0/alhpa", 1), "/layers/0", 'did you mean "alpha"?'),
    "missing key": (changed(PARAMETERS, "/layers/0/gamma", ...), "/layers/0", '"gamma" is missing'),
    "duplicate key": (with_text(PARAMETERS, '"alpha": 1.0', '"alpha": 1.0, "alpha": 1.0'), "/layers/0",
                      '"alpha" appears twice'),
    "no layer": (changed(PARAMETERS, "/layers", []), "/layers", "0 layers"),
    "a wrong shape": (changed(PARAMETERS, "/layers", {}), "/layers", "is not an array"),
    "a number as text": (changed(PARAMETERS, "/layers/0/alpha", "1.0"), "/layers/0/alpha", '"0x1.8p-1"'),
    "NaN": (with_text(PARAMETERS, '"alpha": 1.0', '"alpha": NaN'), "line 1, column", "write finite numbers"),
    "Infinity": (with_text(PARAMETERS, '"alpha": 1.0', '"alpha": -Infinity'), "line 1, column", "is not JSON"),
    "too large": (with_text(PARAMETERS, '"alpha": 1.0', '"alpha": 1e999'), "/layers/0/alpha", "beyond the range"),
    "a bad hex-float": (changed(PARAMETERS, "/layers/0/alpha", "0x1.8"), "/layers/0/alpha", "is not a hex-float"),
    "a hex-float of 54 bits": (changed(PARAMETERS, "/layers/0/alpha", "0x1.00000000000008p+0"), "/layers/0/alpha",
                               "at most 53 bits"),
    "one class": (changed(PARAMETERS, "/classes", 1), "/classes", "an integer from 2"),
    "a fractional dimension": (changed(PARAMETERS, "/feature_dim", 2.0), "/feature_dim", "is not an integer"),
    "a bad background": (changed(PARAMETERS, "/label_background", "1/0"), "/label_background", "is not a fraction"),
}

TASK_FILE = {
    "unknown format": (changed(TASK, "/format", "margincert-task/0"), "/format", 'give a "margincert-task/1" file'),
    "parameters instead": (json.dumps(PARAMETERS), "/format", 'give a "margincert-task/1" file'),
    "unknown key": (changed(TASK, "/label", []), "top level", 'did you mean "labels"?'),
    "missing key": (changed(TASK, "/probe", ...), "top level", '"probe" is missing'),
    "duplicate key": (with_text(TASK, '"classes": 2', '"classes": 2, "classes": 2'), "top level",
                      '"classes" appears twice'),
    "a short point": (changed(TASK, "/features/1", [1]), "/features/1", "1 coordinates, and the probe has 2"),
    "no points": (changed(TASK, "/features", []), "/features", "give at least one"),
    "a label too few": (changed(TASK, "/labels", [0, 1]), "/labels", "2 labels for 3 training points"),
    "a class out of range": (changed(TASK, "/labels/2", 2), "/labels/2", "an integer from 0 to 1"),
    "a negative class": (changed(TASK, "/labels/2", -1), "/labels/2", "an integer from 0 to 1"),
    "a probe class out of range": (changed(TASK, "/probe_class", 2), "/probe_class", "an integer from 0 to 1"),
    "an unlabelled probe": (changed(TASK, "/probe_class", None), "/probe_class", "is not an integer"),
    "NaN": (with_text(TASK, "[0.5, 0.5]", "[0.5, NaN]"), "line 1, column", "write finite numbers"),
    "too large": (with_text(TASK, "[0.5, 0.5]", "[0.5, 1e309]"), "/probe/1", "beyond the range"),
    "a bad hex-float": (changed(TASK, "/probe/0", "0x1.gp+0"), "/probe/0", "is not a hex-float"),
    "a hex-float beyond binary64": (changed(TASK, "/probe/0", "0x1p+1024"), "/probe/0", "between 2^-1074 and 2^1024"),
    "an infinite hex-float": (changed(TASK, "/probe/0", "inf"), "/probe/0", "is not a hex-float"),
    "a boolean": (changed(TASK, "/features/0/0", True), "/features/0/0", "is not a number"),
}


class BadInput(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("parameters.json", PARAMETERS)
        self.write("task.json", TASK)
        self.write("bad.json", "")

    def assert_bad(self, arguments, *pieces):
        before = self.files()
        outcome = self.run_program(*arguments)
        self.assert_refused(outcome, program.BAD_FILE, *pieces)
        self.assertRegex(outcome.err, r"\Amargincert: [^:]+: [^:]+: .+; .+\n\Z", "file: place: reason; remedy")
        self.assertEqual(self.files(), before)

    def assert_all_bad(self, sound, table, commands, bad="bad.json"):
        made = {name: (make(json.dumps(sound)), *rest) for name, (make, *rest) in ANY_FILE.items()}
        for name, (text, place, *pieces) in (made | table).items():
            self.write(bad, text)
            for arguments in commands:
                with self.subTest(bad=name, arguments=arguments):
                    self.assert_bad(arguments, f"margincert: {bad}: {place}", *pieces)

    def test_the_sound_files_are_accepted(self):
        self.assertEqual(self.run_program("check", "--params", "parameters.json", "--task", "task.json").code,
                         program.PASS)
        self.assertEqual(self.run_program("trace", "--params", "parameters.json", "--task", "task.json").code,
                         program.PASS)

    def test_malformed_parameters_are_refused(self):
        self.assert_all_bad(PARAMETERS, PARAMETERS_FILE, [
            ["gate", "bad.json"],
            ["check", "--params", "bad.json", "--family", "cone", "--output", "out", "--json"],
            ["trace", "--params", "bad.json", "--task", "task.json", "--json"]])

    def test_malformed_tasks_are_refused(self):
        self.assert_all_bad(TASK, TASK_FILE, [
            ["check", "--params", "parameters.json", "--task", "bad.json", "--output", "out"],
            ["trace", "--params", "parameters.json", "--task", "bad.json"]])

    def test_malformed_cases_are_refused_in_place_of_either(self):
        table = {"a task instead": (json.dumps(TASK), "/format", 'give a "margincert-case/1" file'),
                 "another version": ('{"format": "margincert-case/2"}', "/format", 'give a "margincert-case/1" file'),
                 "no digest": ('{"format": "margincert-case/1"}', "top level", '"digest" is missing'),
                 "another digest": ('{"format": "margincert-case/1", "digest": "0000000000000000"}', "/digest",
                                    "it was altered after it was written")}
        self.assert_all_bad({"format": "margincert-case/1"}, table, [
            ["gate", "bad.case.json"],
            ["check", "--params", "bad.case.json", "--family", "cone", "--output", "out", "--json"],
            ["check", "--params", "parameters.json", "--task", "bad.case.json", "--output", "out"],
            ["trace", "--params", "parameters.json", "--task", "bad.case.json"],
            ["search", "--statement", "norm-growth", "--params", "bad.case.json", "--output", "out"]], "bad.case.json")

    def test_one_bad_task_among_good_ones_is_refused_before_anything_is_checked(self):
        self.write("bad.json", changed(TASK, "/labels/2", 2))
        self.assert_bad(["check", "--params", "parameters.json", "--task", "task.json", "bad.json", "task.json",
                         "--output", "out"], "bad.json: /labels/2")

    def test_a_file_that_is_no_file_is_refused(self):
        (self.folder / "folder").mkdir()
        for name, reason in (("missing.json", "does not exist; check the path"),
                             ("folder", "is a directory; name a file in it"),
                             ("task.json/inside", "cannot be opened")):
            for arguments in (["gate", name],
                              ["check", "--params", name, "--family", "cone"],
                              ["check", "--params", "parameters.json", "--task", name],
                              ["trace", "--params", name, "--task", "task.json"],
                              ["trace", "--params", "parameters.json", "--task", name]):
                with self.subTest(arguments=arguments):
                    self.assert_bad(arguments, f"{name}: whole file: {reason}")

    def test_a_task_made_for_other_parameters_is_refused(self):
        wide = json.loads(changed(PARAMETERS, "/feature_dim", 3))
        many = json.loads(changed(PARAMETERS, "/classes", 4))
        for parameters, place, reason in ((wide, "/probe", "the task has 2 features, the parameters other.json have 3"),
                                          (many, "/classes",
                                           "the task has 2 classes, the parameters other.json have 4")):
            self.write("other.json", parameters)
            for command in ("check", "trace"):
                self.assert_bad([command, "--params", "other.json", "--task", "task.json"], f"task.json: {place}",
                                reason, "made for each other")

    def test_a_line_break_in_a_file_name_stays_within_the_one_line(self):
        self.assert_bad(["gate", "first\nsecond"], r"first\x0asecond: whole file: does not exist")


if __name__ == "__main__":
    program.main()
