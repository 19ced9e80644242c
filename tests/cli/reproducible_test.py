"""Equal inputs, seed and version give equal bytes, whatever the number of threads."""
import program
from program import ABLATION, ProgramTest, strict_json

BLANKED = {"SOURCE_DATE_EPOCH": "0"}
CHECK = ["check", "--family", "cone", "threshold", "--params", "textbook", "--tasks", 12, "--json"]


class Reproducible(ProgramTest):
    def bytes_of(self, *arguments, env=None):
        outcome = self.run_program(*arguments, env=BLANKED if env is None else env)
        self.assertIn(outcome.code, (program.PASS, program.VIOLATED, program.INCONCLUSIVE))
        return outcome.out

    def test_threads_do_not_show(self):
        one = self.bytes_of(*CHECK, "--jobs", 1)
        self.assertEqual(one, self.bytes_of(*CHECK, "--jobs", 1))
        for jobs in (2, 7):
            self.assertEqual(one, self.bytes_of(*CHECK, "--jobs", jobs))
        self.assertIsNone(strict_json(one)["seconds"])

    def test_threads_do_not_show_among_violations(self):
        one = self.bytes_of(*ABLATION, "--tasks", 20, "--json", "--jobs", 1)
        self.assertEqual(one, self.bytes_of(*ABLATION, "--tasks", 20, "--json", "--jobs", 2))

    def test_another_seed_shows_in_more_than_its_number(self):
        reports = [strict_json(self.bytes_of(*CHECK, "--seed", seed)) for seed in (1, 2)]
        self.assertEqual([report["request"].pop("seed") for report in reports], [1, 2])
        self.assertNotEqual(reports[0]["runs"], reports[1]["runs"])

    def test_the_wall_time_is_the_only_field_that_differs_otherwise(self):
        timed = strict_json(self.bytes_of(*CHECK, env={}))
        self.assertGreater(timed["seconds"], 0)
        self.assertEqual(timed | {"seconds": None}, strict_json(self.bytes_of(*CHECK)))

    def test_the_table_and_the_files_are_reproducible_too(self):
        tables = [self.bytes_of(*ABLATION, "--tasks", 12, "--jobs", jobs, "--output", f"jobs{jobs}")
                  for jobs in (1, 2)]
        self.assertEqual(tables[0], tables[1])
        files = self.files()
        for name in files[:len(files) // 2]:
            self.assertTrue(name.startswith("jobs1/"))
            twin = self.folder / name.replace("jobs1/", "jobs2/", 1)
            self.assertEqual((self.folder / name).read_bytes(), twin.read_bytes())
        self.assertEqual(len(files), 2 * (len(program.REPORTS) + 2))


if __name__ == "__main__":
    program.main()
