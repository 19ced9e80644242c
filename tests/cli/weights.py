"""Transformer weights for the tests of the program: safetensors files read and written, from docs/formats.md alone."""
import json
import pathlib
import struct

import program

MODELS = program.SOURCE_ROOT / "tests/transformer/models"
PERMUTED = MODELS / "pytorch-permuted-d5-k3-n40-t4.safetensors"
UNCONSTRAINED = MODELS / "pytorch-unconstrained-d5-k3-n40-t4.safetensors"


def read(path):
    """Metadata, and the matrices by name as lists of rows."""
    data = pathlib.Path(path).read_bytes()
    [length] = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + length])
    notes, matrices = header.pop("__metadata__"), {}
    for name, tensor in header.items():
        rows, columns = tensor["shape"]
        begin, end = tensor["data_offsets"]
        numbers = struct.unpack(f"<{rows * columns}d", data[8 + length + begin:8 + length + end])
        matrices[name] = [list(numbers[row * columns:(row + 1) * columns]) for row in range(rows)]
    return notes, matrices


def to_bytes(notes, matrices):
    header, content = {"__metadata__": notes}, b""
    for name, rows in matrices.items():
        numbers = [number for row in rows for number in row]
        begin = len(content)
        content += struct.pack(f"<{len(numbers)}d", *numbers)
        header[name] = {"dtype": "F64", "shape": [len(rows), len(rows[0])], "data_offsets": [begin, len(content)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + content


def from_average(average, features, labels):
    """The matrix of the commutant with these six values."""
    def entry(row, column):
        kind = "feature" if row < features else "label"
        if (row < features) != (column < features):
            return average["feature_label" if row < features else "label_feature"]
        return average[f"{kind}_diagonal" if row == column else f"{kind}_off_diagonal"]
    width = features + labels
    return [[entry(row, column) for column in range(width)] for row in range(width)]
