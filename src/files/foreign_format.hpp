#pragma once

#include <string>
#include <string_view>

namespace margincert::files {

/// FileError for bytes that begin as a file of a format that others keep weights in, and that is not read here:
/// PyTorch's own, pickles, numpy's, HDF5, GGUF. It names the format, and how to come from there to a safetensors file.
void refuse_foreign_format(std::string_view bytes, const std::string& name);

}  // namespace margincert::files
