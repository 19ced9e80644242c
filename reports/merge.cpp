#include "reports/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "reports/baseline.hpp"
#include "reports/contrast.hpp"
#include "reports/merge_runs.hpp"

namespace margincert::reports {
namespace {

void require_none(const std::vector<Contrast>& contrasts) {
  if (contrasts.empty()) return;
  const auto& [field, ours, theirs] = contrasts.front();
  throw Difference(fmt::format("{} is {} and {}", field, ours, theirs));
}

/// Of each entry it is kept that it has expired somewhere; all else that is said of it follows from the merged record.
void add_baseline(Report& sum, const Report& other) {
  if (sum.baseline_file != other.baseline_file) {
    throw Difference(fmt::format("baseline_file is '{}' and '{}'", sum.baseline_file, other.baseline_file));
  }
  if (sum.baseline.size() != other.baseline.size()) {
    throw Difference(fmt::format("baseline has {} and {} entries", sum.baseline.size(), other.baseline.size()));
  }
  for (std::size_t i = 0; i < sum.baseline.size(); ++i) {
    BaselineEntry &ours = sum.baseline[i], theirs = other.baseline[i];
    const bool expired = ours.standing == Standing::expired || theirs.standing == Standing::expired;
    ours.standing = theirs.standing = expired ? Standing::expired : Standing::stale;
    if (!(ours == theirs)) {
      throw Difference(fmt::format("baseline[{}] differs ({} and {})", i, ours.fingerprint, theirs.fingerprint));
    }
  }
}

void add_models(Report& sum, const Report& other) {
  for (const auto& [name, parameters] : other.models) {
    const auto [known, added] = sum.models.emplace(name, parameters);
    if (!added) require_none(contrasts(name, known->second, parameters));
  }
}

/// Of the entries that one key names, the one that ranks highest; in the order of the keys.
template <class T, class Key, class Rank>
void keep_worst(std::vector<T>& entries, Key key, Rank rank) {
  std::ranges::stable_sort(entries, [&](const T& a, const T& b) {
    const auto key_a = key(a), key_b = key(b);
    return key_a != key_b ? key_a < key_b : rank(b) < rank(a);
  });
  // Not std::ranges::unique, as clang 14 does not compile libstdc++'s.
  const auto repeated = std::unique(entries.begin(), entries.end(), [&](const T& a, const T& b) { return key(a) == key(b); });
  entries.erase(repeated, entries.end());
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

void require_equal(const std::optional<Reference>& sum, const std::optional<Reference>& other) {
  const std::string ours = sum ? sum->name : "none", theirs = other ? other->name : "none";
  if (ours != theirs) throw Difference(fmt::format("like is {} and {}", ours, theirs));
  if (sum) require_none(contrasts(sum->name, sum->parameters, other->parameters));
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void add(Report& sum, const Report& other) {
  require_none(contrasts(sum.request, other.request));
  add_baseline(sum, other);
  add_models(sum, other);
  require_equal(sum.reference, other.reference);
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
  report.remarks.erase(std::unique(report.remarks.begin(), report.remarks.end()), report.remarks.end());
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
  restate_baseline(sum);
  return sum;
}

}  // namespace margincert::reports
