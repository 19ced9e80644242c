"""Weights as others keep them: each kind is named, with why it cannot be read here and what to do."""
import io
import json
import pickle
import struct
import zipfile

import program
import weights
from program import ProgramTest

NOTES = {"feature_dim": "1", "classes": "2"}
MATRIX = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
SOUND = {"layers.0.qk": MATRIX, "layers.0.ov": MATRIX}
LOAD_TORCH = "import torch; from safetensors.torch import save_file; w = torch.load(PATH)"


def archive(member):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr(member, b"content")
    return content.getvalue()


CONTAINERS = {
    "model.pt": (archive("archive/data.pkl"), "is in PyTorch's own format", LOAD_TORCH),
    "old.pth": (pickle.dumps({"layers.0.qk": [1.0]}, protocol=2), "is a pickle, as PyTorch wrote", LOAD_TORCH),
    "model.npz": (archive("layers.0.qk.npy"), "is an archive of numpy's, npz", "numpy.load(PATH)"),
    "model.npy": (b"\x93NUMPY\x01\x00v\x00{'descr': '<f8'}", "is a single array of numpy's, npy", "numpy.load(PATH)"),
    "model.h5": (b"\x89HDF\r\n\x1a\n" + bytes(90), "is an HDF5 file", "h5py.File(PATH)"),
    "model.gguf": (b"GGUF\x03" + bytes(60), "is a GGUF file", "gguf.GGUFReader(PATH)")}

NORM, FEED, EMBEDDING = "is of a normalisation, which changes", "is of a feed-forward layer", "is of an embedding"
HEADS, OUTPUT, BIAS = "is of one of several heads", "is of an output layer", "is a bias"
QK, OV = "layers.{t}.qk = W_Kᵀ W_Q", "layers.{t}.ov = W_O W_V"
TENSORS = {
    "layers.0.ln_1.weight": NORM, "layers.0.norm1.weight": NORM, "ln_f.weight": NORM,
    "encoder.layers.0.LayerNorm.weight": NORM, "norm.bias": NORM,
    "layers.0.mlp.c_proj.weight": FEED, "layers.0.linear1.weight": FEED, "blocks.0.fc2.weight": FEED,
    "layers.0.mlp.gate_proj.weight": FEED,
    "embed_tokens.weight": EMBEDDING, "wte.weight": EMBEDDING, "pos_embedding": EMBEDDING, "rotary.inv_freq": EMBEDDING,
    "layers.0.heads.1.qk": HEADS, "layers.0.head_0.wq": HEADS,
    "lm_head.weight": OUTPUT, "unembed.W": OUTPUT,
    "layers.0.self_attn.in_proj_bias": BIAS, "layers.0.q_proj.bias": BIAS, "layers.0.qk.bias": BIAS,
    "layers.0.attn.in_proj_weight": "packs W_Q, W_K and W_V", "h.0.attn.c_attn.weight": "packs W_Q, W_K and W_V",
    "layers.0.Wqkv": "packs W_Q, W_K and W_V",
    "layers.0.Wq": "is W_Q", "layers.0.attn.q_proj.weight": "is W_Q", "layers.0.W_Q": "is W_Q",
    "layers.0.query.weight": "is W_Q", "layers.0.Wk": "is W_K", "layers.0.attn.k_proj.weight": "is W_K",
    "layers.0.Wv": "is W_V", "layers.0.v": "is W_V", "layers.0.value.weight": "is W_V",
    "layers.0.Wo": "is W_O", "layers.0.attn.out_proj.weight": "is W_O"}
REMEDIES = {"is W_Q": QK, "is W_K": QK, "is W_V": OV, "is W_O": OV, BIAS: "bias=False", HEADS: "one head",
            "packs W_Q, W_K and W_V": QK}
ORDER = ("norm", "fc1", "bias", "k_proj")


class ForeignWeights(ProgramTest):
    def refusal(self, *arguments):
        outcome = self.run_program(*arguments)
        self.assert_refused(outcome, program.BAD_FILE)
        self.assertNotIn("keep only", outcome.err)
        return outcome.err

    def extract(self, matrices):
        return self.refusal("extract", self.write("m.safetensors", weights.to_bytes(NOTES, matrices)), "--tasks", 1)

    def test_files_of_other_formats_are_named_with_the_way_to_convert_them(self):
        for name, (content, what, reading) in CONTAINERS.items():
            for file in (name, name + ".safetensors"):
                self.write(file, content)
                for command in (["extract", file], ["gate", file], ["check", "--params", file, "--family", "cone"],
                                ["crosscheck", "reference", "--params", file]):
                    with self.subTest(command=command):
                        err = self.refusal(*command)
                        self.assertTrue(err.startswith(f"margincert: {file}: whole file: {what}"), err)
                        for piece in (reading, 'save_file({"layers.0.qk": ..., "layers.0.ov": ...}',
                                      'metadata={"feature_dim": "...", "classes": "..."})'):
                            self.assertIn(piece, err)

    def test_a_length_that_looks_like_another_format_is_still_a_length(self):
        sound = weights.to_bytes(NOTES, SOUND)
        [length] = struct.unpack_from("<Q", sound)
        header, data = sound[8:8 + length], sound[8 + length:]
        padded = struct.pack("<Q", 0x280) + header.ljust(0x280) + data
        self.assertEqual(padded[:2], b"\x80\x02")
        self.write("m.safetensors", padded)
        self.assertEqual(self.run_program("extract", "m.safetensors", "--tasks", 1, "--quiet").code, program.PASS)

    def test_tensors_of_other_transformers_are_named_with_what_they_mean(self):
        for tensor, what in TENSORS.items():
            with self.subTest(tensor=tensor):
                err = self.extract(SOUND | {tensor: MATRIX})
                self.assertIn(f"m.safetensors: tensor {tensor}: {what}", err)
                self.assertIn(REMEDIES.get(what, "the rest is another transformer"), err)
                self.assertNotIn("did you mean", err)

    def test_what_makes_the_model_another_one_is_named_first(self):
        tensors = ["layers.0.attn.k_proj.weight", "layers.0.attn.bias", "layers.0.norm.weight", "layers.0.fc1.weight"]
        while len(tensors) > 1:
            expected = min(tensors, key=lambda name: next(k for k, part in enumerate(ORDER) if part in name))
            self.assertIn(f"tensor {expected}: ", self.extract({name: MATRIX for name in tensors}))
            tensors.remove(expected)

    def test_a_stack_of_heads_is_seen_by_its_shape(self):
        content = b"".join(struct.pack("<d", number) for row in MATRIX for number in row) * 3
        header = {"__metadata__": NOTES,
                  "layers.0.ov": {"dtype": "F64", "shape": [3, 3], "data_offsets": [0, 72]},
                  "layers.0.qk": {"dtype": "F64", "shape": [2, 3, 3], "data_offsets": [72, 216]}}
        text = json.dumps(header).encode()
        self.write("m.safetensors", struct.pack("<Q", len(text)) + text + content)
        self.assertIn("tensor layers.0.qk: has the shape [2, 3, 3], and feature_dim + classes is 1 + 2: 2 heads",
                      self.refusal("extract", "m.safetensors"))

    def test_only_a_misspelt_name_of_the_format_is_corrected(self):
        for tensor in ("layers.0.QK", "layer.0.qk", "layers.0.kq", "layers.0.q_k"):
            self.assertIn('did you mean "layers.0.qk"?', self.extract({tensor: MATRIX, "layers.0.ov": MATRIX}))
        for tensor in ("layers.0.xy", "layers.0.temperature", "something.else"):
            err = self.extract(SOUND | {tensor: MATRIX})
            self.assertIn("is not a tensor of this format; it has layers.{t}.qk and layers.{t}.ov alone", err)

    def test_a_context_that_no_family_has_is_refused_by_file_and_key(self):
        self.write("m.safetensors", weights.to_bytes(NOTES | {"context": "2000000000"}, SOUND))
        for command in (["extract"], ["crosscheck"], ["gate"]):
            err = self.refusal(*command, "m.safetensors")
            self.assertIn("m.safetensors: __metadata__/context: the family no-margin has no such tasks: ", err)
            self.assertIn("; correct the number of training points, or leave it out", err)
        set_otherwise = self.run_program("crosscheck", "m.safetensors", "--set", "n=4", "--tasks", 1, "--quiet")
        self.assertEqual(set_otherwise.code, program.PASS, set_otherwise)


if __name__ == "__main__":
    program.main()
