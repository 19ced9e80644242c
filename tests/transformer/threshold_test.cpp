#include "transformer/threshold.hpp"

#include <doctest/doctest.h>

#include "tests/transformer/comparison_support.hpp"

namespace margincert::transformer_tests {
namespace {

using numeric::Truth;
using transformer::judge_climbing;
using transformer::Measure;
using transformer::parse_threshold;
using transformer::QuantitySummary;
using transformer::Summary;
using transformer::ThresholdError;

std::string complaint_about(const char* text) {
  try {
    parse_threshold(text);
  } catch (const ThresholdError& error) {
    return error.what();
  }
  return "";
}

/// Two layers whose labels have the given enclosures, and nothing else.
Summary labels_between(double lo_0, double hi_0, double lo_1, double hi_1) {
  Summary summary{1, 113, {}, {}};
  for (const auto& [lo, hi] : {std::pair{lo_0, hi_0}, {lo_1, hi_1}}) {
    const transformer::Extreme extreme{Interval::between(lo, hi, Precision(113)), 0};
    summary.layers.emplace_back()[Quantity::labels] =
        QuantitySummary{extreme, extreme, extreme, extreme, extreme.value};
  }
  return summary;
}

Truth verdict_on(const char* threshold, const Summary& summary) {
  return judge(parse_threshold(threshold), summary).holds;
}

TEST_CASE("a threshold names a measure and a quantity; forced is meant where no measure is named") {
  const auto plain = parse_threshold("labels=0.25");
  CHECK(plain.measure == Measure::forced);
  CHECK(plain.quantity == Quantity::labels);
  CHECK(plain.bound == 0.25);
  CHECK(parse_threshold("forced.labels=1").measure == Measure::forced);
  CHECK(parse_threshold("free.centred-probe-label=1").quantity == Quantity::centred_probe_label);
  CHECK(parse_threshold("relative.attention=1e-3").measure == Measure::relative);
  CHECK(parse_threshold("residual.logits=0x1.8p-1").bound == 0.75);
  CHECK(parse_threshold("features=0").bound == 0);
}

TEST_CASE("a bound that hardly anything could miss is refused") {
  CHECK(parse_threshold("labels=1e6").bound == 1e6);
  for (const char* text : {"labels=1000001", "residual.labels=1e308", "labels=0x1p20"}) {
    CAPTURE(text);
    CHECK(complaint_about(text).find("give one from 0 to 1000000") != std::string::npos);
  }
}

TEST_CASE("every quantity can be named, and its name is its own") {
  for (const Quantity quantity : transformer::quantities()) {
    CHECK(parse_threshold(to_string(quantity) + "=1").quantity == quantity);
  }
}

TEST_CASE("what is no threshold is answered with the nearest, or with an example") {
  CHECK(complaint_about("lables=1").find("did you mean 'labels'?") != std::string::npos);
  CHECK(complaint_about("fre.labels=1").find("did you mean 'free.labels'?") != std::string::npos);
  CHECK(complaint_about("").find("no quantity ''") != std::string::npos);
  CHECK(complaint_about("median.labels=1").find("residual.") != std::string::npos);
  for (const char* text : {"labels", "labels=", "labels=-1", "labels=nan", "labels=inf", "labels=1 ", "labels=1,5",
                           "labels=1e999", "labels=0x1p-2000"}) {
    CHECK_MESSAGE(complaint_about(text).find("is not a bound") != std::string::npos, text);
  }
}

TEST_CASE("a threshold holds when it holds at every layer, and is violated when it is at one") {
  CHECK(verdict_on("labels=2", labels_between(0, 1, 1, 2)) == Truth::yes);
  CHECK(verdict_on("labels=2", labels_between(0, 1, 2.5, 3)) == Truth::no);
  CHECK(verdict_on("labels=2", labels_between(2.5, 3, 0, 1)) == Truth::no);
  CHECK(verdict_on("labels=2", labels_between(1, 3, 0, 1)) == Truth::unknown);
  CHECK(verdict_on("labels=2", labels_between(1, 3, 2.5, 3)) == Truth::no);
  CHECK(verdict_on("features=2", labels_between(0, 1, 0, 1)) == Truth::unknown);
}

TEST_CASE("a verdict shows the layer that reaches highest") {
  const auto verdict = judge(parse_threshold("residual.labels=2"), labels_between(0, 4, 1, 3));
  CHECK(verdict.layer == 0);
  CHECK(verdict.value->hi_double() == 4);
  CHECK_FALSE(judge(parse_threshold("residual.logits=2"), labels_between(0, 4, 1, 3)).layer);
}

TEST_CASE("a violated threshold shows a layer at which it is violated") {
  const auto verdict = judge(parse_threshold("labels=2"), labels_between(1, 9, 3, 4));
  CHECK(verdict.holds == Truth::no);
  CHECK(verdict.layer == 1);
  CHECK(judge(parse_threshold("labels=2"), labels_between(3, 4, 1, 9)).layer == 0);
  CHECK(judge(parse_threshold("labels=2"), labels_between(3, 4, 5, 9)).layer == 1);
}

TEST_CASE("a verdict shows the task that is farthest off, of a residual by relative difference") {
  Summary summary = labels_between(0, 1, 0, 2);
  QuantitySummary& there = *summary.layers[1][Quantity::labels];
  there.forced.task = 3;
  there.free.task = 5;
  there.relative->task = 7;
  CHECK(judge(parse_threshold("labels=1"), summary).task == 3);
  CHECK(judge(parse_threshold("free.labels=1"), summary).task == 5);
  CHECK(judge(parse_threshold("relative.labels=1"), summary).task == 7);
  CHECK(judge(parse_threshold("residual.labels=1"), summary).task == 7);
  there.relative.reset();
  CHECK_FALSE(judge(parse_threshold("residual.labels=1"), summary).task);
}

/// Enclosures of labels that shrink as precision grows, of ten tasks or of fewer.
Summary sharpening(Precision bits, std::uint64_t tasks) {
  const double width = bits > transformer::first_compared ? 0.5 : 2;
  Summary summary = labels_between(2 - width, 2 - width / 2, 0, 1);
  if (bits < Precision(512)) summary = labels_between(2 - width, 2 + width, 0, 1);
  summary.tasks = tasks;
  return summary;
}

TEST_CASE("precision rises until the thresholds are decided") {
  std::vector<int> asked;
  const auto compare = [&](Precision bits) {
    asked.push_back(bits.bits());
    return sharpening(bits, 10);
  };
  const auto judged = judge_climbing({parse_threshold("labels=2")}, 10, compare);
  CHECK(asked == std::vector{113, 256, 512});
  CHECK(judged.verdicts.front().holds == Truth::yes);
  asked.clear();
  CHECK(judge_climbing({parse_threshold("labels=5")}, 10, compare).verdicts.front().holds == Truth::yes);
  CHECK(asked == std::vector{113});
}

TEST_CASE("fewer tasks than asked for refute a threshold and never confirm it") {
  const auto compare = [&](Precision bits) { return sharpening(bits, 4); };
  CHECK(judge_climbing({parse_threshold("labels=5")}, 10, compare).verdicts.front().holds == Truth::unknown);
  const auto worse = [&](Precision) {
    Summary summary = labels_between(8, 9, 0, 1);
    summary.tasks = 4;
    return summary;
  };
  CHECK(judge_climbing({parse_threshold("labels=5")}, 10, worse).verdicts.front().holds == Truth::no);
}

}  // namespace
}  // namespace margincert::transformer_tests
