#include "cli/offers.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "margincert/registries.hpp"
#include "margincert/trace.hpp"
#include "margincert/work/shipped.hpp"
#include "reproduction/row.hpp"

namespace margincert::cli {
namespace {

using namespace work;
using Words = std::vector<std::string>;

void add_new(Words& words, const std::string& word) {
  if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
}

template <class Entries>
Words ids(const Entries& entries) {
  Words words;
  for (const auto& entry : entries) words.push_back(entry.id);
  return words;
}

Words statement_names() {
  Words words = ids(proofs::statements());
  for (const proofs::Statement& statement : proofs::statements()) add_new(words, statement.theorem);
  return words;
}

Words hypothesis_names() {
  Words words = ids(proofs::hypotheses());
  for (const proofs::Hypothesis& hypothesis : proofs::hypotheses()) add_new(words, hypothesis.number);
  return words;
}

Words engine_names() {
  Words words = ids(search::engines());
  words.emplace_back(search::unguided);
  return words;
}

Words setting_names() {
  Words words;
  for (const generators::Family& family : generators::families()) {
    for (const generators::SettingSpec& setting : family.settings) add_new(words, setting.name + "=");
  }
  return words;
}

Offer recursions() { return {work::embedded_names(work::recursion_suffix), {".json"}}; }
Offer transformers() { return {work::embedded_names(work::weights_suffix), {std::string(work::weights_suffix)}}; }

Offer report_files() { return {{}, {".json"}}; }

Offer any_model() {
  Offer offer = recursions();
  for (const std::string& name : transformers().words) add_new(offer.words, name);
  offer.suffixes.emplace_back(work::weights_suffix);
  return offer;
}

/// By the option's name, which means the same in every command; behind a command's name where it does not.
const std::map<std::string, std::function<Offer()>>& vocabulary() {
  static const std::map<std::string, std::function<Offer()>> table = {
      {"--like", recursions},
      {"--statement", [] { return Offer{statement_names()}; }},
      {"--drop", [] { return Offer{hypothesis_names()}; }},
      {"--require", [] { return Offer{hypothesis_names()}; }},
      {"--family", [] { return Offer{ids(generators::families())}; }},
      {"--set", [] { return Offer{setting_names()}; }},
      {"--draw-params", [] { return Offer{ids(generators::parameter_draws())}; }},
      {"--engine", [] { return Offer{engine_names()}; }},
      {"--arithmetic", [] { return Offer{ids(arithmetics())}; }},
      {"--row", [] { return Offer{ids(reproduction::rows())}; }},
      {"--params", recursions},
      {"crosscheck --params", any_model},
      {"MODEL", transformers},
      {"gate MODEL", any_model},
      {"replay FILE",
       [] {
         return Offer{{}, {std::string(work::case_suffix)}};
       }},
      {"REPORT", report_files},
      {"OLD", report_files},
      {"NEW", report_files},
      {"schema NAME", [] { return Offer{work::embedded_names(work::schema_suffix)}; }},
  };
  return table;
}

/// What a value is called says what it is: DIR, FILE.safetensors, T.json.
Offer by_name_of_value(const std::string& value) {
  if (value == "DIR") return {.folders = true};
  const std::size_t dot = value.find('.');
  if (dot != std::string::npos) return {.suffixes = {value.substr(dot)}};
  if (value == "FILE" || value == "F") return {.suffixes = {""}};
  return {};
}

}  // namespace

Offer offer_for(const std::string& command, const OptionEntry& option) {
  for (const std::string& key : {command + ' ' + option.name, option.name}) {
    if (const auto known = vocabulary().find(key); known != vocabulary().end()) return known->second();
  }
  return by_name_of_value(option.value);
}

}  // namespace margincert::cli
