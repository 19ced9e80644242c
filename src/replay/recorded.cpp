#include "replay/recorded.hpp"

#include <arf.h>
#include <mpfr.h>

namespace margincert::replay {
namespace {

using arb::Real;

/// Case files hold ends of up to 1024 bits; this many read them exactly.
constexpr int bits_of_an_end = 2048;
/// Enough to make the ends of any ball of a replay exact.
constexpr int bits_of_a_ball = 8192;

class Number {
 public:
  Number() { arf_init(value_); }
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;
  ~Number() { arf_clear(value_); }
  arf_ptr get() { return value_; }
  arf_srcptr get() const { return value_; }

 private:
  arf_t value_;
};

/// One recorded end as an exact number of Arb; infinite ends are kept.
class End {
 public:
  explicit End(const std::string& text) {
    mpfr_t number;
    mpfr_init2(number, bits_of_an_end);
    mpfr_set_str(number, text.c_str(), 0, MPFR_RNDN);
    arf_set_mpfr(value_.get(), number);
    mpfr_clear(number);
  }
  arf_srcptr get() const { return value_.get(); }

 private:
  Number value_;
};

/// The ends of a ball, outward.
class BallEnds {
 public:
  explicit BallEnds(const Real& ball) {
    arb_get_lbound_arf(lo_.get(), ball.get(), bits_of_a_ball);
    arb_get_ubound_arf(hi_.get(), ball.get(), bits_of_a_ball);
  }
  arf_srcptr lo() const { return lo_.get(); }
  arf_srcptr hi() const { return hi_.get(); }

 private:
  Number lo_, hi_;
};

}  // namespace

Agreement agreement(const files::Enclosure& recorded, const Real& derived, const Real& scale) {
  if (derived.is_poisoned()) return Agreement::open;
  const End lo(recorded.lo), hi(recorded.hi);
  const BallEnds ball(derived);
  if (arf_cmp(ball.hi(), lo.get()) < 0 || arf_cmp(hi.get(), ball.lo()) < 0) return Agreement::apart;
  if (arf_cmp(lo.get(), ball.lo()) <= 0 && arf_cmp(ball.hi(), hi.get()) <= 0) return Agreement::inside;
  // How wide the recorded enclosure is must not matter: a ball across one of its ends leaves open on which side of it
  // the number lies.
  if (scale.is_poisoned()) return Agreement::open;
  Number width, least;
  arf_sub(width.get(), ball.hi(), ball.lo(), 64, ARF_RND_CEIL);
  arb_get_abs_lbound_arf(least.get(), scale.get(), 64);
  arf_mul_2exp_si(least.get(), least.get(), -1000);
  return arf_cmp(width.get(), least.get()) <= 0 ? Agreement::touching : Agreement::open;
}

bool is_finite(const files::Enclosure& recorded) {
  return arf_is_finite(End(recorded.lo).get()) && arf_is_finite(End(recorded.hi).get());
}

bool is_below_zero(const files::Enclosure& recorded) { return arf_sgn(End(recorded.hi).get()) < 0; }

}  // namespace margincert::replay
