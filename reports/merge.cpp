#include "reports/merge.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "reports/merge_runs.hpp"

namespace margincert::reports {
namespace {

/// Shortest texts that read back as the same number tell 0 from -0, which == does not.
template <class T>
void require_equal(const std::string& field, const T& ours, const T& theirs) {
  const std::string a = fmt::format("{}", ours), b = fmt::format("{}", theirs);
  if (a != b) throw Difference(fmt::format("{} is {} and {}", field, a, b));
}

std::map<std::string, std::string> texts(const std::map<std::string, Requirement>& required) {
  std::map<std::string, std::string> result;
  for (const auto& [statement, least] : required) {
    result[statement] = fmt::format("applicable {}, coverage {}", least.applicable, least.coverage);
  }
  return result;
}

void require_equal_requests(const Request& a, const Request& b) {
  require_equal("request.command", a.command, b.command);
  require_equal("request.profile", a.profile, b.profile);
  require_equal("request.config", a.config, b.config);
  require_equal("request.seed", a.seed, b.seed);
  require_equal("request.statements", a.statements, b.statements);
  require_equal("request.statements_chosen", a.statements_chosen, b.statements_chosen);
  require_equal("request.corrupted_twins", a.corrupted_twins, b.corrupted_twins);
  require_equal("request.dropped", a.dropped, b.dropped);
  require_equal("request.regime", a.regime, b.regime);
  require_equal("request.ladder", a.ladder, b.ladder);
  require_equal("request.required_applicable", a.required_applicable, b.required_applicable);
  require_equal("request.required", texts(a.required), texts(b.required));
  require_equal("request.fail_on", a.fail_on, b.fail_on);
  if (!(a == b)) throw Difference("the requests differ");
}

void require_equal_parameters(const std::string& model, const recursion::Parameters& a,
                              const recursion::Parameters& b) {
  const std::string place = fmt::format("models.{}: ", model);
  require_equal(place + "feature_dim", a.feature_dim, b.feature_dim);
  require_equal(place + "classes", a.classes, b.classes);
  require_equal(place + "label_background", recursion::to_string(a.label_background),
                recursion::to_string(b.label_background));
  require_equal(place + "the number of layers", a.layers.size(), b.layers.size());
  for (std::size_t t = 0; t < a.layers.size(); ++t) {
    const recursion::LayerParameters &ours = a.layers[t], &theirs = b.layers[t];
    const auto number = [&](const char* name, double mine, double other) {
      require_equal(fmt::format("{}{} of layer {}", place, name, t), mine, other);
    };
    number("alpha", ours.alpha, theirs.alpha);
    number("gamma", ours.gamma, theirs.gamma);
    number("alpha_prime", ours.alpha_prime, theirs.alpha_prime);
    number("gamma_prime", ours.gamma_prime, theirs.gamma_prime);
  }
}

void add_models(Report& sum, const Report& other) {
  for (const auto& [name, parameters] : other.models) {
    const auto [known, added] = sum.models.emplace(name, parameters);
    if (!added) require_equal_parameters(name, known->second, parameters);
  }
}

/// Of the entries that one key names, the one that ranks highest; in the order of the keys.
template <class T, class Key, class Rank>
void keep_worst(std::vector<T>& entries, Key key, Rank rank) {
  std::ranges::stable_sort(entries, [&](const T& a, const T& b) {
    const auto key_a = key(a), key_b = key(b);
    return key_a != key_b ? key_a < key_b : rank(b) < rank(a);
  });
  const auto repeated = std::ranges::unique(entries, [&](const T& a, const T& b) { return key(a) == key(b); });
  entries.erase(repeated.begin(), repeated.end());
}

int severity(proofs::Outcome outcome) {
  switch (outcome) {
    case proofs::Outcome::holds:
      return 0;
    case proofs::Outcome::not_applicable:
      return 1;
    case proofs::Outcome::undecided:
      return 2;
    case proofs::Outcome::error:
      return 3;
    case proofs::Outcome::violated:
      break;
  }
  return 4;
}

auto rank_of(const std::optional<Enclosure>& enclosure) {
  const Enclosure& e = enclosure ? *enclosure : Enclosure{};
  return std::tuple(e.hi_double, e.lo_double, e.hi, e.lo);
}

/// In the order in which a transformer is gated: what it is, then how close.
int stage(const std::string& check) {
  const std::vector<std::string> first{"extraction", "equivariance", "accuracy"};
  return static_cast<int>(std::ranges::find(first, check) - first.begin());
}

void order_identification(std::vector<IdentificationTest>& tests) {
  keep_worst(
      tests, [](const IdentificationTest& t) { return std::tuple(t.model, stage(t.check), t.check, t.source); },
      [](const IdentificationTest& t) {
        return std::tuple(severity(t.outcome), rank_of(t.value), t.bound, t.layer, t.task, t.place, t.detail, t.replay);
      });
}

void order_differences(std::vector<DifferenceSeries>& differences) {
  keep_worst(
      differences, [](const DifferenceSeries& d) { return std::tuple(d.model, d.quantity); },
      [](const DifferenceSeries& d) {
        std::vector<decltype(rank_of({}))> layers;
        for (const auto& layer : d.layers) layers.push_back(rank_of(layer));
        return layers;
      });
}

void order_twins(std::vector<TwinTest>& twins, const std::vector<std::string>& statements) {
  keep_worst(
      twins, [&](const TwinTest& t) { return std::tuple(std::ranges::find(statements, t.statement), t.statement); },
      [](const TwinTest& t) { return std::tuple(!t.caught, t.where); });
}

void order_cases(std::vector<CaseTest>& cases) {
  keep_worst(
      cases, [](const CaseTest& c) { return c.name; },
      [](const CaseTest& c) { return std::tuple(!c.accepted, c.reason); });
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void add(Report& sum, const Report& other) {
  require_equal_requests(sum.request, other.request);
  require_equal("baseline_file", sum.baseline_file, other.baseline_file);
  add_models(sum, other);
  add_runs(sum.runs, other.runs);
  append(sum.cases, other.cases);
  append(sum.identification, other.identification);
  append(sum.differences, other.differences);
  append(sum.twins, other.twins);
  append(sum.remarks, other.remarks);
  sum.interrupted = sum.interrupted || other.interrupted;
  sum.out_of_time = sum.out_of_time || other.out_of_time;
  sum.seconds = std::max(sum.seconds, other.seconds);
}

}  // namespace

void put_in_order(Report& report) {
  order_runs(report.runs);
  order_cases(report.cases);
  order_identification(report.identification);
  order_differences(report.differences);
  order_twins(report.twins, report.request.statements);
  std::ranges::sort(report.remarks);
  const auto repeated = std::ranges::unique(report.remarks);
  report.remarks.erase(repeated.begin(), repeated.end());
}

Report merge(const std::vector<Report>& reports) {
  if (reports.empty()) throw std::invalid_argument("there is no report to merge");
  Report sum = reports.front();
  for (std::size_t i = 1; i < reports.size(); ++i) {
    try {
      add(sum, reports[i]);
    } catch (const Difference& difference) {
      throw MergeError(i, difference.what());
    }
  }
  put_in_order(sum);
  return sum;
}

}  // namespace margincert::reports
