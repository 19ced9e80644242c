#include "files/case_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "files/nested_files.hpp"
#include "numeric/exact_text.hpp"
#include "files/nearest.hpp"

namespace margincert::files {

namespace {

std::string one_of(const Node& node, std::initializer_list<std::string> words) {
  const std::string text = node.string();
  if (std::ranges::find(words, text) == words.end()) {
    node.refuse(node.shown() + " is not known here",
                fmt::format("write \"{}\"", files::joined(std::vector<std::string>(words), "\" or \"")));
  }
  return text;
}

recursion::Regime read_regime(const Node& node) {
  using recursion::Regime;
  const std::string pure = to_string(Regime::class_pure);
  return one_of(node, {to_string(Regime::full), pure}) == pure ? Regime::class_pure : Regime::full;
}

/// A lower-case letter, then letters and digits in words that single hyphens join.
bool is_identifier(const std::string& text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_allowed = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  if (text.empty() || text.front() < 'a' || text.front() > 'z' || text.back() == '-') return false;
  return std::ranges::all_of(text, is_allowed) && text.find("--") == std::string::npos;
}

std::string read_identifier(const Node& node) {
  const std::string text = node.string();
  if (!is_identifier(text)) node.refuse(node.shown() + " is not an id", "write an id such as \"unit-norm\"");
  return text;
}

/// Ids that differ from each other and from `others`.
std::vector<std::string> read_hypotheses(const Node& node, const std::vector<std::string>& others) {
  std::vector<std::string> ids;
  for (const Node& element : node.array()) {
    const std::string id = read_identifier(element);
    if (std::ranges::find(ids, id) != ids.end())
      element.refuse(element.shown() + " appears twice", "keep one of the two");
    if (std::ranges::find(others, id) != others.end()) {
      element.refuse(element.shown() + " is among the certified hypotheses too", "keep it in one of the two lists");
    }
    ids.push_back(id);
  }
  return ids;
}

/// Both ends in the one form that hex_text has for them, and a real number between.
bool is_exact(const Enclosure& enclosure) {
  const auto read =
      numeric::parse_hex_interval(enclosure.lo, enclosure.hi, numeric::Precision(numeric::Precision::maximum));
  return read && !read->is_poisoned() && numeric::hex_text(read->lo()) == enclosure.lo &&
         numeric::hex_text(read->hi()) == enclosure.hi;
}

Enclosure read_enclosure(const Node& node) {
  static const Keys keys = {"lo", "hi"};
  node.object(keys, keys);
  const Enclosure enclosure = {node.member("lo").string(), node.member("hi").string()};
  if (!is_exact(enclosure)) {
    node.refuse(fmt::format("{} to {} is not an enclosure", node.member("lo").shown(), node.member("hi").shown()),
                "write two ends in order, each a hex-float such as \"0x1.8p-1\" of up to 1024 bits without needless "
                "digits; \"-inf\" or \"inf\" for none");
  }
  return enclosure;
}

/// Decimal digits in a string: JSON readers that hold numbers in a binary64 would lose the last ones.
std::uint64_t read_count(const Node& node) {
  const std::string text = node.string();
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || std::to_string(value) != text) {
    node.refuse(node.shown() + " is not a count", "write the decimal digits of an integer from 0 to 2^64-1");
  }
  return value;
}

std::map<std::string, std::string> read_settings(const Node& node) {
  std::map<std::string, std::string> settings;
  for (const auto& [name, value] : node.members()) settings.emplace(name, value.string());
  return settings;
}

Case::Origin read_origin(const Node& node) {
  static const Keys keys = {"command", "engine", "family", "settings", "seed", "index", "evaluations", "kind"};
  node.object(keys, keys);
  return {.command = node.member("command").string(),
          .engine = node.member("engine").string(),
          .family = node.member("family").string(),
          .settings = read_settings(node.member("settings")),
          .seed = read_count(node.member("seed")),
          .index = read_count(node.member("index")),
          .evaluations = read_count(node.member("evaluations")),
          .kind = one_of(node.member("kind"), {"worst", "simplest", "tightest"})};
}

/// The task of a case is one for its parameters.
recursion::Task read_task_for(const recursion::Parameters& parameters, const Node& node) {
  recursion::Task task = read_task(node);
  if (task.classes != parameters.classes) {
    node.member("classes").refuse(
        fmt::format("{} classes, and the parameters have {}", task.classes, parameters.classes), "give both the same");
  }
  if (task.feature_dim() != parameters.feature_dim) {
    node.member("probe").refuse(
        fmt::format("{} coordinates, and the parameters have {}", task.feature_dim(), parameters.feature_dim),
        "give every point that many");
  }
  return task;
}

std::string read_tool(const Node& node) {
  std::string text = node.string();
  if (text.empty()) node.refuse("is empty", "name the program and its version");
  return text;
}

}  // namespace

Case read_case(const Node& root) {
  static const Keys keys = {"format",  "tool",   "statement",  "version",  "regime",  "hypotheses", "dropped",
                            "verdict", "layer",  "part",       "relation", "greater", "lesser",     "slack",
                            "rung",    "origin", "parameters", "task",     "digest"};
  root.object(keys, keys);
  Case witness;
  witness.tool = read_tool(root.member("tool"));
  witness.statement = read_identifier(root.member("statement"));
  witness.corrupted = one_of(root.member("version"), {"stated", "corrupted"}) == "corrupted";
  witness.regime = read_regime(root.member("regime"));
  witness.hypotheses = read_hypotheses(root.member("hypotheses"), {});
  witness.dropped = read_hypotheses(root.member("dropped"), witness.hypotheses);
  witness.verdict = one_of(root.member("verdict"), {"violated", "holds", "tight"});
  witness.parameters = read_parameters(root.member("parameters"));
  witness.task = read_task_for(witness.parameters, root.member("task"));
  witness.layer = static_cast<int>(root.member("layer").integer(0, witness.parameters.depth()));
  witness.part = root.member("part").string();
  witness.relation = one_of(root.member("relation"), {"at-least", "equal"});
  witness.greater = read_enclosure(root.member("greater"));
  witness.lesser = read_enclosure(root.member("lesser"));
  witness.slack = read_enclosure(root.member("slack"));
  witness.rung =
      static_cast<int>(root.member("rung").integer(numeric::Precision::minimum, numeric::Precision::maximum));
  witness.origin = read_origin(root.member("origin"));
  return witness;
}

}  // namespace margincert::files
