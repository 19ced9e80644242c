#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace margincert::transformer {

/// A tensor of another transformer, known by its name.
struct ForeignTensor {
  int rank;  ///< the lower, the more it stands in the way of the model being one of this class
  std::string problem, remedy;
};

/// What a tensor that is not of this format is by the customs of PyTorch models, and what to do about it; none where
/// its name says nothing.
std::optional<ForeignTensor> foreign_tensor(std::string_view name);

/// Is it meant to be one of the format's own, qk or ov, and only misspelt?
bool is_misspelt(std::string_view name);

}  // namespace margincert::transformer
