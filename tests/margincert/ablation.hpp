#pragma once

#include "margincert/check.hpp"

namespace margincert::work_tests {

/// Attention of the shipped model "soft" leaks, so that Theorem A breaks once class purity is not required.
inline CheckRequest ablation_request() {
  CheckRequest request;
  request.models = {load_model("soft")};
  request.sources = {family_source("prototype", {"sigma=0.02", "n=6"}, 6)};
  request.selection.statements = select_statements({"geometric-margin-growth"});
  request.selection.chosen = true;
  request.selection.dropped = {"class-purity"};
  request.selection.regime = recursion::Regime::full;
  return request;
}

}  // namespace margincert::work_tests
