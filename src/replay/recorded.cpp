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

/// One recorded end as an exact number of Arb; infinite ends are kept.
class End {
 public:
  explicit End(const std::string& text) {
    arf_init(value_);
    mpfr_t number;
    mpfr_init2(number, bits_of_an_end);
    mpfr_set_str(number, text.c_str(), 0, MPFR_RNDN);
    arf_set_mpfr(value_, number);
    mpfr_clear(number);
  }
  End(const End&) = delete;
  End& operator=(const End&) = delete;
  ~End() { arf_clear(value_); }
  arf_srcptr get() const { return value_; }

 private:
  arf_t value_;
};

/// The ends of a ball, outward.
class BallEnds {
 public:
  explicit BallEnds(const Real& ball) {
    arf_init(lo_);
    arf_init(hi_);
    arb_get_lbound_arf(lo_, ball.get(), bits_of_a_ball);
    arb_get_ubound_arf(hi_, ball.get(), bits_of_a_ball);
  }
  BallEnds(const BallEnds&) = delete;
  BallEnds& operator=(const BallEnds&) = delete;
  ~BallEnds() {
    arf_clear(lo_);
    arf_clear(hi_);
  }
  arf_srcptr lo() const { return lo_; }
  arf_srcptr hi() const { return hi_; }

 private:
  arf_t lo_, hi_;
};

}  // namespace

Agreement agreement(const files::Enclosure& recorded, const Real& derived) {
  if (derived.is_poisoned()) return Agreement::overlapping;
  const End lo(recorded.lo), hi(recorded.hi);
  const BallEnds ball(derived);
  if (arf_cmp(ball.hi(), lo.get()) < 0 || arf_cmp(hi.get(), ball.lo()) < 0) return Agreement::apart;
  const bool inside = arf_cmp(lo.get(), ball.lo()) <= 0 && arf_cmp(ball.hi(), hi.get()) <= 0;
  return inside ? Agreement::inside : Agreement::overlapping;
}

bool is_below_zero(const files::Enclosure& recorded) { return arf_sgn(End(recorded.hi).get()) < 0; }

}  // namespace margincert::replay
