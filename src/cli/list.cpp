#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "files/json_writer.hpp"
#include "margincert/registries.hpp"

namespace margincert::cli {
namespace {

void print_text() {
  fmt::print("Statements ([S] source, [R] reconstructed, [O] ours; natural regime)\n");
  for (const proofs::Statement& s : proofs::statements()) {
    fmt::print("  {}  {:<27} [{}] {}\n     {}\n     needs {}\n     twin: {}\n", s.theorem, s.id, s.provenance,
               to_string(natural_regime(s)), s.formula, fmt::join(s.hypotheses, ", "), s.twin_formula);
  }
  fmt::print("\nHypotheses\n");
  for (const proofs::Hypothesis& h : proofs::hypotheses()) fmt::print("  {:<3} {:<19} {}\n", h.number, h.id, h.formula);
  fmt::print("\nGuarantees (what a theorem promises from class-level numbers alone)\n");
  for (const proofs::Guarantee& g : proofs::guarantees()) fmt::print("  {}  {:<21} {}\n", g.theorem, g.id, g.formula);
  fmt::print("\nFamilies\n");
  for (const generators::Family& f : generators::families()) {
    fmt::print("  {}\n     {}\n     stresses {}\n", f.id, f.summary, f.stresses);
    for (const generators::SettingSpec& spec : f.settings) {
      fmt::print("       {:<12} {} ({}; default {})\n", spec.name, spec.meaning, allowed_text(spec.domain),
                 default_text(spec));
    }
  }
  fmt::print("\nParameter draws (--draw-params)\n");
  for (const auto& draw : generators::parameter_draws()) fmt::print("  {:<12} {}\n", draw.id, draw.summary);
  fmt::print("\nSearch engines\n  {:<12} tasks as the families draw them, unguided\n", search::unguided);
  for (const auto& engine : search::engines()) fmt::print("  {:<12} {}\n", engine.id, engine.summary);
}

nlohmann::ordered_json as_json() {
  nlohmann::ordered_json json{{"statements", nlohmann::ordered_json::array()}};
  for (const proofs::Statement& s : proofs::statements()) {
    json["statements"].push_back({{"id", s.id},
                                  {"theorem", s.theorem},
                                  {"provenance", s.provenance},
                                  {"regime", to_string(natural_regime(s))},
                                  {"formula", s.formula},
                                  {"hypotheses", s.hypotheses},
                                  {"twin", s.twin_formula}});
  }
  for (const proofs::Hypothesis& h : proofs::hypotheses()) {
    json["hypotheses"].push_back({{"id", h.id}, {"number", h.number}, {"formula", h.formula}});
  }
  for (const proofs::Guarantee& g : proofs::guarantees()) {
    json["guarantees"].push_back({{"id", g.id}, {"theorem", g.theorem}, {"formula", g.formula}});
  }
  for (const generators::Family& f : generators::families()) {
    nlohmann::ordered_json settings = nlohmann::ordered_json::array();
    for (const generators::SettingSpec& spec : f.settings) {
      settings.push_back({{"name", spec.name},
                          {"meaning", spec.meaning},
                          {"allowed", allowed_text(spec.domain)},
                          {"default", default_text(spec)}});
    }
    json["families"].push_back(
        {{"id", f.id}, {"summary", f.summary}, {"stresses", f.stresses}, {"settings", settings}});
  }
  for (const auto& draw : generators::parameter_draws()) {
    json["parameter_draws"].push_back({{"id", draw.id}, {"summary", draw.summary}});
  }
  json["engines"].push_back({{"id", search::unguided}, {"summary", "tasks as the families draw them, unguided"}});
  for (const auto& engine : search::engines()) {
    json["engines"].push_back({{"id", engine.id}, {"summary", engine.summary}});
  }
  return json;
}

}  // namespace

int run(const ListCommand& command) {
  if (command.json) {
    fmt::print("{}", files::document_text(as_json()));
  } else {
    print_text();
  }
  return exit_code::pass;
}

}  // namespace margincert::cli
