"""GitLab's template, run by a runner of our own."""
import subprocess

import pipeline
import plugged
import program
from plugged import PluggedTest


class Template(PluggedTest):
    def run_job(self, name, **variables):
        return pipeline.run(pipeline.job(pipeline.template(), name), self.folder, self.bin, **variables)

    def test_a_job_ends_as_its_gate_and_leaves_what_its_artifacts_name(self):
        self.install_program()
        for model, arguments, code in (("textbook", plugged.SMALL, program.PASS), ("soft", plugged.BROKEN, program.VIOLATED),
                                       ("missing.json", "", program.BAD_FILE)):
            done = self.run_job(".margincert", MARGINCERT_MODEL=model, MARGINCERT_ARGS=arguments)
            self.assertEqual(done.returncode, code, done.stderr)
        artifacts = pipeline.job(pipeline.template(), ".margincert")["artifacts"]
        self.assertEqual(artifacts["when"], "always")
        self.assertTrue((self.folder / artifacts["reports"]["junit"]).is_file())
        self.assertTrue((self.folder / artifacts["paths"][0]).is_dir())
        self.assertNotIn("*", artifacts["paths"][0])  # exposed artifacts may not be patterns

    def test_green_takes_a_report(self):
        self.stub_ending(0)
        self.assertNotEqual(self.run_job(".margincert").returncode, 0)
        self.assertEqual(self.calls(), [["gate", "--output", "margincert-report"]])

    def test_shards_are_merged_into_the_report_of_the_whole(self):
        self.install_program()
        small = {"MARGINCERT_MODEL": "textbook", "MARGINCERT_ARGS": plugged.SMALL, "SOURCE_DATE_EPOCH": "0"}
        for index in ("1", "2"):
            done = self.run_job(".margincert-shard", CI_NODE_INDEX=index, CI_NODE_TOTAL="2", **small)
            self.assertEqual(done.returncode, 0, done.stderr)
        done = self.run_job(".margincert-merge", **small)
        self.assertEqual(done.returncode, program.PASS, done.stdout + done.stderr)
        whole = self.folder / "margincert-report" / "report.json"
        merged = whole.read_bytes()
        self.assertEqual(self.run_job(".margincert", **small).returncode, program.PASS)
        self.assertEqual(merged, whole.read_bytes())
        (self.folder / "margincert-shards" / "1.json").unlink()
        self.assertEqual(self.run_job(".margincert-merge", **small).returncode, program.INCONCLUSIVE)

    def test_a_shard_leaves_the_verdict_to_the_merge_but_not_its_own_failure(self):
        for code, expected in ((0, 0), (1, 0), (2, 0), (3, 0), (64, 64), (65, 65), (70, 70), (130, 130)):
            self.stub_ending(code)
            done = self.run_job(".margincert-shard", CI_NODE_INDEX="3", CI_NODE_TOTAL="4")
            self.assertEqual(done.returncode, expected)
        self.assertEqual(self.calls()[0],
                         ["gate", "--shard", "3/4", "--json-output", "margincert-shards/3.json"])

    def test_without_the_program_its_repository_is_built(self):
        done = self.run_job(".margincert")
        self.assertEqual(done.returncode, program.USAGE)
        self.assertIn("MARGINCERT_REPOSITORY", done.stderr)
        self.write("sources/dev", '#!/bin/sh\n[ "$*" = "run --version" ] && [ -n "$CCACHE_DIR" ] || exit 9\n'
                   'cd "$(dirname "$0")"\nmkdir -p build/src/cli\n'
                   'printf "#!/bin/sh\\nmkdir margincert-report\\necho x >margincert-report/junit.xml\\n" '
                   '>build/src/cli/margincert\nchmod +x build/src/cli/margincert\n')
        (self.folder / "sources" / "dev").chmod(0o700)
        for command in ("init -q -b main", "add dev", "-c user.name=n -c user.email=e commit -qm first", "tag v0.1.0"):
            subprocess.run(["git", *command.split()], cwd=self.folder / "sources", check=True)
        done = self.run_job(".margincert", MARGINCERT_REPOSITORY=f"file://{self.folder}/sources")
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    program.main()
