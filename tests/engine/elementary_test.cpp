#include "engine/elementary.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <mpfr.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "engine/elementary-inl.hpp"
#include "generators/counter_random.hpp"

namespace {

using namespace margincert;
using generators::Random;
using Doubles = std::vector<double>;

/// An elementary function in MPFR, correctly rounded to as many bits as its result has.
using ElementaryReference = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
/// The same in vectors.
using ElementaryVectors = void (*)(std::span<const double>, std::span<double>);

class MpfrNumber {
 public:
  MpfrNumber() { mpfr_init2(value_, 200); }
  ~MpfrNumber() { mpfr_clear(value_); }
  MpfrNumber(const MpfrNumber&) = delete;
  MpfrNumber& operator=(const MpfrNumber&) = delete;
  operator mpfr_ptr() { return value_; }

 private:
  mpfr_t value_;
};

/// The largest relative error among some results. One that is no number is as bad as any.
struct ElementaryWorst {
  double error = 0;
  double argument = 0;

  void take(double seen, double x) {
    if (seen <= error) return;
    error = std::isnan(seen) ? HUGE_VAL : seen;
    argument = x;
  }
  std::string text() const { return fmt::format("2^{:.3f} at {:a}", std::log2(error), argument); }
};

/// The worst of each row of results for the arguments x. Where the function is 0 or 1 exactly, so must they be.
std::vector<ElementaryWorst> worst_errors(ElementaryReference function, const Doubles& x,
                                          const std::vector<Doubles>& results) {
  std::vector<ElementaryWorst> worst(results.size());
  MpfrNumber argument, exact, error;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mpfr_set_d(argument, x[i], MPFR_RNDN);
    const bool rounded = function(exact, argument, MPFR_RNDN) != 0;
    for (std::size_t row = 0; row < results.size(); ++row) {
      const double computed = results[row][i];
      if (!rounded) {
        worst[row].take(computed == mpfr_get_d(exact, MPFR_RNDN) ? 0 : HUGE_VAL, x[i]);
        continue;
      }
      mpfr_d_sub(error, computed, exact, MPFR_RNDN);
      mpfr_div(error, error, exact, MPFR_RNDN);
      worst[row].take(std::abs(mpfr_get_d(error, MPFR_RNDA)), x[i]);
    }
  }
  return worst;
}

/// x and the doubles next to it, `reach` to either side.
void add_neighbourhood(Doubles& samples, double x, int reach) {
  samples.push_back(x);
  for (const double end : {-HUGE_VAL, HUGE_VAL}) {
    double next = x;
    for (int i = 0; i < reach; ++i) samples.push_back(next = std::nextafter(next, end));
  }
}

/// 1, 1 + ulp, 2 - ulp and some short and some long mantissas, for each exponent.
void add_binades(Doubles& samples, int lowest, int highest, Random& random) {
  for (int exponent = lowest; exponent <= highest; ++exponent) {
    for (const double m : {1.0, 1 + 0x1p-52, 2 - 0x1p-52, 1.5, 1 + static_cast<double>(random.below(256)) / 256,
                           1 + random.uniform(), 1 + random.uniform()}) {
      samples.push_back(std::ldexp(m, exponent));
    }
  }
}

Doubles only_between(double lowest, double highest, const Doubles& samples) {
  Doubles kept;
  for (const double x : samples) {
    if (lowest <= x && x <= highest) kept.push_back(x);
  }
  return kept;
}

/// h ln 2 / 2 to the nearest double: where r is 0 for even h, and where k changes for odd.
double half_multiple_of_ln2(int h) {
  MpfrNumber x;
  mpfr_const_log2(x, MPFR_RNDN);
  mpfr_mul_si(x, x, h, MPFR_RNDN);
  mpfr_div_2ui(x, x, 1, MPFR_RNDN);
  return mpfr_get_d(x, MPFR_RNDN);
}

Doubles exp_samples() {
  Random random(1, "exp samples", 0);
  Doubles samples;
  for (const double end : {engine::exp_lowest, engine::exp_highest}) add_neighbourhood(samples, end, 100);
  add_binades(samples, -1074, 9, random);
  const std::size_t positive = samples.size();
  for (std::size_t i = 0; i < positive; ++i) samples.push_back(-samples[i]);
  for (int h = -2043; h <= 2046; ++h) add_neighbourhood(samples, half_multiple_of_ln2(h), 2);
  for (int whole = -708; whole <= 709; ++whole) add_neighbourhood(samples, whole, 1);
  for (int i = 0; i < 20'000; ++i) {
    samples.push_back(-708 * random.uniform());
    samples.push_back(
        std::ldexp(static_cast<double>(random.bits() >> 40) - 0x1p23, -static_cast<int>(random.below(24))));
  }
  return only_between(engine::exp_lowest, engine::exp_highest, samples);
}

Doubles log_samples() {
  Random random(1, "log samples", 0);
  Doubles samples;
  add_binades(samples, -1022, 1023, random);
  for (int exponent = -1022; exponent <= 1023; ++exponent) {
    add_neighbourhood(samples, std::ldexp(1.0, exponent), 2);
    add_neighbourhood(samples, std::ldexp(engine::LogConstants::sqrt_half, exponent), 2);
  }
  add_neighbourhood(samples, 1, 1000);
  for (int i = 0; i < 10'000; ++i) {
    samples.push_back(0.5 + 1.5 * random.uniform());
    samples.push_back(1 + std::ldexp(random.uniform() - 0.5, -static_cast<int>(random.below(52))));
    samples.push_back(std::bit_cast<double>(random.bits() >> 1));
    samples.push_back(static_cast<double>(random.below(1'000'000)) / 4096);
  }
  return only_between(std::numeric_limits<double>::min(), std::numeric_limits<double>::max(), samples);
}

/// The worst error on every kind of vector that there is here.
struct ElementaryOutcome {
  std::vector<std::string> targets;
  std::vector<ElementaryWorst> worst;
};

ElementaryOutcome on_all_targets(ElementaryVectors function, ElementaryReference reference, const Doubles& x) {
  ElementaryOutcome outcome;
  std::vector<Doubles> results;
  engine::on_every_target([&](const char* name) {
    outcome.targets.push_back(name);
    function(x, results.emplace_back(x.size()));
  });
  outcome.worst = worst_errors(reference, x, results);
  return outcome;
}

void check_bound(const std::string& function, double bound, std::size_t samples, const ElementaryOutcome& outcome) {
  REQUIRE(!outcome.targets.empty());
  for (std::size_t i = 0; i < outcome.targets.size(); ++i) {
    MESSAGE(function << " on " << outcome.targets[i] << ": worst of " << samples << " errors "
                     << outcome.worst[i].text() << ", proven 2^" << std::log2(bound));
    CHECK(outcome.worst[i].error <= bound);
    // The last rounding alone comes to nearly 2^-53 somewhere; much less would say that nothing was compared.
    CHECK(outcome.worst[i].error > 0x1p-54);
  }
}

namespace vectors = engine::lanes::HWY_NAMESPACE;
using ElementaryTag = hwy::HWY_NAMESPACE::ScalableTag<double>;

/// The worst error of the kernel's own code with other numbers.
template <class Constants>
ElementaryWorst exp_with(const Doubles& samples) {
  Doubles results;
  for (const double x : samples) {
    const auto lanes = vectors::exp<Constants>(ElementaryTag(), vectors::hn::Set(ElementaryTag(), x));
    results.push_back(vectors::hn::GetLane(lanes));
  }
  return worst_errors(mpfr_exp, samples, {results})[0];
}

template <class Constants>
ElementaryWorst log_with(const Doubles& samples) {
  Doubles results;
  for (const double x : samples) {
    const auto lanes = vectors::log<Constants>(ElementaryTag(), vectors::hn::Set(ElementaryTag(), x));
    results.push_back(vectors::hn::GetLane(lanes));
  }
  return worst_errors(mpfr_log, samples, {results})[0];
}

struct PerturbedExp : engine::ExpConstants {
  static constexpr double c11 = engine::ExpConstants::c11 * (1 + 0x1p-8);
};
struct ShortLn2Exp : engine::ExpConstants {
  static constexpr double ln2_low = 0;
};
struct PerturbedLog : engine::LogConstants {
  static constexpr double l6 = engine::LogConstants::l6 * (1 + 0x1p-4);
};
struct ShortLn2Log : engine::LogConstants {
  static constexpr double ln2_low = 0;
};

/// NaNs of either sign, quiet and signalling, with low bits set that exponents are made of.
Doubles not_numbers() {
  Doubles nans;
  for (const std::uint64_t payload :
       {1ull, 0x3ffull, 0x800ull, 0xfffull, 1ull << 51, (1ull << 51) + 1, (1ull << 52) - 1}) {
    for (const std::uint64_t sign : {0ull, 1ull << 63}) {
      nans.push_back(std::bit_cast<double>(sign | 0x7ffull << 52 | payload));
    }
  }
  return nans;
}

void check_all(const Doubles& results, bool (*expected)(double)) {
  for (const double result : results) CHECK(expected(result));
}

}  // namespace

TEST_CASE("the exponential keeps its proven bound on every kind of vector") {
  const Doubles samples = exp_samples();
  check_bound("exp", engine::exp_relative_error, samples.size(), on_all_targets(engine::exp, mpfr_exp, samples));
}

TEST_CASE("the logarithm keeps its proven bound on every kind of vector") {
  const Doubles samples = log_samples();
  check_bound("log", engine::log_relative_error, samples.size(), on_all_targets(engine::log, mpfr_log, samples));
}

TEST_CASE("the same comparison catches wrong numbers in the kernels") {
  const Doubles for_exp = exp_samples(), for_log = log_samples();
  CHECK(exp_with<engine::ExpConstants>(for_exp).error <= engine::exp_relative_error);
  CHECK(exp_with<PerturbedExp>(for_exp).error > engine::exp_relative_error);
  CHECK(exp_with<ShortLn2Exp>(for_exp).error > engine::exp_relative_error);
  CHECK(log_with<engine::LogConstants>(for_log).error <= engine::log_relative_error);
  CHECK(log_with<PerturbedLog>(for_log).error > engine::log_relative_error);
  CHECK(log_with<ShortLn2Log>(for_log).error > engine::log_relative_error);
}

TEST_CASE("special values of exponential and logarithm, on every kind of vector") {
  const double least = std::numeric_limits<double>::min(), infinity = std::numeric_limits<double>::infinity();
  engine::on_every_target([&](const char* name) {
    CAPTURE(name);
    Doubles results = {0.0, -0.0, 0x1p-1074, -0x1p-1074, least, -least};
    engine::exp(results, results);
    check_all(results, [](double y) { return y == 1; });

    results = not_numbers();
    engine::exp(results, results);
    check_all(results, [](double y) { return std::isnan(y); });

    results = {1.0};
    engine::log(results, results);
    check_all(results, [](double y) { return y == 0 && !std::signbit(y); });

    results = not_numbers();
    results.insert(results.end(), {0.0, -0.0, 0x1p-1074, least - 0x1p-1074, -least, -1, -infinity, infinity});
    engine::log(results, results);
    check_all(results, [](double y) { return std::isnan(y); });
  });
}

TEST_CASE("elementary functions take any number of arguments, one result each") {
  engine::on_every_target([](const char* name) {
    CAPTURE(name);
    for (std::size_t size = 0; size < 20; ++size) {
      Doubles x, together(size + 1, -1);
      for (std::size_t i = 0; i < size; ++i) x.push_back(0.5 + static_cast<double>(i));
      for (const ElementaryVectors function : {engine::exp, engine::log}) {
        function(x, std::span(together).first(size));
        for (std::size_t i = 0; i < size; ++i) {
          double alone = 0;
          function({&x[i], 1}, {&alone, 1});
          CHECK(together[i] == alone);
        }
        CHECK(together[size] == -1);
      }
    }
  });
}

// MARGINCERT_SAMPLES=268435456 test_engine --no-skip -tc='a sweep*': minutes to hours, and so no part of the suite.
TEST_CASE("a sweep over many samples prints the worst" * doctest::skip()) {
  const char* wanted = std::getenv("MARGINCERT_SAMPLES");
  const std::size_t samples = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 1 << 24, at_once = 1 << 14;
  ElementaryOutcome exponentials, logarithms;
  const auto merge = [](ElementaryOutcome& all, const ElementaryOutcome& some) {
    all.targets = some.targets;
    all.worst.resize(some.worst.size());
    for (std::size_t i = 0; i < all.worst.size(); ++i) all.worst[i].take(some.worst[i].error, some.worst[i].argument);
  };
  for (std::size_t done = 0; done < samples; done += at_once) {
    Random random(2, "sweep", done);
    Doubles for_exp, for_log;
    while (for_exp.size() < at_once) {
      // Anywhere, beside a breakpoint of the reduction, and near 0; in all binades, beside √2 2^k, and near 1.
      const int h = static_cast<int>(random.below(2020)) - 2020, exponent = static_cast<int>(random.below(2045)) - 1022;
      const double near = std::ldexp(random.uniform() - 0.5, -static_cast<int>(random.below(40)));
      for_exp.insert(for_exp.end(),
                     {-708 * random.uniform(), 709 * random.uniform(), h * 0.34657359027997264 + near, near});
      for_log.insert(for_log.end(), {std::ldexp(1 + random.uniform(), exponent), 0.5 + 1.5 * random.uniform(),
                                     std::ldexp(1.4142135623730951 * (1 + near / 2), exponent), 1 + near});
    }
    merge(exponentials, on_all_targets(engine::exp, mpfr_exp, for_exp));
    merge(logarithms, on_all_targets(engine::log, mpfr_log, for_log));
  }
  check_bound("exp", engine::exp_relative_error, samples, exponentials);
  check_bound("log", engine::log_relative_error, samples, logarithms);
}
