#include "files/foreign_format.hpp"

#include <fmt/format.h>

#include <optional>

#include "files/file_error.hpp"

namespace margincert::files {

namespace {

/// A file of another format: what it is, and the Python that reads its arrays.
struct Foreign {
  std::string_view what, reading;
};

constexpr Foreign pytorch{"is in PyTorch's own format",
                          "import torch; from safetensors.torch import save_file; w = torch.load(PATH)"},
    pickle{"is a pickle, as PyTorch wrote before 1.6",
           "import torch; from safetensors.torch import save_file; w = torch.load(PATH)"},
    npz{"is an archive of numpy's, npz", "import numpy; from safetensors.numpy import save_file; w = numpy.load(PATH)"},
    npy{"is a single array of numpy's, npy",
        "import numpy; from safetensors.numpy import save_file; w = numpy.load(PATH)"},
    hdf5{"is an HDF5 file", "import h5py; from safetensors.numpy import save_file; w = h5py.File(PATH)"},
    gguf{"is a GGUF file", "import gguf; from safetensors.numpy import save_file; w = gguf.GGUFReader(PATH)"};

/// numpy names the members of its archives *.npy.
bool begins_with_an_array(std::string_view zip) {
  constexpr std::size_t length_at = 26, name_at = 30;
  if (zip.size() < name_at) return false;
  const auto length = static_cast<unsigned char>(zip[length_at]);
  return zip.substr(name_at, length).ends_with(".npy");
}

bool is_pickle(std::string_view bytes) {
  return bytes.size() > 1 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5;
}

/// The header of a safetensors file begins behind its length, which may look like anything.
bool may_be_safetensors(std::string_view bytes) {
  constexpr std::size_t length_bytes = 8;
  return bytes.size() > length_bytes && bytes[length_bytes] == '{';
}

std::optional<Foreign> foreign(std::string_view bytes) {
  if (may_be_safetensors(bytes)) return std::nullopt;
  if (bytes.starts_with("PK\x03\x04")) return begins_with_an_array(bytes) ? npz : pytorch;
  if (bytes.starts_with("\x93NUMPY")) return npy;
  if (bytes.starts_with("\x89HDF\r\n\x1a\n")) return hdf5;
  if (bytes.starts_with("GGUF")) return gguf;
  if (is_pickle(bytes)) return pickle;
  return std::nullopt;
}

}  // namespace

void refuse_foreign_format(std::string_view bytes, const std::string& name) {
  const auto found = foreign(bytes);
  if (!found) return;
  throw FileError(
      name, "whole file", found->what,
      fmt::format("convert it in Python: {}; save_file({{\"layers.0.qk\": ..., \"layers.0.ov\": ...}}, "
                  "\"model.safetensors\", metadata={{\"feature_dim\": \"...\", \"classes\": \"...\"}}), with the "
                  "matrices made of w as docs/formats.md says under \"Transformer weights\"",
                  found->reading));
}

}  // namespace margincert::files
