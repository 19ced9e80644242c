"""Training: what it writes, that it repeats itself, and that neither a signal nor a kill loses anything."""
import signal
import struct
import subprocess
import time

import program
from program import ProgramTest, strict_json

LOSS = r"loss=(\d{1,3}\.\d{4}|\d\.\de\+\d+)"
LINE = (rf"(TRAINED steps=\d+ {LOSS} accuracy=[01]\.\d{{4}} \[[01]\.\d{{4}}, [01]\.\d{{4}}\] tasks=\d+"
        rf"|INTERRUPTED steps=\d+( {LOSS})?|DIVERGED steps=\d+( {LOSS})?)")
SMALL = {"d": 2, "classes": 2, "context": 6, "layers": 2, "batch": 20, "test-tasks": 200, "steps": 60}
ENDLESS = {"steps": 10 ** 6}
DIVERGED = program.INCONCLUSIVE


def options(name, **changes):
    """A small training, with some options changed."""
    chosen = SMALL | {"output": f"{name}.safetensors"} | {key.replace("_", "-"): v for key, v in changes.items()}
    return ["train", *(word for key, value in chosen.items() for word in (f"--{key}", value))]


class TrainTest(ProgramTest):
    def bytes_of(self, name):
        return (self.folder / name).read_bytes()

    def header(self, name):
        content = self.bytes_of(name)
        [length] = struct.unpack("<Q", content[:8])
        return strict_json(content[8:8 + length].decode())

    def train(self, *arguments, code=program.PASS):
        outcome = self.run_program(*arguments, "--quiet")
        self.assertEqual(outcome.code, code, outcome)
        self.assertRegex(outcome.out, rf"\A{LINE}\n\Z")
        return outcome

    def train_as_json(self, *arguments, code=program.PASS):
        outcome = self.run_program(*arguments, "--json")
        self.assertEqual(outcome.code, code, outcome)
        training = strict_json(outcome.out)
        self.assert_valid(training, "training")
        self.assertRegex(outcome.err.splitlines()[-1], rf"\A{LINE}\Z")
        return training

    def wait_for(self, condition):
        for _ in range(3000):
            if condition():
                return
            time.sleep(0.01)
        self.fail("nothing happened")

    def stopped(self, number, name, *more):
        """Stops an endless training by a signal, after its checkpoint was written anew; its status and stdout."""
        running = subprocess.Popen([program.path(), *map(str, options(name, **ENDLESS, checkpoint_every=7)), *more],
                                   cwd=self.folder, env=program.environment(), stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(running.stdout.close)
        self.addCleanup(running.kill)
        checkpoint = self.folder / f"{name}.checkpoint"
        self.wait_for(lambda: checkpoint.exists() and self.step_of(name) >= 14)
        running.send_signal(number)
        out, _ = running.communicate(timeout=300)
        return running.returncode, out

    def step_of(self, name):
        return int(self.header(f"{name}.checkpoint")["__metadata__"]["step"])


class Results(TrainTest):
    def test_model_and_curve_are_written_and_say_what_stdout_does(self):
        outcome = self.run_program(*options("a", steps=120))
        self.assertEqual((outcome.code, outcome.err), (program.PASS, ""))
        self.assertRegex(outcome.out.splitlines()[-1], rf"\A{LINE}\Z")
        self.assertEqual(self.files(), ["a.losses.csv", "a.safetensors"])
        header = self.header("a.safetensors")
        notes = header.pop("__metadata__")
        self.assertEqual({name: tensor["shape"] for name, tensor in header.items()},
                         {f"layers.{t}.{matrix}": [4, 4] for t in (0, 1) for matrix in ("qk", "ov")})
        self.assertEqual((notes["feature_dim"], notes["classes"], notes["context"]), ("2", "2", "6"))
        self.assertEqual((notes["mode"], notes["steps"], notes["batch"], notes["seed"], notes["learning_rate"]),
                         ("permuted", "120", "20", "1", "0.003"))
        lines = self.bytes_of("a.losses.csv").decode().splitlines()
        self.assertEqual(lines[0], "step,loss,accuracy")
        self.assertEqual([line.split(",")[0] for line in lines[1:]], ["50", "100", "120"])
        loss = float(lines[-1].split(",")[1])
        self.assertIn(f" loss={loss:.4f} accuracy={float(notes['test_accuracy']):.4f} ", outcome.out)
        quiet = self.run_program(*notes["command"].split()[1:], "--output", "b.safetensors", "--quiet")
        self.assertEqual(quiet.out, outcome.out.splitlines()[-1] + "\n")
        self.assertEqual(self.bytes_of("b.safetensors"), self.bytes_of("a.safetensors"))

    def test_json_says_the_same(self):
        training = self.train_as_json(*options("a"))
        notes, test = self.header("a.safetensors")["__metadata__"], training["test"]
        self.assertEqual(training["status"], "TRAINED")
        self.assertEqual((training["steps_done"], [r["step"] for r in training["losses"]]), (60, [50, 60]))
        self.assertEqual((test["seed"], test["tasks"], str(test["accuracy"])), (1, 200, notes["test_accuracy"]))
        self.assertEqual(test["correct"] / test["tasks"], test["accuracy"])
        self.assertLess(test["lower"], test["accuracy"])
        self.assertGreater(test["upper"], test["accuracy"])
        self.assertEqual((training["model"], training["loss_curve"], training["checkpoint"]),
                         ("a.safetensors", "a.losses.csv", None))
        self.assertEqual(notes["command"], training["command"])

    def test_every_mode_learns(self):
        for mode in ("unconstrained", "permuted", "equivariant", "tied"):
            with self.subTest(mode=mode):
                training = self.train_as_json(*options(mode, mode=mode, steps=400, learning_rate=0.02, seed=3))
                self.assertLess(training["losses"][-1]["loss"], 0.85 * training["losses"][0]["loss"])
                self.assertGreater(training["test"]["lower"], 0.6)

    def test_seeds_and_modes_differ_and_threads_do_not(self):
        models = set()
        for k, change in enumerate(({"seed": 1}, {"seed": 2}, {"mode": "tied"}, {"mode": "equivariant"})):
            written = set()
            for jobs in (1, 2, 3):
                self.train(*options(f"{k}-{jobs}", steps=7, jobs=jobs, **change))
                written.add((self.bytes_of(f"{k}-{jobs}.safetensors"), self.bytes_of(f"{k}-{jobs}.losses.csv")))
            self.assertEqual(len(written), 1)
            models |= written
        self.assertEqual(len(models), 4)

    def test_a_loss_that_grew_by_more_than_that_of_no_model_diverged(self):
        outcome = self.train(*options("a", learning_rate=1e20), code=DIVERGED)
        self.assertRegex(outcome.err, r"\Amargincert: the trained model's loss on the test tasks is \S+e\+\d+; it started with "
                                      r"0\.\d+, and has grown by more than the 0\.6931 of taking all classes for "
                                      r"equally likely; lower the learning rate\n\Z")
        self.assertRegex(outcome.out, r"\ADIVERGED steps=60 loss=\d\.\de\+\d\d\n\Z")  # and it does not fill the line
        self.assertEqual(self.files(), [])

    def test_a_model_that_has_learnt_nothing_yet_is_trained(self):
        self.assertIn("TRAINED steps=1 ", self.train(*options("a", steps=1, learning_rate=1e-9)).out)

    def test_a_training_that_diverges_writes_nothing(self):
        outcome = self.train(*options("a", learning_rate=1e200), code=DIVERGED)
        self.assertRegex(outcome.err, r"\Amargincert: step \d+: the loss is .*; lower the learning rate\n\Z")
        self.assertEqual(self.files(), [])
        training = self.train_as_json(*options("a", learning_rate=1e200), code=DIVERGED)
        self.assertEqual((training["status"], training["test"], training["model"], training["checkpoint"]),
                         ("DIVERGED", None, None, None))


class Resuming(TrainTest):
    def whole_files(self):
        """Without what a write that was killed leaves behind, under a name of its own."""
        return [name for name in self.files() if not name.startswith(".margincert-")]

    def test_a_killed_training_goes_on_to_the_same_bytes(self):
        # Long enough to be killed on the way, short enough to be done twice.
        whole, killed = (options(name, steps=3000, checkpoint_every=10) for name in ("whole", "killed"))
        running = subprocess.Popen([program.path(), *map(str, killed), "--jobs", "2"], cwd=self.folder,
                                   stdout=subprocess.DEVNULL, env=program.environment())
        self.addCleanup(running.kill)
        self.wait_for(lambda: (self.folder / "killed.checkpoint").exists() and self.step_of("killed") >= 60)
        running.kill()
        running.wait()
        self.assertEqual(running.returncode, -signal.SIGKILL)
        self.assertEqual(self.whole_files(), ["killed.checkpoint"])
        self.assertLess(self.step_of("killed"), 3000)
        resumed = self.train(*killed, "--resume", "--jobs", 1)
        self.assertEqual(resumed.out, self.train(*whole).out)
        for suffix in ("safetensors", "losses.csv"):
            self.assertEqual(self.bytes_of(f"killed.{suffix}"), self.bytes_of(f"whole.{suffix}"))
        self.assertEqual(self.files(), sorted(f"{name}.{suffix}" for name in ("killed", "whole")
                                              for suffix in ("losses.csv", "safetensors")))

    def test_both_signals_end_it_with_130_and_leave_the_checkpoint(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number):
                name = f"by-{int(number)}"
                code, out = self.stopped(number, name, "--json")
                training = strict_json(out)
                self.assert_valid(training, "training")
                self.assertEqual(code, program.INTERRUPTED)
                self.assertEqual((training["status"], training["test"], training["model"], training["checkpoint"]),
                                 ("INTERRUPTED", None, None, f"{name}.checkpoint"))
                self.assertEqual(training["steps_done"], self.step_of(name))
        code, out = self.stopped(signal.SIGINT, "c")
        self.assertEqual(code, program.INTERRUPTED)
        self.assertRegex(out.splitlines()[-1], rf"\A{LINE}\Z")
        self.assertIn("--resume goes on", out)

    def test_a_checkpoint_is_neither_overwritten_nor_used_for_something_else(self):
        self.stopped(signal.SIGINT, "a")
        before = self.bytes_of("a.checkpoint")
        self.assert_refused(self.run_program(*options("a", **ENDLESS)), program.USAGE,
                            "add --resume to go on, or remove it")
        for change, field in (({"seed": 2}, "seed"), ({"mode": "tied"}, "mode"), ({"steps": 10 ** 6 + 1}, "steps"),
                              ({"learning_rate": 0.1}, "learning_rate"), ({"d": 3}, "feature_dim")):
            outcome = self.run_program(*options("a", **ENDLESS | change), "--resume")
            self.assert_refused(outcome, program.BAD_FILE, f"a.checkpoint: __metadata__/{field}: ")
        self.assertEqual(self.bytes_of("a.checkpoint"), before)
        turned = bytearray(before)
        turned[-30] ^= 8
        (self.folder / "a.checkpoint").write_bytes(turned)
        self.assert_refused(self.run_program(*options("a", **ENDLESS), "--resume"), program.BAD_FILE,
                            "a.checkpoint: __metadata__/digest: ", "it was altered after it was written")
        (self.folder / "a.checkpoint").write_bytes(before[:-1])
        self.assert_refused(self.run_program(*options("a", **ENDLESS), "--resume"), program.BAD_FILE,
                            "a.checkpoint: ")
        self.assert_refused(self.run_program(*options("b"), "--resume"), program.BAD_FILE, "b.checkpoint: ")


class Checkpoint(TrainTest):
    def test_the_digest_is_that_of_the_whole_file(self):
        self.stopped(signal.SIGINT, "a")
        content, notes = self.bytes_of("a.checkpoint"), self.header("a.checkpoint")["__metadata__"]
        self.assertEqual(notes["format"], "margincert-checkpoint/2")
        empty = content.replace(b'"digest":"' + notes["digest"].encode(), b'"digest":"' + b"0" * 16)
        self.assertEqual(len(empty), len(content))
        self.assertEqual(notes["digest"], program.fnv1a(empty))

    def test_one_of_version_1_is_refused_with_what_to_do(self):
        self.stopped(signal.SIGINT, "a")
        content = self.bytes_of("a.checkpoint").replace(b"margincert-checkpoint/2", b"margincert-checkpoint/1")
        (self.folder / "a.checkpoint").write_bytes(content)
        self.assert_refused(self.run_program(*options("a", **ENDLESS), "--resume"), program.BAD_FILE,
                            "a.checkpoint: __metadata__/format: is margincert-checkpoint/1, which has no digest",
                            "go on with the margincert that wrote it, or remove it and start anew")


class Refused(TrainTest):
    def test_options_that_ask_for_nothing_or_too_much(self):
        for change, says in (({"steps": 0}, "--steps 0"), ({"test_tasks": 0}, "--test-tasks 0"),
                             ({"steps": 10 ** 9 + 1}, "--steps"), ({"mode": "free"}, "--mode"),
                             ({"learning_rate": 0}, "--learning-rate"), ({"d": 65}, "--d"),
                             ({"classes": 1}, "--classes"), ({"batch": 0}, "--batch"),
                             ({"output": "model.bin"}, "does not end with .safetensors; write NAME.safetensors"),
                             ({"output": ".safetensors"}, "does not end with .safetensors")):
            with self.subTest(change=change):
                self.assert_refused(self.run_program(*options("a", **change)), program.USAGE, says)
        self.assert_refused(self.run_program("train"), program.USAGE, "--output")
        self.assertEqual(self.files(), [])

    def test_what_is_in_the_way_is_found_before_the_work(self):
        for suffix in ("safetensors", "losses.csv", "checkpoint"):
            (self.folder / f"{suffix}-taken.{suffix}").mkdir()
            outcome = self.run_program(*options(f"{suffix}-taken"))
            self.assert_refused(outcome, program.USAGE, f"'{suffix}-taken.{suffix}' is in the way")
        self.write("file", "")
        self.assert_refused(self.run_program(*options("file/a")), program.BAD_FILE, "file/a.checkpoint")


if __name__ == "__main__":
    program.main()
