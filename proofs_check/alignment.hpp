#pragma once

#include <cstdint>
#include <vector>

#include "proofs_check/evidence.hpp"

namespace margincert::proofs {

/// How probes stand with their classes at one layer, summed over tasks: in integers, so that the order of adding leaves
/// no trace.
struct LayerAlignment {
  long tasks = 0;                  ///< on which both margins exist and were evaluated
  long margin_positive = 0;        ///< of these: geometric margin certified > 0
  long label_margin_positive = 0;  ///< of these: label margin certified > 0
  /// Sums of p, the probe's attention mass on its class, and of p^2, each rounded to the nearest multiple of 2^-30 and
  /// in that unit. 0 at layer T, which does not attend.
  std::int64_t own_mass = 0, own_mass_squares = 0;

  LayerAlignment& operator+=(const LayerAlignment& other);
  friend bool operator==(const LayerAlignment&, const LayerAlignment&) = default;
};

/// By layer, 0..T.
using Alignment = std::vector<LayerAlignment>;
void add(Alignment& sum, const Alignment& other);

/// One task's alignment, from evidence that is there anyway: each layer as the first evidence tells it in which nothing
/// failed and both signs are certain, else as the last in which nothing failed.
class AlignmentObserver {
 public:
  void see(const Evidence& evidence);
  const Alignment& layers() const { return layers_; }

 private:
  Alignment layers_;
  std::vector<bool> settled_;
};

}  // namespace margincert::proofs
