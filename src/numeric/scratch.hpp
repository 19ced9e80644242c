#pragma once

#include <mpfr.h>

#include "numeric/precision.hpp"

namespace margincert::numeric {

/// A temporary MPFR number on the stack, for composing directed roundings without touching the heap.
class Scratch {
 public:
  explicit Scratch(mpfr_prec_t precision) {
    mpfr_custom_init(limbs_, precision);
    mpfr_custom_init_set(&number_, MPFR_ZERO_KIND, 0, precision, limbs_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  operator mpfr_ptr() { return &number_; }

 private:
  mp_limb_t limbs_[Precision::maximum / GMP_NUMB_BITS];
  __mpfr_struct number_;
};

}  // namespace margincert::numeric
