#include <algorithm>

#include "files/file_error.hpp"
#include "numeric/exact_text.hpp"
#include "proofs_check/guarantees.hpp"
#include "proofs_check/hypotheses.hpp"
#include "proofs_check/statement.hpp"
#include "reports/parts.hpp"
#include "reports/reading.hpp"
#include "reports/record.hpp"

namespace margincert::reports {
namespace {

using files::Keys;
using files::Node;

constexpr int fewest_bits = numeric::Precision::minimum, most_bits = numeric::Precision::maximum;

const Keys comparison_keys{"layer", "part", "relation", "greater", "lesser", "slack"};

Comparison comparison_of(const Node& node) {
  return {small_count(node.member("layer")),
          node.member("part").string(),
          one_of<bool>(node.member("relation"), {{"at-least", false}, {"equal", true}}),
          read_enclosure(node.member("greater")),
          read_enclosure(node.member("lesser")),
          read_enclosure(node.member("slack"))};
}

Comparison read_comparison(const Node& node) {
  node.object(comparison_keys, comparison_keys);
  return comparison_of(node);
}

Witness witness_of(const Node& node, const Run& run) {
  Witness witness;
  witness.task = node.member("task").natural(std::numeric_limits<std::uint64_t>::max());
  if (!judges(run, witness.task)) {
    node.member("task").refuse(node.member("task").shown() + " is no task of this run", "get the report again");
  }
  witness.rung = static_cast<int>(node.member("rung").integer(fewest_bits, most_bits));
  if (node.has("reason")) witness.reason = node.member("reason").string();
  if (node.has("layer")) witness.deciding = comparison_of(node);
  if (node.has("slack_value")) witness.slack_value = node.member("slack_value").number();
  if (node.has("tightest_ratio")) witness.tightest_ratio = node.member("tightest_ratio").number();
  if (node.has("layers")) witness.layers = list_of(node.member("layers"), read_comparison);
  return witness;
}

Keys witness_keys() {
  Keys keys = comparison_keys;
  keys.insert(keys.end(), {"task", "rung", "reason", "slack_value", "tightest_ratio", "layers"});
  return keys;
}

Witness read_witness(const Node& node, const Run& run) {
  node.object(witness_keys(), {"task", "rung"});
  return witness_of(node, run);
}

Frame read_frame(const Node& node) {
  const Keys keys{"layer", "tokens"};
  node.object(keys, keys);
  return {small_count(node.member("layer")),
          list_of(node.member("tokens"), [](const Node& token) { return list_of(token, real); })};
}

/// A name without a folder: who renders a report may write the case there.
std::string read_file_name(const Node& node) {
  const std::string name = node.string();
  const bool control = std::ranges::any_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  if (!name.ends_with(".case.json") || name.starts_with('.') || name.find('/') != std::string::npos || control) {
    node.refuse(node.shown() + " is not the name of a case file", "get the report again");
  }
  return name;
}

std::optional<files::Case> read_content(const Node& node, const std::string& statement) {
  if (node.is_null()) return std::nullopt;
  files::Case content;
  try {
    content = files::parse_case(node.text(), "case");
  } catch (const files::FileError& error) {
    node.refuse(fmt::format("is no case file ({})", error.what()), "get the report again");
  }
  if (content.statement != statement || content.verdict != "violated") {
    node.refuse(fmt::format("says \"{}\" of {}", content.verdict, content.statement),
                "give a violation of " + statement);
  }
  return content;
}

WitnessCase read_case(const Node& node, const std::string& statement) {
  const Keys keys{"file", "case", "frames"};
  node.object(keys, keys);
  return {read_file_name(node.member("file")), read_content(node.member("case"), statement),
          list_of(node.member("frames"), read_frame)};
}

/// Is the slack certified below 0?
bool is_violation(const Witness& witness) { return witness.deciding && witness.deciding->slack.hi.starts_with('-'); }

void check(const Node& node, const Violation& violation) {
  const bool confirmed = violation.confirmed_at > 0;
  if (!is_violation(violation.worst)) node.refuse("has no slack below 0", "get the report again");
  if (confirmed == !violation.unconfirmed_because.empty()) {
    node.refuse("is neither confirmed nor does it say why not",
                "give \"confirmed_at\", or null and \"unconfirmed_because\"");
  }
  if (!confirmed && !violation.cases.empty()) node.refuse("has cases, and is not confirmed", "remove them");
  if (!(violation.first_task <= violation.worst.task)) {
    node.member("first_task").refuse("comes after the worst task", "get the report again");
  }
}

Violation read_violation(const Node& node, const Run& run, const std::string& statement) {
  Keys keys = witness_keys();
  keys.insert(keys.end(), {"first_task", "confirmed_at", "unconfirmed_because", "cases"});
  node.object(keys, {"task", "rung", "first_task", "confirmed_at", "cases"});
  Violation violation;
  violation.worst = witness_of(node, run);
  violation.first_task = node.member("first_task").natural(std::numeric_limits<std::uint64_t>::max());
  const Node confirmed_at = node.member("confirmed_at");
  if (!confirmed_at.is_null()) violation.confirmed_at = static_cast<int>(confirmed_at.integer(fewest_bits, 1'000'000));
  if (node.has("unconfirmed_because")) violation.unconfirmed_because = node.member("unconfirmed_because").string();
  violation.cases = list_of(node.member("cases"), [&](const Node& c) { return read_case(c, statement); });
  check(node, violation);
  return violation;
}

std::string read_cause(const Node& node, const std::string& cause) {
  const auto& all = proofs::hypotheses();
  const bool known = std::ranges::find(all, cause, &proofs::Hypothesis::id) != all.end();
  if (!known && cause != proofs::quantities_undefined) {
    node.refuse(fmt::format("\"{}\" is no hypothesis", cause), "margincert list shows them all");
  }
  return cause;
}

int read_number(const Node& node, const std::string& key) {
  try {
    std::size_t end = 0;
    const int number = std::stoi(key, &end);
    if (std::to_string(number) == key) return number;
  } catch (const std::logic_error&) {
  }
  node.refuse(fmt::format("\"{}\" is not an integer", key), "write a decimal integer");
}

/// Counts by what they count; none is 0, and together they are `sum`, or at most that.
template <class Key>
std::map<Key, long> read_counts(const Node& node, Key (*read_key)(const Node&, const std::string&)) {
  std::map<Key, long> counts;
  for (const auto& [key, value] : node.members()) {
    counts[read_key(value, key)] = value.integer(1, most_counted);
  }
  return counts;
}

template <class Key>
long sum_of(const std::map<Key, long>& counts) {
  long sum = 0;
  for (const auto& [key, count] : counts) {
    if (__builtin_add_overflow(sum, count, &sum)) return -1;
  }
  return sum;
}

void require_sum(const Node& node, long found, long expected) {
  if (found == expected) return;
  node.refuse(fmt::format("its counts add up to {}, and not to {}", found, expected), "get the report again");
}

void check_sums(const Node& node, const Tally& tally, const Run& run) {
  const std::map<int, long> outcomes{
      {0, tally.holds}, {1, tally.violated}, {2, tally.undecided}, {3, tally.errors}, {4, tally.not_applicable}};
  const long done = static_cast<long>(run.tasks_done);
  if (sum_of(outcomes) != done) {
    node.refuse(fmt::format("its outcomes add up to {} tasks, and {} were judged", sum_of(outcomes), done),
                "get the report again");
  }
  require_sum(node.member("not_applicable_because"), sum_of(tally.not_applicable_because), tally.not_applicable);
  require_sum(node.member("rungs"), sum_of(tally.rungs), tally.holds + tally.violated);
}

void require_together(const Node& node, bool there, bool expected) {
  if (there != expected) node.refuse(there ? "has no task" : "is missing", "get the report again");
}

std::map<std::string, proofs::NearMiss> read_near_misses(const Node& node, const Tally& tally) {
  const Keys keys{"tasks", "largest"};
  std::map<std::string, proofs::NearMiss> near_misses;
  for (const auto& [id, value] : node.members()) {
    value.object(keys, keys);
    const auto excluded = tally.not_applicable_because.find(id);
    if (excluded == tally.not_applicable_because.end() || id == proofs::quantities_undefined) {
      value.refuse(fmt::format("\"{}\" is no hypothesis that excluded a task", id), "get the report again");
    }
    const double largest = value.member("largest").number();
    if (!(largest > 0 && largest <= proofs::nearest_miss)) {
      value.member("largest").refuse(value.member("largest").shown() + " is no near miss", "get the report again");
    }
    near_misses[id] = {value.member("tasks").integer(1, excluded->second), largest};
  }
  return near_misses;
}

Tally read_tally(const Node& node, const char* name, const std::vector<std::string>& ids) {
  Tally tally;
  tally.id = node.member(name).string();
  if (std::ranges::find(ids, tally.id) == ids.end()) {
    node.member(name).refuse(node.member(name).shown() + " is not known here", "margincert list shows them all");
  }
  tally.regime = one_of<recursion::Regime>(
      node.member("regime"), {{"full", recursion::Regime::full}, {"class-pure", recursion::Regime::class_pure}});
  tally.undecided = count(node.member("undecided"));
  tally.not_applicable = count(node.member("not_applicable"));
  tally.not_applicable_because = read_counts<std::string>(node.member("not_applicable_because"), read_cause);
  tally.near_misses = read_near_misses(node.member("near_misses"), tally);
  tally.rungs = read_counts<int>(node.member("rungs"), read_number);
  return tally;
}

Tally read_statement(const Node& node, const Run& run, const Request& request) {
  const Keys keys{"statement",       "regime",
                  "tasks",           "applicable",
                  "holds",           "violated",
                  "undecided",       "errors",
                  "not_applicable",  "not_applicable_because",
                  "near_misses",     "rungs",
                  "slacks",          "failure_probability_below",
                  "closest",         "tightest",
                  "worst_violation", "first_open"};
  node.object(keys, keys);
  Tally tally = read_tally(node, "statement", request.statements);
  tally.holds = count(node.member("holds"));
  tally.violated = count(node.member("violated"));
  tally.errors = count(node.member("errors"));
  tally.slacks = read_counts<int>(node.member("slacks"), read_number);
  const auto witness = [&](const Node& kept) { return read_witness(kept, run); };
  tally.closest = or_none(node.member("closest"), witness);
  tally.tightest = or_none(node.member("tightest"), witness);
  tally.first_open = or_none(node.member("first_open"), witness);
  tally.violation = or_none(node.member("worst_violation"),
                            [&](const Node& violation) { return read_violation(violation, run, tally.id); });
  check_sums(node, tally, run);
  const long slacks = sum_of(tally.slacks);
  if (slacks < 0 || slacks > tally.holds + tally.violated) {
    node.member("slacks").refuse("counts more tasks than were decided", "get the report again");
  }
  require_together(node.member("worst_violation"), tally.violation.has_value(), tally.violated > 0);
  require_together(node.member("first_open"), tally.first_open.has_value(), tally.undecided + tally.errors > 0);
  return tally;
}

const std::vector<std::string>& guarantee_ids() {
  static const auto ids = [] {
    std::vector<std::string> all;
    for (const proofs::Guarantee& guarantee : proofs::guarantees()) all.push_back(guarantee.id);
    return all;
  }();
  return ids;
}

Tally read_guarantee(const Node& node, const Run& run) {
  const Keys keys{
      "guarantee",   "regime", "tasks",     "applicable",   "undecided", "not_applicable", "not_applicable_because",
      "near_misses", "rungs",  "certified", "not_certified"};
  node.object(keys, keys);
  Tally tally = read_tally(node, "guarantee", guarantee_ids());
  tally.holds = count(node.member("certified"));
  tally.violated = count(node.member("not_certified"));
  check_sums(node, tally, run);
  return tally;
}

LayerProfile read_profile(const Node& node) {
  const Keys keys{"layer", "tasks", "margin_positive", "label_margin_positive", "own_mass", "own_mass_squares"};
  node.object(keys, keys);
  return {small_count(node.member("layer")),
          count(node.member("tasks")),
          count(node.member("margin_positive")),
          count(node.member("label_margin_positive")),
          node.member("own_mass").integer(0, most_counted),
          node.member("own_mass_squares").integer(0, most_counted)};
}

Part read_part(const Node& node) {
  const Keys keys{"of", "done"};
  node.object(keys, keys);
  Part part;
  part.of = static_cast<int>(node.member("of").integer(1, 1'000'000));
  part.done = list_of(node.member("done"), [&](const Node& i) { return static_cast<int>(i.integer(1, part.of)); });
  const bool ascending = std::ranges::adjacent_find(part.done, std::ranges::greater_equal{}) == part.done.end();
  const bool all = static_cast<int>(part.done.size()) == part.of;
  if (!ascending || part.done.empty() || (all && !part.whole())) {
    node.refuse("is not an ascending list of some parts", "write {\"of\": 1, \"done\": [1]} for all of them");
  }
  return part;
}

Usage read_usage(const Node& node, const Run& run) {
  const Keys keys{"statement", "judged", "applicable", "not_applicable_because"};
  node.object(keys, keys);
  Usage usage{node.member("judged").integer(0, static_cast<long>(tasks_in_parts(run))),
              count(node.member("applicable")),
              read_counts<std::string>(node.member("not_applicable_because"), read_cause)};
  if (usage.applicable > usage.judged || sum_of(usage.obstacles) != usage.judged - usage.applicable) {
    node.member("applicable")
        .refuse("and what excluded the other tasks do not add up to \"judged\"", "get the report again");
  }
  return usage;
}

/// Of the reference, by statement.
std::map<std::string, Usage> read_usages(const Node& node, const Run& run, const Request& request) {
  std::map<std::string, Usage> usages;
  for (const Node& usage : node.array()) {
    const Usage read = read_usage(usage, run);
    const Node statement = usage.member("statement");
    const bool asked = std::ranges::find(request.statements, statement.string()) != request.statements.end();
    if (!asked || !usages.emplace(statement.string(), read).second) {
      statement.refuse(statement.shown() + " was not asked for, or is there twice", "get the report again");
    }
  }
  return usages;
}

std::map<std::string, std::string> read_settings(const Node& node) {
  std::map<std::string, std::string> settings;
  for (const auto& [name, value] : node.members()) settings.emplace(name, value.string());
  return settings;
}

}  // namespace

Enclosure read_enclosure(const Node& node) {
  const Keys keys{"lo", "hi", "lo_double", "hi_double"};
  node.object(keys, keys);
  const Enclosure enclosure{node.member("lo").string(), node.member("hi").string(),
                            or_none(node.member("lo_double"), real), or_none(node.member("hi_double"), real)};
  const auto exact =
      numeric::parse_hex_interval(enclosure.lo, enclosure.hi, numeric::Precision(numeric::Precision::maximum));
  if (!exact || record(*exact) != enclosure) {
    node.refuse(fmt::format("{} to {} is not an enclosure with its doubles", node.member("lo").shown(),
                            node.member("hi").shown()),
                "get the report again");
  }
  return enclosure;
}

Run read_run(const Node& node, const Request& request) {
  const Keys keys{"position", "model",      "source",  "settings",   "task_files", "parameter_draw",
                  "tasks",    "random",     "part",    "confidence", "tasks_done", "complete",
                  "results",  "guarantees", "profile", "like"};
  node.object(keys, keys);
  Run run;
  run.position = small_count(node.member("position"));
  run.model = node.member("model").string();
  run.source = node.member("source").string();
  run.settings = read_settings(node.member("settings"));
  run.task_files = list_of(node.member("task_files"), text);
  run.parameter_draw = node.member("parameter_draw").string();
  run.tasks = node.member("tasks").natural(most_counted);
  run.random = node.member("random").boolean();
  run.part = read_part(node.member("part"));
  run.tasks_done = node.member("tasks_done").natural(tasks_in_parts(run));
  run.statements = list_of(node.member("results"), [&](const Node& n) { return read_statement(n, run, request); });
  run.guarantees = list_of(node.member("guarantees"), [&](const Node& n) { return read_guarantee(n, run); });
  run.profile = list_of(node.member("profile"), read_profile);
  run.reference = read_usages(node.member("like"), run, request);
  if (!std::ranges::equal(run.statements, request.statements, {}, &Tally::id)) {
    node.member("results").refuse("is not one tally for each statement, in their order", "get the report again");
  }
  return run;
}

}  // namespace margincert::reports
