#include "margincert/identify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "margincert/work/guards.hpp"
#include "margincert/work/models.hpp"
#include "numeric/exact_text.hpp"
#include "numeric/stop.hpp"
#include "recursion/trajectory.hpp"
#include "reports/record.hpp"
#include "reports/replay_command.hpp"
#include "generators/fresh_tasks.hpp"
#include "statistics/confidence.hpp"
#include "transformer/commutant.hpp"
#include "transformer/symmetry.hpp"
#include "transformer/task_comparison.hpp"

namespace margincert {
namespace {

using numeric::Interval;
using numeric::Truth;
using proofs::Outcome;
using reports::IdentificationTest;
using reports::shell_word;

constexpr numeric::Precision precision(256);  // of what needs no tasks

Outcome outcome_of(Truth holds) {
  return holds == Truth::yes ? Outcome::holds : holds == Truth::no ? Outcome::violated : Outcome::undecided;
}

/// A number that must be at most some bound, and where it is.
struct Measured {
  Interval value;
  std::optional<int> layer;
  std::string place, detail;
};

/// The largest, the first of equals; what is no number counts as larger than any.
const Measured& farthest(const std::vector<Measured>& all) {
  return *std::ranges::max_element(all, [](const Measured& a, const Measured& b) {
    if (a.value.is_poisoned() || b.value.is_poisoned()) return !a.value.is_poisoned();
    return mpfr_less_p(a.value.hi(), b.value.hi()) != 0;
  });
}

IdentificationTest judged(const std::string& check, const Measured& largest, double bound) {
  IdentificationTest test;
  test.check = check;
  test.outcome = outcome_of(is_less_equal(largest.value, Interval::exact(bound, precision)));
  test.layer = largest.layer;
  test.place = largest.place;
  test.detail = largest.detail;
  test.value = reports::record(largest.value);
  test.bound = bound;
  return test;
}

/// What of both is the difference; 0 of equals.
Interval relative_difference(const Interval& a, const Interval& b) {
  const Interval size = max(abs(a), abs(b));
  if (size.is_poisoned()) return Interval::poisoned(precision);
  return is_positive(size) == Truth::yes ? abs(a - b) / size : Interval(precision);
}

struct Coefficient {
  const char* name;
  double recursion::LayerParameters::*value;
};
constexpr std::array coefficients{Coefficient{"alpha", &recursion::LayerParameters::alpha},
                                  Coefficient{"gamma", &recursion::LayerParameters::gamma},
                                  Coefficient{"alpha_prime", &recursion::LayerParameters::alpha_prime},
                                  Coefficient{"gamma_prime", &recursion::LayerParameters::gamma_prime}};

/// Every coefficient of the declared recursion beside the one that is read off the weights.
std::vector<Measured> coefficient_differences(const recursion::Parameters& declared,
                                              const recursion::Parameters& read) {
  std::vector<Measured> all;
  for (int t = 0; t < read.depth(); ++t) {
    for (const Coefficient& coefficient : coefficients) {
      const double a = declared.layers[static_cast<std::size_t>(t)].*coefficient.value;
      const double b = read.layers[static_cast<std::size_t>(t)].*coefficient.value;
      const Interval difference = relative_difference(Interval::exact(a, precision), Interval::exact(b, precision));
      all.push_back(
          {difference, t, fmt::format("{} of layer {}", coefficient.name, t),
           fmt::format("{} of layer {} is {}, and extract reads {} off the weights: a relative difference in {}",
                       coefficient.name, t, a, b, decimal_text(difference, 6))});
    }
  }
  const recursion::IntervalArithmetic arithmetic(precision);
  const Interval difference = relative_difference(recursion::label_background(declared, arithmetic),
                                                  recursion::label_background(read, arithmetic));
  all.push_back({is_centring(declared) ? Interval(precision) : difference, std::nullopt, "label_background",
                 fmt::format("the label background is {}, and extract's is {}", to_string(declared.label_background),
                             to_string(read.label_background))});
  return all;
}

IdentificationTest test_extraction(const IdentificationRequest& request) {
  const recursion::Parameters read = extracted(request.transformer, request.weights);
  IdentificationTest test =
      judged("extraction", farthest(coefficient_differences(request.parameters, read)), request.thresholds.extraction);
  if (request.parameters == read) test.detail = "the recursion is what extract reads off the weights, bit for bit";
  return test;
}

/// The matrix, with rows that no prediction reads (docs/theory.md, I2) as 0: features that the last layer makes.
recursion::Rows<double> read_rows(const transformer::Weights& weights, std::size_t layer, bool attention) {
  recursion::Rows<double> matrix = attention ? weights.layers[layer].qk : weights.layers[layer].ov;
  if (attention || layer + 1 < weights.layers.size()) return matrix;
  for (std::size_t row = 0; row < static_cast<std::size_t>(weights.feature_dim); ++row) {
    std::ranges::fill(matrix[row], 0.0);
  }
  return matrix;
}

Measured distance_from_symmetry(const transformer::Weights& weights, std::size_t layer, bool attention) {
  const auto distance =
      transformer::commutant_distance(read_rows(weights, layer, attention), weights.feature_dim, precision);
  const std::string matrix = fmt::format("layers.{}.{}", layer, attention ? "qk" : "ov");
  // A matrix of zeros is symmetric.
  const Interval share = distance.whole.relative().value_or(Interval(precision));
  const auto& entry = distance.farthest;
  return {share, static_cast<int>(layer), entry ? fmt::format("{}[{}][{}]", matrix, entry->row, entry->column) : matrix,
          fmt::format("{} is farthest from the symmetric matrices, by {} of its norm{}", matrix, decimal_text(share, 6),
                      entry ? fmt::format("; most of all its entry [{}][{}], {} where the mean is {:.6g}", entry->row,
                                          entry->column, entry->value, entry->mean.mid_double())
                            : "")};
}

IdentificationTest test_equivariance(const IdentificationRequest& request) {
  std::vector<Measured> all;
  for (std::size_t layer = 0; layer < request.transformer.layers.size(); ++layer) {
    for (const bool attention : {true, false}) {
      all.push_back(distance_from_symmetry(request.transformer, layer, attention));
    }
  }
  return judged("equivariance", farthest(all), request.thresholds.equivariance);
}

/// The source's own distribution in the transformer's dimensions: as extract and crosscheck draw it.
transformer::TaskSource tasks_of(const IdentificationRequest& request) {
  const transformer::Weights& weights = request.transformer;
  const int context = work::context_of(weights, request.weights);
  return generators::fresh_tasks({weights.feature_dim, weights.classes, context}, request.seed);
}

struct Predictions {
  long correct = 0, unknown = 0, tasks = 0;
  std::optional<std::uint64_t> first_wrong, first_unknown;

  void add(std::uint64_t index, const transformer::Prediction& prediction, int truth) {
    ++tasks;
    correct += prediction == truth;
    unknown += !prediction;
    if (!prediction && !first_unknown) first_unknown = index;
    if (prediction && prediction != truth && !first_wrong) first_wrong = index;
  }
};

Predictions predict(const IdentificationRequest& request, const numeric::RunControl& running) {
  constexpr std::uint64_t at_once = 512;
  const transformer::TaskSource task = tasks_of(request);
  transformer::Predictor predict(request.transformer, running.thread_count(),
                                 [&running] { return running.asked_to_stop(); });
  Predictions all;
  const numeric::StopScope scope(running.stop);
  try {
    for (std::uint64_t first = 0; first < request.predicted && !running.asked_to_stop(); first += at_once) {
      const auto predicted =
          predict([&](std::uint64_t k) { return task(first + k); }, std::min(at_once, request.predicted - first));
      if (predict.was_cut_short()) break;
      for (std::uint64_t k = 0; k < predicted.size(); ++k) {
        all.add(first + k, predicted[k], task(first + k).probe_class);
      }
      running.show({request.name + ": predictions", first + predicted.size(), request.predicted});
    }
  } catch (const numeric::Stopped&) {  // what was predicted before it counts
  }
  return all;
}

/// A statement about a sample, with 95 % confidence at each end's half: neither certified nor decided where the
/// threshold lies inside. A task without a prediction counts for neither side.
IdentificationTest test_accuracy(const IdentificationRequest& request, double least,
                                 const numeric::RunControl& running) {
  const Predictions predictions = predict(request, running);
  const statistics::Range range =
      statistics::proportion(predictions.correct, predictions.unknown, predictions.tasks, reports::confidence_level);
  const bool complete = predictions.tasks == static_cast<long>(request.predicted);
  IdentificationTest test;
  test.check = "accuracy";
  test.outcome = range.hi < least                ? Outcome::violated
                 : range.lo >= least && complete ? Outcome::holds
                                                 : Outcome::undecided;
  test.detail = fmt::format(
      "{} of {} fresh tasks are predicted correctly{}: an accuracy in [{:.4f}, {:.4f}] with 95 % "
      "confidence, at least {} is asked for",
      predictions.correct, predictions.tasks,
      predictions.unknown == 0 ? ""
                               : fmt::format(", and {} have no prediction, since binary64 overflows and no enclosure "
                                             "decided",
                                             predictions.unknown),
      range.lo, range.hi, least);
  test.source = "no-margin";
  test.task = predictions.first_wrong ? predictions.first_wrong : predictions.first_unknown;
  test.value = reports::record(Interval::between(range.lo, range.hi, numeric::Precision(53)));
  test.bound = least;
  return test;
}

IdentificationTest test_of(const transformer::ThresholdVerdict& verdict) {
  IdentificationTest test;
  test.check = verdict.threshold.text;
  test.outcome = outcome_of(verdict.holds);
  test.layer = verdict.layer;
  test.source = "no-margin";
  test.task = verdict.task;
  test.bound = verdict.threshold.bound;
  if (verdict.value) test.value = reports::record(*verdict.value);
  test.detail = verdict.value
                    ? fmt::format("largest at layer {}: {}{}", *verdict.layer, decimal_text(*verdict.value, 6),
                                  verdict.task ? fmt::format("; farthest off on task {}", *verdict.task) : "")
                    : "no layer has this quantity";
  return test;
}

transformer::Judged compare(const IdentificationRequest& request, const numeric::RunControl& running) {
  const transformer::TaskComparer comparer =
      transformer::comparer(request.transformer, transformer::RecursionDynamics{request.parameters});
  const transformer::TaskSource task = tasks_of(request);
  return judge_climbing(request.thresholds.compared, request.compared, [&](numeric::Precision bits) {
    const std::string what = fmt::format("{} against the recursion, {} bits", request.name, bits.bits());
    return compare_tasks(comparer, task, request.compared, bits,
                         running.named(what));
  });
}

std::vector<reports::DifferenceSeries> differences_of(const IdentificationRequest& request,
                                                      const transformer::Summary& summary) {
  using transformer::Quantity;
  std::vector<reports::DifferenceSeries> all;
  for (const Quantity quantity :
       {Quantity::centred_labels, Quantity::centred_probe_label, Quantity::features, Quantity::attention}) {
    reports::DifferenceSeries series{request.name, "residual." + to_string(quantity), {}};
    for (const auto& layer : summary.layers) {
      const auto residual = measured_by(transformer::Measure::residual, layer[quantity]);
      series.layers.push_back(residual ? std::optional(reports::record(*residual)) : std::nullopt);
    }
    all.push_back(std::move(series));
  }
  return all;
}

std::string weights_command(const IdentificationRequest& request, std::uint64_t tasks) {
  return fmt::format("margincert extract {} --tasks {} --seed {}", shell_word(request.weights), tasks, request.seed);
}

std::string comparison_command(const IdentificationRequest& request, const transformer::Threshold& threshold) {
  return fmt::format("margincert crosscheck {}{} --tasks {} --seed {} --at-most {}", shell_word(request.weights),
                     request.recursion.empty() ? "" : " --params " + shell_word(request.recursion), request.compared,
                     request.seed, shell_word(threshold.text));
}

}  // namespace

static void require_thresholds(const IdentificationRequest& request) {
  canonical_threshold("extraction", request.thresholds.extraction);
  canonical_threshold("equivariance", request.thresholds.equivariance);
  if (request.thresholds.accuracy) canonical_threshold("accuracy", *request.thresholds.accuracy);
  if (!request.thresholds.compared.empty() && request.compared == 0) {
    throw Refusal("compared", "no task to compare on", "give at least 1, or no thresholds");
  }
  if (request.thresholds.accuracy && request.predicted == 0) {
    throw Refusal("predicted", "no task to predict", "give at least 1, or no threshold");
  }
}

void require_identifiable(const IdentificationRequest& request) {
  work::require_whole(request.transformer, request.weights.empty() ? "weights" : request.weights);
  work::require_whole(request.parameters, request.recursion.empty() ? "parameters" : request.recursion);
  require_thresholds(request);
  work::require_same_shape(request.transformer, request.recursion, request.parameters.feature_dim,
                           request.parameters.classes, request.parameters.depth());
  work::context_of(request.transformer, request.weights);
}

Identification identify(const IdentificationRequest& request, const numeric::RunControl& control) {
  require_identifiable(request);
  const numeric::RunControl running = control.started();
  Identification found;
  const auto add = [&](IdentificationTest test, const std::string& replay) {
    test.model = request.name;
    test.replay = replay;
    found.tests.push_back(std::move(test));
  };
  if (!request.recursion.empty()) add(test_extraction(request), weights_command(request, 1));
  add(test_equivariance(request), weights_command(request, 1));
  if (request.thresholds.accuracy && !running.asked_to_stop()) {
    add(test_accuracy(request, *request.thresholds.accuracy, running), weights_command(request, request.predicted));
  }
  found.complete = !running.asked_to_stop();
  if (!found.complete) return found;
  const transformer::Judged judged = compare(request, running);
  found.complete = judged.summary.tasks == request.compared;
  if (judged.summary.tasks == 0) return found;
  for (const auto& verdict : judged.verdicts) {
    add(test_of(verdict), comparison_command(request, verdict.threshold));
  }
  found.differences = differences_of(request, judged.summary);
  return found;
}

}  // namespace margincert
