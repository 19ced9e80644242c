#include "reports/necessity_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "proofs_check/hypotheses.hpp"
#include "files/nearest.hpp"

namespace margincert::reports {
namespace {

using search::Cell;
using search::Sharpness;

constexpr const char* cases_folder = "cases/";

std::vector<const proofs::Statement*> conclusions_of(const search::Study& study, const std::string& theorem) {
  std::vector<const proofs::Statement*> all;
  for (const Cell& cell : study.cells) {
    if (cell.theorem == theorem && std::ranges::find(all, cell.statement) == all.end()) all.push_back(cell.statement);
  }
  return all;
}

std::vector<std::string> hypotheses_of(const search::Study& study, const std::string& theorem) {
  std::vector<std::string> all;
  for (const Cell& cell : study.cells) {
    if (cell.theorem == theorem && std::ranges::find(all, cell.hypothesis) == all.end()) all.push_back(cell.hypothesis);
  }
  return all;
}

const Cell& cell_at(const search::Study& study, const std::string& theorem, const std::string& hypothesis,
                    const proofs::Statement* statement) {
  return *std::ranges::find_if(study.cells, [&](const Cell& cell) {
    return cell.theorem == theorem && cell.hypothesis == hypothesis && cell.statement == statement;
  });
}

/// Why no task can tell: facts of the definitions, not of the search.
std::string remark(const Cell& cell) {
  if (cell.hypothesis == "label-margin-start") return "holds of every task, as y_*^0 = 0";
  if (cell.theorem == "B" && cell.hypothesis == "every-class" && cell.used_by_proof)
    return "the bound divides by every class size";
  return "";
}

bool nothing_feasible(const search::Result& result) {
  return std::ranges::none_of(result.engines, [](const auto& engine) { return is_feasible(engine.best); });
}

std::string short_cell(const Cell& cell) {
  if (cell.refutes_the_proof()) return fmt::format("[**REFUTES THE PROOF**]({}{})", cases_folder, case_name(cell));
  if (cell.counterexample) return fmt::format("[**✗**]({}{})", cases_folder, case_name(cell));
  if (cell.result.evaluations == 0) return "not run";
  return fmt::format("{} in {}", cell.used_by_proof ? "none" : "·", cell.result.evaluations);
}

std::string cells_table(const search::Study& study, const std::string& theorem) {
  const auto conclusions = conclusions_of(study, theorem);
  std::string text = "| without |", rule = "|---|";
  for (std::size_t k = 0; k < conclusions.size(); ++k) {
    text += fmt::format(" {}{} |", theorem, k + 1);
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (const std::string& hypothesis : hypotheses_of(study, theorem)) {
    text += fmt::format("| `{}` ({}) |", hypothesis, proofs::hypothesis(hypothesis).number);
    for (const auto* statement : conclusions)
      text += " " + short_cell(cell_at(study, theorem, hypothesis, statement)) + " |";
    text += "\n";
  }
  text += "\n";
  for (std::size_t k = 0; k < conclusions.size(); ++k) {
    text += fmt::format("{}{} `{}` [{}]{}", theorem, k + 1, conclusions[k]->id, conclusions[k]->provenance,
                        k + 1 < conclusions.size() ? ", " : ".\n");
  }
  return text;
}

std::string engines_text(const search::Result& result) {
  std::vector<std::string> parts;
  for (const auto& engine : result.engines) {
    parts.push_back(engine.first_violation ? fmt::format("{} {} (first violation after {})", engine.id,
                                                         engine.evaluations, *engine.first_violation)
                                           : fmt::format("{} {}", engine.id, engine.evaluations));
  }
  return files::joined(parts);
}

std::string found_row(const Cell& cell) {
  const search::Witness& w = *cell.counterexample;
  return fmt::format("| `{}` | `{}` | {:+.3g} | {:+.3g} | {} {} {} {} | {} | [case]({}{}) | {} |\n", cell.hypothesis,
                     cell.statement->id, search::scaled_slack(cell.result.worst->verdict),
                     search::scaled_slack(w.verdict), w.instance.task().points(), w.instance.task().classes,
                     w.instance.task().feature_dim(), w.instance.parameters().depth(), w.engine, cases_folder,
                     case_name(cell), engines_text(cell.result));
}

std::string none_row(const Cell& cell) {
  std::vector<std::string> notes;
  if (!cell.used_by_proof) notes.push_back("its proof does without");
  if (nothing_feasible(cell.result)) notes.push_back("no engine reached the domain");
  if (const std::string why = remark(cell); !why.empty()) notes.push_back(why);
  return fmt::format("| `{}` | `{}` | {} | {} | {} |\n", cell.hypothesis, cell.statement->id, cell.result.evaluations,
                     engines_text(cell.result), notes.empty() ? "–" : files::joined(notes, "; "));
}

std::string study_details(const search::Study& study, const std::string& theorem) {
  std::string found, none;
  for (const Cell& cell : study.cells) {
    if (cell.theorem != theorem) continue;
    (cell.counterexample ? found : none) += cell.counterexample ? found_row(cell) : none_row(cell);
  }
  return fmt::format(
      "\n### Theorem {0}: counterexamples\n\n"
      "| without | conclusion | slack / size as searched | as simplified | n K d T | engine | witness | evaluations by "
      "engine |\n"
      "|---|---|---|---|---|---|---|---|\n{1}\n"
      "### Theorem {0}: none found\n\n| without | conclusion | evaluations | by engine | remark "
      "|\n|---|---|---|---|---|\n{2}",
      theorem, found, none);
}

std::string ratio_text(double ratio) {
  return ratio < 1.000001 ? fmt::format("1 (to {:.0e})", std::max(ratio - 1, 0x1p-52)) : fmt::format("{:.6g}", ratio);
}

std::string sharpness_table(const search::Study& study) {
  std::string text =
      "| bound | tightest ratio certified | smallest slack / size seen | n K d T | engine | evaluations | witness |\n"
      "|---|---|---|---|---|---|---|\n";
  for (const Sharpness& s : study.sharpness) {
    search::Score best = search::worst_score;
    for (const auto& engine : s.result.engines) best = better(engine.best, best) ? engine.best : best;
    const std::string smallest = !is_feasible(best)                ? "–"
                                 : best.slack < search::resolution ? "0 to rounding"
                                                                   : fmt::format("{:.3g}", best.slack);
    if (!s.result.tightest) {
      text += fmt::format("| `{}` | – | {} | – | – | {} | – |\n", s.statement->id, smallest, s.result.evaluations);
      continue;
    }
    const search::Witness& w = *s.result.tightest;
    text += fmt::format("| `{}` | {} | {} | {} {} {} {} | {} | {} | [case]({}{}) |\n", s.statement->id,
                        ratio_text(*w.verdict.tightest_ratio), smallest, w.instance.task().points(),
                        w.instance.task().classes, w.instance.task().feature_dim(), w.instance.parameters().depth(), w.engine,
                        s.result.evaluations, cases_folder, case_name(s));
  }
  return text;
}

std::string threshold_text(const search::ThresholdStudy& study) {
  std::string text = fmt::format(
      "Theorem A asks for p⁻/(1−p⁻) ≥ 2/(ρ_0−Λ_0). Bisection over the share s of that threshold to which tasks were "
      "kept, "
      "{} searches of {} evaluations each, all other hypotheses required:\n\n",
      study.tries, study.evaluations_per_try);
  if (study.witness) {
    text += fmt::format(
        "* `geometric-margin-growth` is violated, certified, by a task that reaches s = {:.6f} of it "
        "([case]({}{}), found by {} from {});\n",
        std::floor(study.broken_at * 1e6) / 1e6, cases_folder, threshold_case_name, study.witness->engine,
        study.witness->family);
  } else {
    text += fmt::format("* no violation was found in {} searches;\n", study.tries);
  }
  if (!study.none_found_from) {
    return text + "* every share that was tried below 1 was broken; s ≥ 1 is Theorem A itself (first table).\n";
  }
  return text + fmt::format("* none was found with s ≥ {:.6f}.\n", std::ceil(*study.none_found_from * 1e6) / 1e6);
}

}  // namespace

std::string case_name(const Cell& cell) {
  return fmt::format("{}-without-{}.{}.case.json", cell.theorem, cell.hypothesis, cell.statement->id);
}
std::string case_name(const Sharpness& sharpness) {
  return fmt::format("tightest.{}.case.json", sharpness.statement->id);
}

std::string to_markdown(const search::Study& study, const search::StudyOptions& options, const std::string& command) {
  std::string text = fmt::format(
      "# Which hypotheses are needed, and how sharp the bounds are\n\n"
      "Made by `{}`; every number and case here is its output. Each cell of the tables is a search for a task and "
      "parameters on which one hypothesis alone is missing, all others of the theorem are certified true, and the "
      "conclusion is certified violated. The engines ({}) share a budget of {} evaluations a cell, a quarter of it "
      "where "
      "the proof does without the hypothesis.\n\n"
      "* **✗** a certified counterexample: the hypothesis is needed for this conclusion. The link is its simplest "
      "form; "
      "`margincert replay` derives it again.\n"
      "* none in N: the proof uses the hypothesis, and no counterexample was found in N evaluations, shared equally by "
      "the "
      "engines (exact counts under Details). That is no proof that there is none.\n"
      "* · in N: none found in N evaluations, and none can be: the proof of this conclusion does without the "
      "hypothesis "
      "(docs/theory.md).\n",
      command, files::joined(search::engine_ids()), options.budget);
  for (const std::string theorem : {"A", "B"}) {
    if (conclusions_of(study, theorem).empty()) continue;
    text += fmt::format("\n## Theorem {}\n\n{}", theorem, cells_table(study, theorem));
  }
  if (study.threshold) text += "\n## The dominance constant\n\n" + threshold_text(*study.threshold);
  text +=
      "\n## Sharpness\n\nThe smallest ratio of the two sides that was certified (rounded up), under the statement's "
      "own hypotheses, "
      "every step at least 1/4 (where nothing moves, every bound is met). 1 is sharp.\n\n" +
      sharpness_table(study);
  text += "\n## Details\n";
  for (const std::string theorem : {"A", "B"}) {
    if (!conclusions_of(study, theorem).empty()) text += study_details(study, theorem);
  }
  return text;
}

}  // namespace margincert::reports
