#pragma once

#include <string>
#include <string_view>

#include "transformer/weights.hpp"

namespace margincert::transformer {

/// Reads a transformer's safetensors file (docs/formats.md, "Transformer weights"); files::FileError names the file,
/// the place and the remedy.
Weights read_weights(const std::string& path);

/// The same from the file's bytes; `name` stands for the file in messages.
Weights parse_weights(std::string_view bytes, const std::string& name);

/// The file's bytes: every weight an F64, bit for bit; equal weights give equal bytes. std::invalid_argument for
/// weights that parse_weights would not accept: not finite, no layers, sizes out of range or at odds with each other, a
/// note under one of the keys feature_dim, classes and context.
std::string to_safetensors(const Weights& weights);

}  // namespace margincert::transformer
