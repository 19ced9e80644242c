#pragma once

#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "engine/engine.hpp"

namespace margincert::engine {

/// One number for each lane.
struct alignas(64) Lanes {
  std::array<double, tasks_at_once> of{};

  static Lanes all(double x) {
    Lanes lanes;
    lanes.of.fill(x);
    return lanes;
  }
};

/// An aligned table of doubles, zero to begin with.
class Doubles {
 public:
  explicit Doubles(std::size_t size = 0)
      : values_(size == 0 ? nullptr : hwy::AllocateAligned<double>(size)), size_(size) {
    if (values_) std::fill_n(values_.get(), size, 0.0);
  }
  double* data() { return values_.get(); }
  const double* data() const { return values_.get(); }
  std::size_t size() const { return size_; }
  void fill(double x) { std::fill_n(values_.get(), size_, x); }

 private:
  hwy::AlignedFreeUniquePtr<double[]> values_;
  std::size_t size_;
};

}  // namespace margincert::engine
