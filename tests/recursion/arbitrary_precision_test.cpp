#include <doctest/doctest.h>
#include <mpfr.h>

#include <boost/multiprecision/mpfr.hpp>
#include <cmath>

#include "arb/to_interval.hpp"
#include "arb/trajectory.hpp"
#include "recursion/convert_observables.hpp"
#include "recursion/rounded_arithmetic.hpp"
#include "recursion/trajectory.hpp"
#include "tests/recursion/compare.hpp"
#include "tests/recursion/random_tasks.hpp"

namespace margincert::recursion_tests {
namespace {

using boost::multiprecision::mpfr_float;
using numeric::Rounded;
using recursion::Regime;
using RoundedLayers = std::vector<recursion::Observables<Rounded>>;

struct AnyExample {
  recursion::Task task;
  recursion::Parameters parameters;
  Regime regime;
};

AnyExample any_example(int index) {
  Random random(11, "arbitrary-precision", index);
  const recursion::Task task = raw_task(random_shape(random), random);
  recursion::Parameters parameters = random_parameters(task.feature_dim(), task.classes, 2, Signs::any, random);
  parameters.label_background = random_background(random);
  return {task, parameters, index % 2 == 0 ? Regime::full : Regime::class_pure};
}

RoundedLayers rounded_layers(const AnyExample& example, int bits) {
  RoundedLayers layers;
  recursion::run({example.task, example.parameters}, example.regime, recursion::RoundedArithmetic(Precision(bits)),
                 [&](recursion::Observables<Rounded>&& layer) { layers.push_back(std::move(layer)); });
  return layers;
}

bool same_layers(const RoundedLayers& a, const RoundedLayers& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t t = 0; t < a.size(); ++t) {
    const auto left = fields_of(a[t]), right = fields_of(b[t]);
    for (std::size_t k = 0; k < left.size(); ++k) {
      if (left[k].value.has_value() != right[k].value.has_value()) return false;
      if (!left[k].value) continue;
      if (!(*left[k].value == *right[k].value) || left[k].value->precision() != right[k].value->precision())
        return false;
    }
  }
  return true;
}

/// Boost of older versions has a default for the thread alone.
template <class Number>
unsigned thread_default() {
  if constexpr (requires { Number::thread_default_precision(); }) return Number::thread_default_precision();
  return Number::default_precision();
}
template <class Number>
void set_thread_default(unsigned digits) {
  if constexpr (requires { Number::thread_default_precision(digits); }) Number::thread_default_precision(digits);
}

/// All defaults that a number of MPFR could take its precision from, set while it lives.
class Defaults {
 public:
  Defaults(unsigned all_threads, unsigned this_thread, mpfr_prec_t of_mpfr)
      : all_threads_(mpfr_float::default_precision()),
        this_thread_(thread_default<mpfr_float>()),
        of_mpfr_(mpfr_get_default_prec()) {
    set(all_threads, this_thread, of_mpfr);
  }
  ~Defaults() { set(all_threads_, this_thread_, of_mpfr_); }
  Defaults(const Defaults&) = delete;
  Defaults& operator=(const Defaults&) = delete;

  static bool are(unsigned all_threads, unsigned this_thread, mpfr_prec_t of_mpfr) {
    return mpfr_float::default_precision() == all_threads && thread_default<mpfr_float>() == this_thread &&
           mpfr_get_default_prec() == of_mpfr;
  }

 private:
  static void set(unsigned all_threads, unsigned this_thread, mpfr_prec_t of_mpfr) {
    mpfr_float::default_precision(all_threads);
    set_thread_default<mpfr_float>(this_thread);
    mpfr_set_default_prec(of_mpfr);
  }

  unsigned all_threads_, this_thread_;
  mpfr_prec_t of_mpfr_;
};

/// 2^(20 - bits).
Interval allowance(int bits) {
  Interval allowed = Interval::exact(0x1p20, Precision(1024));
  for (int bit = 0; bit < bits; ++bit) allowed = allowed / 2;
  return allowed;
}

}  // namespace

TEST_CASE("a run in any precision depends on no default, and changes none") {
  for (int index = 0; index < 10; ++index) {
    const AnyExample example = any_example(index);
    for (const int bits : {53, 100, 1000}) {
      CAPTURE(index);
      CAPTURE(bits);
      const RoundedLayers before = rounded_layers(example, bits);
      for (const unsigned digits : {2u, 17u, 400u}) {
        const Defaults defaults(digits, digits + 3, static_cast<mpfr_prec_t>(digits) + 5);
        const auto all_threads = mpfr_float::default_precision(), this_thread = thread_default<mpfr_float>();
        CHECK(same_layers(rounded_layers(example, bits), before));
        CHECK(Defaults::are(all_threads, this_thread, static_cast<mpfr_prec_t>(digits) + 5));
      }
      for (const auto& layer : before) CHECK(layer.norm_squared.precision() == Precision(bits));
    }
  }
}

TEST_CASE("a run in any precision is as near to the truth as its bits say, by Arb with more of them") {
  // Logits stay below 50 and states below 20 here; two layers lose fewer than twenty bits.
  for (int index = 0; index < 30; ++index) {
    const AnyExample example = any_example(index);
    for (const int bits : {53, 100, 1000}) {
      CAPTURE(index);
      CAPTURE(bits);
      const Interval radius = allowance(bits);
      Layers enclosures;
      for (const auto& layer : arb::observables({example.task, example.parameters}, example.regime, bits + 100)) {
        enclosures.push_back(
            recursion::convert_observables(layer, [](const Real& x) { return enclosure_of(x, Precision(1024)); }));
      }
      CHECK(first_difference(enclosures, rounded_layers(example, bits),
                             [&](const Interval& enclosure, const Rounded& number) {
                               const Interval x = Interval::outward(number.get(), number.get(), Precision(1024));
                               return overlap(hull(enclosure - radius, enclosure + radius), x);
                             }) == "");
    }
  }
}

TEST_CASE("more bits are nearer: 1000 tell apart what 53 do not") {
  const AnyExample example = any_example(1);
  const auto coarse = rounded_layers(example, 53).back().norm_squared;
  const auto fine = rounded_layers(example, 1000).back().norm_squared;
  CHECK_FALSE(coarse == fine);
  CHECK(std::abs(coarse.to_double() - fine.to_double()) < 0x1p-36);
}

TEST_CASE("at 53 bits, and where no exponential is rounded, the run is that of the double program, bit for bit") {
  for (int index = 0; index < 30; ++index) {
    CAPTURE(index);
    AnyExample example = any_example(index);
    for (recursion::LayerParameters& layer : example.parameters.layers) layer.alpha = layer.gamma = 0;
    const auto numbers =
        recursion::final_state({example.task, example.parameters}, example.regime, recursion::DoubleArithmetic{});
    const auto rounded = recursion::final_state({example.task, example.parameters}, example.regime,
                                                recursion::RoundedArithmetic(Precision(53)));
    for (std::size_t j = 0; j < numbers.features.rows(); ++j) {
      for (std::size_t k = 0; k < numbers.features.columns(); ++k) {
        CHECK(rounded.features[j][k].to_double() == numbers.features[j][k]);
      }
      for (std::size_t c = 0; c < numbers.labels.columns(); ++c) {
        CHECK(rounded.labels[j][c].to_double() == numbers.labels[j][c]);
      }
    }
  }
}

}  // namespace margincert::recursion_tests
