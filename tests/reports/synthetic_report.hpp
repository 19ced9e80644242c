#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "generators/counter_random.hpp"
#include "proofs_check/statement.hpp"
#include "reports/report.hpp"

/// Reports made for one purpose: one that passes, one whose every name is an attack, one of any number of findings.
namespace margincert::reports_tests {

namespace synthetic {

inline std::vector<std::string> statement_ids() {
  std::vector<std::string> ids;
  for (const auto& statement : proofs::statements()) ids.push_back(statement.id);
  return ids;
}

inline reports::Run run(const std::string& model, const std::string& source) {
  reports::Run run;
  run.model = model;
  run.source = source;
  run.tasks = run.tasks_done = 10;
  for (const std::string& id : statement_ids()) {
    reports::Tally tally;
    tally.id = id;
    tally.holds = 10;
    run.statements.push_back(tally);
  }
  return run;
}

inline reports::Report of_runs(std::vector<reports::Run> runs) {
  reports::Report report;
  report.request.command = "gate";
  report.request.seed = 1;
  report.request.regime = "natural";
  report.request.ladder = {53, 113, 256, 512, 1024};
  report.request.engine = true;
  report.request.statements = statement_ids();
  for (reports::Run& run : runs) {
    report.models[run.model] = {2, 2, recursion::MinusOneOverClasses{}, {{1, 1, 0.5, 0.5}}};
    run.position = static_cast<int>(report.runs.size());
    report.runs.push_back(std::move(run));
  }
  return report;
}

/// 1024 random bits, which no compressor makes smaller.
inline std::string random_hex_float(generators::Random& random) {
  std::string text = "-0x1.";
  for (int i = 0; i < 16; ++i) text += fmt::format("{:016x}", random.bits());
  return text + "p-3";
}

inline reports::Enclosure random_enclosure(generators::Random& random) {
  return {random_hex_float(random), random_hex_float(random), -0.25, -0.125};
}

inline void violate(reports::Tally& tally, generators::Random& random) {
  tally.holds -= 3;
  tally.violated = 3;
  reports::Violation violation;
  violation.confirmed_at = 256;
  violation.worst.task = random.below(10);
  violation.worst.slack_value = -0.2;
  violation.worst.deciding = {
      3, "bracket", false, random_enclosure(random), random_enclosure(random), random_enclosure(random)};
  violation.cases = {{fmt::format("{}-{:016x}.worst.case.json", tally.id, random.bits()), {}, {}}};
  tally.violation = violation;
}

inline const std::vector<std::string>& attacks() {
  static const std::vector<std::string> all{
      "<script>alert(1)</script>",
      "a&b\"c'd",
      "x]]><failure/>",
      "| a | b |",
      "`code` ```fence```",
      "[text](https://example.org) ![i](x.png)",
      "# heading\n- item\n\n<details>",
      "first\n::error::second\r\n::stop-commands::token",
      "%0A::error::third",
      "\x1b[31mred\x1b[0m\x07",
      std::string("nul\0nul", 7),
      "\xff\xfe\xc0\xaf not UTF-8 \xed\xa0\x80",
      "Größe 模型 𝔸",
      "right\u202eto left\u2028line",
      "$(rm -rf ~) `id` $HOME 'quoted'",
      "{0} {} %s ${{ secrets.X }}",
      "../../etc/passwd",
      "/absolute/model.json",
      "@everyone #1 www.example.org https://example.org",
      "-option.json",
      "\\| \\` \\",
      "",
  };
  return all;
}

}  // namespace synthetic

inline reports::Report passing_report() {
  return synthetic::of_runs({synthetic::run("reference", "cone"), synthetic::run("reference", "prototype")});
}

/// Every text that a user or a file may have given is one of the attacks.
inline reports::Report hostile_report() {
  generators::Random random(1, "hostile report", 0);
  std::vector<reports::Run> runs;
  for (const std::string& attack : synthetic::attacks()) {
    reports::Run run = synthetic::run(attack, attack);
    run.settings = {{attack, attack}};
    synthetic::violate(run.statements.front(), random);
    run.statements.front().violation->worst.deciding->part = attack;
    run.statements.front().violation->cases.front().file = attack + ".case.json";
    run.statements[1].undecided = 1;
    run.statements[1].first_open = reports::Witness{3, 53, attack, {}, {}, {}, {}};
    runs.push_back(std::move(run));
  }
  reports::Report report = synthetic::of_runs(std::move(runs));
  for (const std::string& attack : synthetic::attacks()) {
    report.cases.push_back({attack, false, attack});
    report.twins.push_back({attack, false, attack});
    report.identification.push_back(
        {attack, attack, proofs::Outcome::violated, attack, 1, attack, 2, attack, {}, {}, attack});
    report.remarks.push_back(attack);
    report.request.dropped.push_back(attack);
  }
  report.request.command = report.request.profile = report.request.config = synthetic::attacks().front();
  return report;
}

/// As many violations as asked for, of models with long names that have nothing in common.
inline reports::Report report_of_violations(int findings) {
  generators::Random random(1, "report of violations", 0);
  std::vector<reports::Run> runs;
  while (findings > 0) {
    std::string model = "models/";
    for (int i = 0; i < 12; ++i) model += fmt::format("{:016x}", random.bits());
    reports::Run run = synthetic::run(model + ".json", "prototype");
    run.settings = {{"sigma", "0.02"}, {"geometry", "simplex"}};
    for (reports::Tally& tally : run.statements) {
      if (findings-- > 0) synthetic::violate(tally, random);
    }
    runs.push_back(std::move(run));
  }
  return synthetic::of_runs(std::move(runs));
}

}  // namespace margincert::reports_tests
