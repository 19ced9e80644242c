#pragma once

#include <optional>
#include <string>
#include <vector>

#include "margincert/work/gate_plan.hpp"

namespace margincert::work {

/// What is gated: recursions, and a transformer that must follow one of them.
struct Gated {
  std::vector<Model> models;
  std::vector<IdentificationRequest> identification;  ///< one or none
  std::vector<std::string> remarks;
  std::optional<Model> like;  ///< whatever theorem covers it must cover all of them
};

/// Reads what the plan names: the shipped models, a recursion, or weights with the recursion that is declared for them
/// or read off them. FileError for what cannot be read and for a recursion of another shape than the weights or the
/// models.
Gated load_gated(const GatePlan& plan);

}  // namespace margincert::work
