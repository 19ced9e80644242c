#pragma once

#include <string>
#include <vector>

#include "recursion/parameters.hpp"
#include "transformer/weights.hpp"

namespace margincert {

// Models as users name them: by a file, or a shipped one by its name. A file's defects are files::FileError; a word
// that is neither is a Refusal, with the nearest name.

/// Recursion parameters: of a recursion file or a case, or read off a transformer's weights.
struct Model {
  std::string name;
  recursion::Parameters parameters;
};
/// Shipped are "reference", "pytorch", "textbook" and "soft".
Model load_model(const std::string& path_or_name);
/// What the gate runs without a file: the fitted reference, which Theorem C covers, and the textbook parameters, which
/// meet the signs of Theorems A and B.
std::vector<Model> gated_models();

/// A transformer, of a safetensors file.
transformer::Weights load_weights(const std::string& path_or_name);

/// The recursion that is read off the weights of `file` (transformer/symmetry.hpp). FileError where entries are so
/// large that it overflows.
recursion::Parameters extracted(const transformer::Weights& weights, const std::string& file);

}  // namespace margincert
