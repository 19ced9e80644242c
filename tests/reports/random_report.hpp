#pragma once

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "files/hex_float.hpp"
#include "generators/counter_random.hpp"
#include "numeric/interval.hpp"
#include "proofs_check/guarantees.hpp"
#include "proofs_check/hypotheses.hpp"
#include "proofs_check/statement.hpp"
#include "reports/baseline.hpp"
#include "reports/finding.hpp"
#include "reports/parts.hpp"
#include "reports/record.hpp"
#include "reports/report.hpp"

/// Reports that no program wrote: every field takes every kind of value that a report can have, and the record is
/// consistent, so that a reader accepts it. Made of integers alone, and equal for equal integers.
namespace margincert::reports_tests {

/// How large a random report may be.
struct ReportSize {
  int models = 2;
  int sources = 2;  ///< runs per model
  int statements = 3;
  int layers = 2;
  int tasks = 12;     ///< of a run, at most
  int entries = 4;    ///< of lists that come in any length
  bool calm = false;  ///< nothing in it stands in the way of a pass
};

namespace random_report_parts {

using generators::Random;
using reports::Report;
using reports::Run;
using reports::Tally;

inline int below(Random& random, int bound) {
  return static_cast<int>(random.below(static_cast<std::uint64_t>(bound)));
}
inline bool one_in(Random& random, int n) { return below(random, n) == 0; }

template <class Make>
auto maybe(Random& random, const Make& make) {
  return one_in(random, 2) ? std::nullopt : std::optional(make());
}

template <class Make>
auto some(Random& random, int most, const Make& make) {
  std::vector<decltype(make())> items(static_cast<std::size_t>(below(random, most + 1)));
  for (auto& item : items) item = make();
  return items;
}

template <class T>
const T& one_of(Random& random, const std::vector<T>& items) {
  return items[random.below(items.size())];
}

/// Whatever a name or a message may hold: blanks, quotes, markup, escapes, other scripts.
inline std::string text(Random& random) {
  static const std::vector<std::string> pieces{
      "a",     "Z",   "0",  " ",       "-",      "\"",     "\\",     "\n",        "\t",        "<b>",
      "&amp;", "]]>", "'",  "`",       "|",      "%",      "$(x)",   "Δ_t",       "≥",         "𝔸",
      "\x01",  "é",   "::", "\x1b[2J", "\u009b", "\u202e", "\u200b", "::error::", "##[error]", "\nPASS holds=9"};
  std::string made;
  for (int i = 1 + below(random, 6); i > 0; --i) made += one_of(random, pieces);
  return made;
}

/// Any finite double: short ones mostly, and any pattern of bits.
inline double number(Random& random) {
  if (!one_in(random, 4)) return (below(random, 2001) - 1000) / 64.0;
  const double any = std::bit_cast<double>(random.bits());
  return std::isfinite(any) ? any : -0.0;
}

inline std::uint64_t seed(Random& random) { return random.bits() >> below(random, 64); }

/// Points and wide ones, with infinite ends, and poisoned ones.
inline reports::Enclosure enclosure(Random& random) {
  const numeric::Precision precision(53 + below(random, 972));
  if (one_in(random, 12)) return reports::record(numeric::Interval::poisoned(precision));
  if (one_in(random, 12)) return reports::record(numeric::Interval::entire(precision));
  numeric::Interval x = numeric::Interval::exact(number(random), precision);
  if (one_in(random, 2)) x += numeric::Interval::between(number(random), INFINITY, precision);
  if (one_in(random, 2)) x /= numeric::Interval::integer(3, precision);
  return reports::record(x);
}

inline reports::Enclosure negative(Random& random) {
  const double hi = -1.0 / (1 + below(random, 1000));
  return reports::record(numeric::Interval::between(hi - below(random, 3), hi, numeric::Precision(53)));
}

inline reports::Comparison comparison(Random& random) {
  return {below(random, 4),  one_in(random, 2) ? "" : text(random),
          one_in(random, 4), enclosure(random),
          enclosure(random), enclosure(random)};
}

inline int rung(Random& random) { return 53 + below(random, 972); }

/// A task that the run has judged.
inline std::uint64_t task_of(const Run& run, Random& random) {
  std::uint64_t task = random.below(run.tasks);
  while (!judges(run, task)) task = (task + 1) % run.tasks;
  return task;
}

inline reports::Witness witness(const Run& run, const ReportSize& size, Random& random) {
  reports::Witness witness;
  witness.task = task_of(run, random);
  witness.rung = rung(random);
  if (one_in(random, 3)) witness.reason = text(random);
  witness.deciding = maybe(random, [&] { return comparison(random); });
  witness.slack_value = maybe(random, [&] { return number(random); });
  witness.tightest_ratio = maybe(random, [&] { return number(random); });
  witness.layers = some(random, size.layers, [&] { return comparison(random); });
  return witness;
}

inline files::Case violating_case(const std::string& statement, Random& random) {
  const double x = (1 + below(random, 64)) / 64.0;
  files::Case file;
  file.tool = "margincert 0.1.0";
  file.statement = statement;
  file.corrupted = one_in(random, 2);
  file.hypotheses = proofs::find_statement(statement)->hypotheses;
  file.verdict = "violated";
  file.relation = "at-least";
  file.greater = {files::hex_float(0), files::hex_float(0)};
  file.lesser = {files::hex_float(x), files::hex_float(x)};
  file.slack = {files::hex_float(-x), files::hex_float(-x)};
  file.rung = 53;
  file.origin = {"check", "", "cone", {{"n", "2"}}, seed(random), seed(random), seed(random), "worst"};
  file.parameters = {1, 2, recursion::Fraction{-1, 3}, {{x, -x, x / 2, 0}}};
  file.task = {2, recursion::Rows<double>(1, {x, -1}), {0, std::nullopt}, {x}, 1};
  return file;
}

inline reports::WitnessCase witness_case(const std::string& statement, Random& random) {
  const auto frame = [&] {
    return reports::Frame{below(random, 3), some(random, 3, [&] {
                            return std::vector{number(random), number(random)};
                          })};
  };
  return {fmt::format("{}-task{}.case.json", statement, below(random, 1000)),
          maybe(random, [&] { return violating_case(statement, random); }), some(random, 2, frame)};
}

inline reports::Violation violation(const Run& run, const std::string& statement, const ReportSize& size,
                                    Random& random) {
  reports::Violation violation;
  violation.worst = witness(run, size, random);
  violation.worst.reason.clear();
  violation.worst.deciding = comparison(random);
  violation.worst.deciding->slack = negative(random);
  do {
    violation.first_task = task_of(run, random);
  } while (violation.first_task > violation.worst.task);
  if (one_in(random, 3)) {
    violation.unconfirmed_because = text(random);
  } else {
    violation.confirmed_at = 53 + below(random, 4000);
    violation.cases = some(random, 2, [&] { return witness_case(statement, random); });
  }
  return violation;
}

/// Divides `total` among keys that `key` draws.
template <class Key, class Draw>
std::map<Key, long> divided(long total, Random& random, const Draw& key) {
  std::map<Key, long> counts;
  for (; total > 0; --total) ++counts[key()];
  (void)random;
  return counts;
}

inline std::vector<std::string> hypothesis_ids() {
  std::vector<std::string> ids{proofs::quantities_undefined};
  for (const auto& hypothesis : proofs::hypotheses()) ids.push_back(hypothesis.id);
  return ids;
}

/// Counts of as many tasks as the run has judged.
inline Tally counts(const std::string& id, const Run& run, const ReportSize& size, Random& random) {
  Tally tally;
  tally.id = id;
  tally.regime = one_in(random, 2) ? recursion::Regime::full : recursion::Regime::class_pure;
  long left = static_cast<long>(run.tasks_done);
  const auto take = [&](int one_in_n) {
    const long taken = one_in(random, one_in_n) ? below(random, static_cast<int>(left) + 1) : 0;
    left -= taken;
    return taken;
  };
  if (!size.calm) {
    tally.violated = take(3);
    tally.undecided = take(5);
    tally.not_applicable = take(2);
  }
  tally.holds = left;
  tally.not_applicable_because =
      divided<std::string>(tally.not_applicable, random, [&] { return one_of(random, hypothesis_ids()); });
  for (const auto& [cause, excluded] : tally.not_applicable_because) {
    if (cause == proofs::quantities_undefined || !one_in(random, 3)) continue;
    tally.near_misses[cause] = {1 + below(random, static_cast<int>(excluded)),
                                proofs::nearest_miss / (1 + below(random, 1000))};
  }
  tally.rungs = divided<int>(tally.holds + tally.violated, random, [&] { return 53 << below(random, 5); });
  return tally;
}

inline Tally statement_tally(const std::string& id, const Run& run, const ReportSize& size, Random& random) {
  Tally tally = counts(id, run, size, random);
  if (!size.calm && tally.holds > 0 && one_in(random, 5)) {
    --tally.holds;
    --tally.rungs.begin()->second;
    std::erase_if(tally.rungs, [](const auto& entry) { return entry.second == 0; });
    ++tally.errors;
  }
  const long decided = tally.holds + tally.violated;
  tally.slacks = divided<int>(decided - (decided > 0 ? below(random, 2) : 0), random,
                              [&] { return below(random, 20001) - 10000; });
  if (tally.holds > 0) tally.closest = witness(run, size, random);
  if (decided > 0) tally.tightest = maybe(random, [&] { return witness(run, size, random); });
  if (tally.undecided + tally.errors > 0) tally.first_open = witness(run, size, random);
  if (tally.violated > 0) tally.violation = violation(run, id, size, random);
  return tally;
}

inline reports::Part part(Random& random) {
  if (one_in(random, 2)) return {};
  reports::Part part{2 + below(random, 3), {}};
  for (int i = 1; i <= part.of; ++i) {
    if (one_in(random, 2) && static_cast<int>(part.done.size()) + 1 < part.of) part.done.push_back(i);
  }
  if (part.done.empty()) part.done = {part.of};
  return part;
}

inline reports::Usage usage(const Run& run, Random& random) {
  const int tasks = static_cast<int>(tasks_in_parts(run));
  reports::Usage usage;
  usage.applicable = below(random, tasks + 1);
  const long excluded = below(random, tasks + 1 - static_cast<int>(usage.applicable));
  usage.obstacles = divided<std::string>(excluded, random, [&] { return one_of(random, hypothesis_ids()); });
  usage.judged = usage.applicable + excluded;
  return usage;
}

inline Run run(const Report& report, int position, const std::string& model, const ReportSize& size, Random& random) {
  Run run;
  run.position = position;
  run.model = model;
  run.source = one_in(random, 4) ? "files" : one_of<std::string>(random, {"cone", "prototype", "no-margin"});
  for (int i = below(random, 3); i > 0; --i) run.settings[text(random)] = text(random);
  run.task_files = some(random, size.entries, [&] { return text(random); });
  if (one_in(random, 3)) run.parameter_draw = text(random);
  run.random = one_in(random, 2);
  if (!size.calm) run.part = part(random);
  run.tasks = static_cast<std::uint64_t>(run.part.of + below(random, size.tasks));
  run.tasks_done = !size.calm && one_in(random, 4) ? random.below(tasks_in_parts(run) + 1) : tasks_in_parts(run);
  for (const std::string& id : report.request.statements)
    run.statements.push_back(statement_tally(id, run, size, random));
  for (const std::string& id : report.request.statements) {
    if (report.reference && !one_in(random, 4)) run.reference[id] = usage(run, random);
  }
  for (const proofs::Guarantee& guarantee : proofs::guarantees()) {
    if (one_in(random, 2)) run.guarantees.push_back(counts(guarantee.id, run, size, random));
  }
  for (int layer = 0; layer <= size.layers; ++layer) {
    run.profile.push_back({layer, below(random, 100), below(random, 100), below(random, 100),
                           static_cast<std::int64_t>(random.bits() >> 1),
                           static_cast<std::int64_t>(random.bits() >> 1)});
  }
  return run;
}

inline recursion::Parameters parameters(const ReportSize& size, Random& random) {
  recursion::Parameters made{1 + below(random, 5), 2 + below(random, 3), recursion::MinusOneOverClasses{}, {}};
  const int kind = below(random, 3);
  if (kind == 1) made.label_background = recursion::Fraction{below(random, 9) - 4, 1 + below(random, 9)};
  if (kind == 2) made.label_background = number(random);
  for (int t = 0; t < size.layers; ++t)
    made.layers.push_back({number(random), number(random), number(random), number(random)});
  return made;
}

inline std::vector<std::string> statements(const ReportSize& size, Random& random) {
  std::vector<std::string> ids;
  const auto& all = proofs::statements();
  for (const int i : random.permutation(static_cast<int>(all.size()))) {
    if (static_cast<int>(ids.size()) < size.statements) ids.push_back(all[static_cast<std::size_t>(i)].id);
  }
  return ids;
}

inline reports::Request request(const ReportSize& size, Random& random) {
  reports::Request request;
  request.command = one_in(random, 2) ? "gate" : "check";
  request.profile = one_of<std::string>(random, {"", "ci", "dev", "nightly"});
  if (one_in(random, 2)) request.config = text(random);
  if (one_in(random, 2)) request.folder = text(random);
  request.seed = seed(random);
  request.statements = statements(size, random);
  request.statements_chosen = size.calm || one_in(random, 2);
  request.corrupted_twins = one_in(random, 4);
  for (const std::string& id : hypothesis_ids()) {
    if (id != proofs::quantities_undefined && one_in(random, 8)) request.dropped.push_back(id);
  }
  request.regime = one_of<std::string>(random, {"natural", "full", "class-pure"});
  request.ladder = {53, 113, 256 + below(random, 100)};
  request.engine = one_in(random, 2);
  request.required_applicable = size.calm ? 1 : below(random, 4);
  for (const proofs::Statement& statement : proofs::statements()) {
    if (!size.calm && one_in(random, 15))
      request.required[statement.id] = {below(random, 5), below(random, 101) / 100.0};
  }
  request.required_moving_layers = size.calm ? 0 : below(random, 3);
  if (one_in(random, 3)) request.fail_on = {"resolved", "existing"};
  return request;
}

inline reports::IdentificationTest identification(Random& random) {
  using proofs::Outcome;
  reports::IdentificationTest test;
  test.model = text(random);
  test.check = text(random);
  test.outcome = one_of<Outcome>(random, {Outcome::holds, Outcome::violated, Outcome::undecided, Outcome::error});
  test.detail = text(random);
  test.layer = maybe(random, [&] { return below(random, 5); });
  if (one_in(random, 2)) test.source = text(random);
  test.task = maybe(random, [&] { return seed(random); });
  if (one_in(random, 2)) test.place = text(random);
  test.value = maybe(random, [&] { return enclosure(random); });
  test.bound = maybe(random, [&] { return number(random); });
  test.replay = text(random);
  return test;
}

/// About what is violated, and about what is not there.
inline std::vector<reports::BaselineEntry> baseline(const Report& report, Random& random) {
  std::vector<reports::BaselineEntry> entries;
  const auto add = [&](reports::FindingKind kind, const std::string& rule, const std::string& model,
                       const std::string& source) {
    const std::string mark = reports::fingerprint(kind, rule, model, source);
    if (std::ranges::find(entries, mark, &reports::BaselineEntry::fingerprint) != entries.end()) return;
    const long violated = 1 + below(random, 5);
    entries.push_back({mark, rule, model, source, text(random), "2024-02-29", "2031-12-31", violated,
                       violated + below(random, 20), reports::Standing::stale});
    if (one_in(random, 6)) entries.back().standing = reports::Standing::expired;
  };
  for (const Run& run : report.runs) {
    for (const Tally& tally : run.statements) {
      if (one_in(random, 3)) add(reports::FindingKind::violation, tally.id, run.model, run.title());
    }
  }
  for (const auto& test : report.identification) {
    if (one_in(random, 3))
      add(reports::FindingKind::identification, reports::identification_rule, test.model, identification_source(test));
  }
  if (one_in(random, 3)) add(reports::FindingKind::violation, "norm-growth", text(random), text(random));
  return entries;
}

}  // namespace random_report_parts

/// The report of this seed: equal seeds and sizes give equal reports.
inline reports::Report random_report(std::uint64_t report_seed, const ReportSize& size = {}) {
  using namespace random_report_parts;
  Random random(report_seed, "report", 0);
  Report report;
  report.request = request(size, random);
  while (static_cast<int>(report.models.size()) < size.models) report.models[text(random)] = parameters(size, random);
  if (!size.calm && one_in(random, 2)) report.reference = {text(random), parameters(size, random)};
  for (const auto& [model, parameters] : report.models) {
    for (int i = 0; i < size.sources; ++i)
      report.runs.push_back(run(report, static_cast<int>(report.runs.size()), model, size, random));
  }
  report.cases = some(random, size.entries, [&] {
    const bool accepted = size.calm || !one_in(random, 4);
    return reports::CaseTest{text(random), accepted, accepted ? "" : text(random)};
  });
  report.identification = some(random, size.calm ? 0 : size.entries, [&] { return identification(random); });
  report.differences = some(random, size.entries, [&] {
    return reports::DifferenceSeries{text(random), text(random), some(random, size.layers, [&] {
                                       return maybe(random, [&] { return enclosure(random); });
                                     })};
  });
  for (const std::string& id : report.request.statements) {
    if (!one_in(random, 3)) report.twins.push_back({id, size.calm || !one_in(random, 5), text(random)});
  }
  report.remarks = some(random, size.entries, [&] { return text(random); });
  report.interrupted = !size.calm && one_in(random, 6);
  report.out_of_time = !size.calm && one_in(random, 6);
  report.seconds = maybe(random, [&] { return std::abs(number(random)); });
  if (!size.calm && one_in(random, 2)) {
    report.baseline_file = text(random);
    report.baseline = baseline(report, random);
    restate_baseline(report);
  }
  return report;
}

/// Random reports for RapidCheck, which shrink to fewer models, sources, statements and so on.
inline rc::Gen<reports::Report> random_reports(const ReportSize& most = {}) {
  const auto up_to = [](int least, int bound) { return rc::gen::inRange(least, bound + 1); };
  return rc::gen::apply(
      [](std::uint64_t report_seed, int models, int sources, int statements, int layers, int tasks, int entries) {
        const bool calm = report_seed % 4 == 0;
        return random_report(report_seed, {models, sources, statements, layers, tasks, entries, calm});
      },
      rc::gen::noShrink(rc::gen::arbitrary<std::uint64_t>()), up_to(1, most.models), up_to(1, most.sources),
      up_to(1, most.statements), up_to(1, most.layers), up_to(1, most.tasks), up_to(0, most.entries));
}

}  // namespace margincert::reports_tests

namespace margincert::reports {

/// How RapidCheck prints a report.
inline void showValue(const Report& report, std::ostream& out) { out << to_json(report); }

}  // namespace margincert::reports
