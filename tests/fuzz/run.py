"""Runs a libFuzzer program over weights files for a bounded time; skipped where there is no clang to build it with.

    run.py MODELS_FOLDER DICTIONARY [PROGRAM [LIBFUZZER_OPTION...]]

It starts from the files in the folder and from small ones made here. Options override those below: to search longer, give
-runs=-1 -max_total_time=600."""
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

SKIPPED = 77
OPTIONS = ["-runs=200000", "-max_total_time=10", "-seed=1", "-timeout=20", "-print_final_stats=1"]


def small_file(d, classes, depth, dtype, spaces="", **notes):
    """A weights file laid out as the safetensors package does it."""
    width, size, letter = d + classes, {"F64": 8, "F32": 4}[dtype], {"F64": "d", "F32": "f"}[dtype]
    header = {"__metadata__": {"feature_dim": str(d), "classes": str(classes), **notes}}
    data = b""
    for name in [f"layers.{t}.{matrix}" for t in range(depth) for matrix in ("qk", "ov")]:
        begin = len(data)
        data += struct.pack(f"<{width * width}{letter}", *range(width * width))
        header[name] = {"dtype": dtype, "shape": [width, width], "data_offsets": [begin, begin + width * width * size]}
    text = json.dumps(header, separators=("," + spaces, ":" + spaces)).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def write_corpus(models, corpus):
    models = sorted(pathlib.Path(models).glob("*.safetensors"))
    if not models:
        sys.exit("no models to start from")
    for model in models:
        shutil.copy(model, corpus)
    small = [small_file(1, 2, 1, "F32"), small_file(1, 2, 1, "F64", context="7"),
             small_file(1, 3, 2, "F64", spaces=" ", mode="\u00e9\n"), struct.pack("<Q", 2) + b"{}"]
    for number, content in enumerate(small):
        pathlib.Path(corpus, f"small-{number}").write_bytes(content)


def main():
    models, dictionary, *program = sys.argv[1:]
    if not program:
        print("clang++ with libFuzzer is not installed")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory(prefix="margincert-fuzz-") as corpus:
        write_corpus(models, corpus)
        # An input that fails is left in the folder where the test runs, and printed in base64.
        sys.exit(subprocess.run([program[0], *OPTIONS, f"-dict={dictionary}", *program[1:], corpus],
                                stdin=subprocess.DEVNULL).returncode != 0)


if __name__ == "__main__":
    main()
