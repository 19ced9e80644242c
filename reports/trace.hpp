#pragma once

#include <optional>
#include <string>
#include <vector>

#include "numeric/interval.hpp"
#include "recursion/parameters.hpp"

namespace margincert::reports {

/// A quantity of one layer (docs/theory.md, section 4).
struct TracedQuantity {
  const char* name;                        ///< in documents
  const char* symbol;                      ///< in the theory
  std::optional<numeric::Interval> value;  ///< none where the set that it ranges over is empty
};

struct TracedLayer {
  int layer = 0;
  std::vector<TracedQuantity> quantities;         ///< in the order of the format
  std::vector<numeric::Interval> attention_mass;  ///< p_c for every class c; none at the last layer
};

/// The trajectory of one task, observed at layers 0..T.
struct Trace {
  numeric::Precision precision{113};  ///< of the enclosures
  recursion::Regime regime = recursion::Regime::full;
  std::vector<TracedLayer> layers;  ///< enclosures, ends rounded outward
  bool interrupted = false, out_of_time = false;
};

std::string to_text(const Trace& trace);
/// margincert-trace/1 (docs/formats.md).
std::string to_json(const Trace& trace);

}  // namespace margincert::reports
