#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "files/file_error.hpp"
#include "files/text_file.hpp"
#include "proofs_check/hypotheses.hpp"
#include "proofs_check/statement.hpp"
#include "reports/baseline.hpp"
#include "reports/date.hpp"
#include "reports/finding.hpp"
#include "reports/reading.hpp"
#include "reports/report_json.hpp"
#include "reports/report_upgrade.hpp"
#include "files/version.hpp"

namespace margincert::reports {
namespace {

using files::Keys;
using files::Node;
using proofs::Outcome;

constexpr const char* again = "get the report again";

void check_tool(const Node& node) {
  const Keys keys{"name", "version"};
  node.object(keys, keys);
  if (node.member("version").string() == program_version) return;
  node.member("version").refuse(
      fmt::format("{} wrote it, and this is {}", node.member("version").shown(), program_version),
      "read it with the version that wrote it: another one may mean something else by its statements");
}

std::string read_statement_id(const Node& node, const std::string& id) {
  if (!proofs::find_statement(id))
    node.refuse(fmt::format("no statement is called \"{}\"", id), "margincert list shows them all");
  return id;
}

std::string read_hypothesis_id(const Node& node) {
  const std::string id = node.string();
  if (std::ranges::find(proofs::hypotheses(), id, &proofs::Hypothesis::id) == proofs::hypotheses().end()) {
    node.refuse(fmt::format("no hypothesis is called \"{}\"", id), "margincert list shows them all");
  }
  return id;
}

/// What else stands there is the registry's, and compared as a whole.
std::string read_statement(const Node& node) {
  const Keys keys{"id", "theorem", "provenance", "formula", "hypotheses", "twin"};
  node.object(keys, keys);
  return read_statement_id(node.member("id"), node.member("id").string());
}

std::string word(const Node& node, const std::vector<std::string>& words) {
  std::vector<std::pair<std::string, std::string>> known;
  for (const std::string& known_word : words) known.emplace_back(known_word, known_word);
  return one_of<std::string>(node, known);
}

template <class T>
void refuse_repetition(const Node& node, std::vector<T> items) {
  std::ranges::sort(items);
  if (std::ranges::adjacent_find(items) != items.end()) node.refuse("names something twice", again);
}

std::map<std::string, Requirement> read_required(const Node& node) {
  std::map<std::string, Requirement> required;
  for (const auto& [id, value] : node.members()) {
    const Keys keys{"applicable", "coverage"};
    value.object(keys, keys);
    const double coverage = value.member("coverage").number();
    if (!(coverage >= 0 && coverage <= 1)) value.member("coverage").refuse("is no share", "write a number from 0 to 1");
    required[read_statement_id(value, id)] = {count(value.member("applicable")), coverage};
  }
  return required;
}

Request read_request(const Node& node, const Node& statements) {
  const Keys keys{"command",
                  "profile",
                  "config",
                  "folder",
                  "seed",
                  "regime",
                  "corrupted_twins",
                  "dropped",
                  "ladder",
                  "engine",
                  "required_applicable",
                  "required",
                  "required_moving_layers",
                  "statements_chosen",
                  "fail_on"};
  node.object(keys, keys);
  Request request;
  request.command = word(node.member("command"), {"gate", "check"});
  request.profile = word(node.member("profile"), {"", "ci", "dev", "nightly"});
  request.config = node.member("config").string();
  request.folder = node.member("folder").string();
  request.seed = node.member("seed").natural(std::numeric_limits<std::uint64_t>::max());
  request.statements = list_of(statements, read_statement);
  refuse_repetition(statements, request.statements);
  request.statements_chosen = node.member("statements_chosen").boolean();
  request.corrupted_twins = node.member("corrupted_twins").boolean();
  request.dropped = list_of(node.member("dropped"), read_hypothesis_id);
  request.regime = word(node.member("regime"), {"natural", "full", "class-pure"});
  request.ladder = list_of(node.member("ladder"), [](const Node& bits) {
    return static_cast<int>(bits.integer(numeric::Precision::minimum, numeric::Precision::maximum));
  });
  request.engine = node.member("engine").boolean();
  if (request.engine && (request.ladder.size() < 2 || request.ladder.front() != 53)) {
    node.member("engine").refuse("is true of a ladder that does not climb from 53 bits", again);
  }
  request.required_applicable = count(node.member("required_applicable"));
  request.required = read_required(node.member("required"));
  request.required_moving_layers = count(node.member("required_moving_layers"));
  request.fail_on = list_of(node.member("fail_on"), [](const Node& standing) {
    return word(standing, {"worse", "existing", "resolved"});
  });
  refuse_repetition(node.member("fail_on"), request.fail_on);
  return request;
}

template <class T>
std::optional<T> parsed(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<recursion::LabelBackground> background_of(const std::string& text) {
  if (text == "-1/K") return recursion::MinusOneOverClasses{};
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return parsed<double>(text);
  const auto numerator = parsed<long>(text.substr(0, slash)), denominator = parsed<long>(text.substr(slash + 1));
  if (!numerator || !denominator || *denominator <= 0) return std::nullopt;
  return recursion::Fraction{*numerator, *denominator};
}

recursion::LabelBackground read_background(const Node& node) {
  const auto background = background_of(node.string());
  const double* decimal = background ? std::get_if<double>(&*background) : nullptr;
  if (!background || (decimal && !std::isfinite(*decimal)))
    node.refuse(node.shown() + " is no label background", "write \"-1/K\", a fraction or a decimal");
  return *background;
}

recursion::LayerParameters read_layer(const Node& node) {
  const Keys keys{"alpha", "gamma", "alpha_prime", "gamma_prime"};
  node.object(keys, keys);
  return {node.member("alpha").number(), node.member("gamma").number(), node.member("alpha_prime").number(),
          node.member("gamma_prime").number()};
}

recursion::Parameters read_model(const Node& node) {
  const Keys keys{"name", "feature_dim", "classes", "label_background", "layers"};
  node.object(keys, keys);
  return {static_cast<int>(node.member("feature_dim").integer(1, 1'000'000)),
          static_cast<int>(node.member("classes").integer(2, 1'000'000)),
          read_background(node.member("label_background")), list_of(node.member("layers"), read_layer)};
}

std::map<std::string, recursion::Parameters> read_models(const Node& node) {
  std::map<std::string, recursion::Parameters> models;
  for (const Node& model : node.array()) {
    const recursion::Parameters parameters = read_model(model);
    if (!models.emplace(model.member("name").string(), parameters).second) {
      model.member("name").refuse(model.member("name").shown() + " is there twice", again);
    }
  }
  return models;
}

std::optional<Reference> read_reference(const Node& node) {
  if (node.is_null()) return std::nullopt;
  const Keys keys{"reference", "theorems"};  // what is said of theorems is compared as a whole
  node.object(keys, keys);
  return Reference{node.member("reference").member("name").string(), read_model(node.member("reference"))};
}

std::vector<Run> read_runs(const Node& node, const Report& report) {
  std::vector<Run> runs;
  for (const Node& place : node.array()) {
    Run run = read_run(place, report.request);
    if (!report.models.contains(run.model)) {
      place.member("model").refuse(place.member("model").shown() + " is not one of \"models\"", again);
    }
    if (!report.reference && !run.reference.empty()) place.member("like").refuse("is about no reference", again);
    if (!runs.empty() && run.position <= runs.back().position) {
      place.member("position").refuse("is not after the run before", again);
    }
    runs.push_back(std::move(run));
  }
  return runs;
}

CaseTest read_case_test(const Node& node) {
  const Keys keys{"name", "accepted", "reason"};
  node.object(keys, keys);
  return {node.member("name").string(), node.member("accepted").boolean(), node.member("reason").string()};
}

std::uint64_t task_number(const Node& node) { return node.natural(std::numeric_limits<std::uint64_t>::max()); }

IdentificationTest read_identification(const Node& node) {
  const Keys keys{"model", "check", "outcome", "detail", "layer", "source",
                  "task",  "place", "value",   "bound",  "replay"};
  node.object(keys, keys);
  IdentificationTest test;
  test.model = node.member("model").string();
  test.check = node.member("check").string();
  test.outcome = one_of<Outcome>(node.member("outcome"), {{"holds", Outcome::holds},
                                                          {"violated", Outcome::violated},
                                                          {"undecided", Outcome::undecided},
                                                          {"error", Outcome::error}});
  test.detail = node.member("detail").string();
  test.layer = or_none(node.member("layer"), small_count);
  test.source = node.member("source").string();
  test.task = or_none(node.member("task"), task_number);
  test.place = node.member("place").string();
  test.value = or_none(node.member("value"), read_enclosure);
  test.bound = or_none(node.member("bound"), real);
  test.replay = node.member("replay").string();
  return test;
}

DifferenceSeries read_differences(const Node& node) {
  const Keys keys{"model", "quantity", "layers"};
  node.object(keys, keys);
  const auto layer = [](const Node& x) { return or_none(x, read_enclosure); };
  return {node.member("model").string(), node.member("quantity").string(), list_of(node.member("layers"), layer)};
}

TwinTest read_twin(const Node& node) {
  const Keys keys{"statement", "caught", "where"};
  node.object(keys, keys);
  return {read_statement_id(node.member("statement"), node.member("statement").string()),
          node.member("caught").boolean(), node.member("where").string()};
}

std::string date(const Node& node) {
  if (!is_date(node.string())) node.refuse(node.shown() + " is not a day", "write a day that exists, as YYYY-MM-DD");
  return node.string();
}

BaselineEntry read_entry(const Node& node) {
  const Keys keys{"fingerprint", "rule",     "model",      "source",   "reason",  "first_seen",
                  "expires",     "violated", "applicable", "measured", "standing"};
  node.object(keys, keys);
  BaselineEntry entry;
  entry.fingerprint = node.member("fingerprint").string();
  entry.rule = node.member("rule").string();
  entry.model = node.member("model").string();
  entry.source = node.member("source").string();
  entry.reason = node.member("reason").string();
  entry.first_seen = date(node.member("first_seen"));
  entry.expires = date(node.member("expires"));
  entry.violated = count(node.member("violated"));
  entry.applicable = count(node.member("applicable"));
  entry.measured = or_none(node.member("measured"), real);
  entry.standing = one_of<Standing>(node.member("standing"), {{"existing", Standing::existing},
                                                              {"worse", Standing::worse},
                                                              {"resolved", Standing::resolved},
                                                              {"stale", Standing::stale},
                                                              {"expired", Standing::expired}});
  const auto kind = entry.rule == identification_rule ? FindingKind::identification : FindingKind::violation;
  if (entry.fingerprint != fingerprint(kind, entry.rule, entry.model, entry.source)) {
    node.member("fingerprint").refuse("is not that of this rule, model and source", again);
  }
  return entry;
}

void add_baseline(const Node& node, Report& report) {
  if (node.is_null()) return;
  const Keys keys{"file", "entries"};
  node.object(keys, keys);
  report.baseline_file = node.member("file").string();
  if (report.baseline_file.empty()) node.member("file").refuse("names no file", "write null for no baseline");
  report.baseline = list_of(node.member("entries"), read_entry);
  std::vector<std::string> fingerprints;
  for (const BaselineEntry& entry : report.baseline) fingerprints.push_back(entry.fingerprint);
  refuse_repetition(node.member("entries"), fingerprints);
}

/// A tolerance is worth what the record gives: only the day, on which an entry may have expired, is not in it.
void check_standings(const Node& node, const Report& report) {
  Report restated = report;
  restate_baseline(restated);
  for (std::size_t i = 0; i < report.baseline.size(); ++i) {
    if (restated.baseline[i].standing == report.baseline[i].standing) continue;
    const Node standing = node.member("entries").array()[i].member("standing");
    standing.refuse(
        fmt::format("is {}, and the counts give \"{}\"", standing.shown(), to_string(restated.baseline[i].standing)),
        again);
  }
}

/// Everything that follows from the record is in the file as well, for other readers. It has to be what follows.
void check_derived(const nlohmann::json& given, const std::string& file, const Report& report) {
  const nlohmann::json expected = document_of(report);
  if (given == expected) return;
  const nlohmann::json difference = nlohmann::json::diff(given, expected).front();
  const std::string place = difference["path"];
  if (place.starts_with("/conclusion")) {
    throw files::FileError(file, place, "its conclusion is not what its counts give", again);
  }
  throw files::FileError(file, place, "is not what the rest of the report gives", again);
}

Report read(const files::Document& document) {
  const nlohmann::json upgraded = upgraded_report(document);
  const Node root(upgraded, document.name(), "");
  root.expect_format(report_format);
  const Keys keys{"format",      "tool",       "conclusion", "interrupted", "out_of_time", "request", "models",
                  "statements",  "hypotheses", "runs",       "like",        "first_rung",  "cases",   "identification",
                  "differences", "self_test",  "baseline",   "remarks",     "seconds"};
  root.object(keys, keys);
  check_tool(root.member("tool"));
  Report report;
  report.interrupted = root.member("interrupted").boolean();
  report.out_of_time = root.member("out_of_time").boolean();
  report.request = read_request(root.member("request"), root.member("statements"));
  report.models = read_models(root.member("models"));
  report.reference = read_reference(root.member("like"));
  report.runs = read_runs(root.member("runs"), report);
  report.cases = list_of(root.member("cases"), read_case_test);
  report.identification = list_of(root.member("identification"), read_identification);
  report.differences = list_of(root.member("differences"), read_differences);
  report.twins = list_of(root.member("self_test"), read_twin);
  report.remarks = list_of(root.member("remarks"), text);
  report.seconds = or_none(root.member("seconds"), real);
  add_baseline(root.member("baseline"), report);
  check_standings(root.member("baseline"), report);
  check_derived(upgraded, document.name(), report);
  return report;
}

}  // namespace

Report parse_report(std::string_view text, const std::string& name) { return read(files::Document(text, name)); }

Report read_report(const std::string& path) { return read(files::read_document(path)); }

}  // namespace margincert::reports
