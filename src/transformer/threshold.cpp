#include "transformer/threshold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "files/hex_float.hpp"
#include "numeric/ladder.hpp"
#include "files/nearest.hpp"

namespace margincert::transformer {
namespace {

using numeric::Interval;
using numeric::Truth;

constexpr std::array measures{Measure::forced, Measure::free, Measure::relative, Measure::residual};

std::optional<double> parse_bound(std::string_view text) {
  if (files::is_hex_float(text)) return files::parse_hex_float(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> farthest_task(Measure measure, const QuantitySummary& summary) {
  if (measure == Measure::forced) return summary.forced.task;
  if (measure == Measure::free) return summary.free.task;
  return summary.relative ? std::optional(summary.relative->task) : std::nullopt;
}

bool any_undecided(const std::vector<ThresholdVerdict>& verdicts) {
  return std::ranges::any_of(
      verdicts, [](const ThresholdVerdict& verdict) { return verdict.holds == Truth::unknown && verdict.value; });
}

void forget_what_holds(std::vector<ThresholdVerdict>& verdicts) {
  for (ThresholdVerdict& verdict : verdicts) {
    if (verdict.holds == Truth::yes) verdict.holds = Truth::unknown;
  }
}

}  // namespace

std::string to_string(Measure measure) {
  static const std::array<const char*, measures.size()> names{"forced", "free", "relative", "residual"};
  return names[static_cast<std::size_t>(measure)];
}

Threshold parse_threshold(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string name(text.substr(0, equals));
  std::vector<std::string> known;
  std::optional<Threshold> found;
  for (const Measure measure : measures) {
    for (const Quantity quantity : quantities()) {
      known.push_back(fmt::format("{}.{}", to_string(measure), to_string(quantity)));
      const bool is_short = measure == Measure::forced && name == to_string(quantity);
      if (name == known.back() || is_short) found = Threshold{measure, quantity, 0, std::string(text)};
    }
  }
  std::vector<std::string> names;
  for (const Quantity quantity : quantities()) names.push_back(to_string(quantity));
  if (!found) {
    known.insert(known.end(), names.begin(), names.end());
    throw ThresholdError(
        fmt::format("no quantity '{}'{}; use one of {}, alone or after forced., free., relative. or residual.", name,
                    files::did_you_mean(name, known), files::joined(names)));
  }
  const std::string_view bound_text = equals == std::string_view::npos ? "" : text.substr(equals + 1);
  const std::optional<double> bound = parse_bound(bound_text);
  if (!bound || *bound < 0) {
    throw ThresholdError(
        fmt::format("'{}': '{}' is not a bound; write QUANTITY=BOUND, such as {}=0.1", text, bound_text, name));
  }
  if (*bound > largest_bound) {
    throw ThresholdError(fmt::format("'{}': hardly anything could miss a bound of {}; give one from 0 to {}", text,
                                     bound_text, largest_bound));
  }
  found->bound = *bound;
  return *found;
}

std::optional<Interval> measured_by(Measure measure, const std::optional<QuantitySummary>& summary) {
  if (!summary) return std::nullopt;
  switch (measure) {
    case Measure::forced:
      return summary->forced.value;
    case Measure::free:
      return summary->free.value;
    case Measure::relative:
      return summary->relative ? std::optional(summary->relative->value) : std::nullopt;
    case Measure::residual:
      break;
  }
  return summary->residual;
}

ThresholdVerdict judge(const Threshold& threshold, const Summary& summary) {
  ThresholdVerdict verdict{threshold, Truth::yes, std::nullopt, std::nullopt, std::nullopt};
  bool is_above = false;
  for (std::size_t t = 0; t < summary.layers.size(); ++t) {
    const auto& layer = summary.layers[t][threshold.quantity];
    const auto value = measured_by(threshold.measure, layer);
    if (!value) continue;
    const Truth within = is_less_equal(*value, Interval::exact(threshold.bound, value->precision()));
    verdict.holds = verdict.holds & within;
    const bool above = within == Truth::no;
    const bool higher = !verdict.value || mpfr_greater_p(value->hi(), verdict.value->hi());
    const bool says_more = above != is_above ? above : higher;
    if (!says_more) continue;
    is_above = above;
    verdict.layer = static_cast<int>(t);
    verdict.value = value;
    verdict.task = farthest_task(threshold.measure, *layer);
  }
  if (!verdict.value) verdict.holds = Truth::unknown;
  return verdict;
}

std::vector<ThresholdVerdict> judge(const std::vector<Threshold>& thresholds, const Summary& summary) {
  std::vector<ThresholdVerdict> verdicts;
  for (const Threshold& threshold : thresholds) verdicts.push_back(judge(threshold, summary));
  return verdicts;
}

Judged judge_climbing(const std::vector<Threshold>& thresholds, std::uint64_t asked,
                      const std::function<Summary(numeric::Precision)>& compare) {
  Judged judged{compare(first_compared), {}};
  judged.verdicts = judge(thresholds, judged.summary);
  const numeric::Ladder ladder = numeric::Ladder::standard();
  for (const numeric::Precision precision : ladder.rungs()) {
    if (precision <= first_compared || !any_undecided(judged.verdicts)) continue;
    Summary sharper = compare(precision);
    if (sharper.tasks < asked) break;  // stopped: what there is says more
    judged = {std::move(sharper), {}};
    judged.verdicts = judge(thresholds, judged.summary);
  }
  if (judged.summary.tasks < asked) forget_what_holds(judged.verdicts);
  return judged;
}

}  // namespace margincert::transformer
