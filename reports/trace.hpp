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

/// The same layers in one more arithmetic, beside the enclosures.
struct ArithmeticTrace {
  std::string arithmetic;  ///< "double", "mpfr", "interval", "ball", "arb", "engine"
  /// Its values contain the true ones; if not, they are points, and nothing is promised of them.
  bool is_enclosure = false;
  numeric::Precision precision{53};
  /// Poison stands for a value that it has no answer for.
  std::vector<TracedLayer> layers = {};

  bool answers(const TracedLayer& layer) const;
};

/// The trajectory of one task, observed at layers 0..T.
struct Trace {
  numeric::Precision precision{113};  ///< of the enclosures
  recursion::Regime regime = recursion::Regime::full;
  std::vector<TracedLayer> layers;  ///< enclosures, ends rounded outward
  std::vector<ArithmeticTrace> arithmetics = {};
  bool interrupted = false, out_of_time = false;
};

std::string to_text(const Trace& trace);
/// An enclosure of all x - t for the x in `value` and the t in `enclosure`, rounded outward to 53 bits: by how much
/// what an arithmetic says may be off the true value.
numeric::Interval off_by(const numeric::Interval& value, const numeric::Interval& enclosure);

/// margincert-trace/1; where other arithmetics stand beside the enclosures, margincert-trace/2 (docs/formats.md).
std::string to_json(const Trace& trace);

}  // namespace margincert::reports
