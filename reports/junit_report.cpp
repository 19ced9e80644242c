#include <fmt/format.h>

#include <map>
#include <set>

#include "files/plain_text.hpp"
#include "proofs_check/statement.hpp"
#include "reports/finding.hpp"
#include "reports/junit_xml.hpp"

namespace margincert::reports {
namespace {

using files::plain;

/// Jenkins takes what stands before a name's last full stop for a package.
std::string class_part(std::string text) {
  for (char& c : text) c = c == '.' ? '_' : c;
  return text;
}

std::string line(const char* label, const std::string& text) {
  return text.empty() ? "" : fmt::format("{}: {}\n", label, plain(text));
}

/// Everything known of a finding, a line each.
std::string text_of(const Report& report, const Finding& finding) {
  std::string text = plain(finding.message) + "\n";
  if (const proofs::Statement* statement = proofs::find_statement(finding.rule)) {
    text += line("statement", fmt::format("{} [{}]", statement->formula, statement->provenance));
    if (report.request.corrupted_twins) text += line("corrupted twin", statement->twin_formula);
  }
  return text + line("replay", finding.replay) + line("standing", finding.first_seen.empty() ? "" : finding.standing) +
         line("first seen", finding.first_seen) + line("fingerprint", finding.fingerprint);
}

/// The findings about one thing as one mark: red unless the baseline tolerates them all, never green.
Mark mark_of(const Report& report, const std::vector<const Finding*>& about) {
  Mark mark;
  std::string tolerance;
  for (const Finding* finding : about) {
    mark.text += text_of(report, *finding);
    if (finding->tolerated) {
      if (const BaselineEntry* entry = baseline_entry(report, *finding))
        tolerance += fmt::format("tolerated until {}: {}\n", plain(entry->expires), plain(entry->reason));
      continue;
    }
    const bool fails = finding->certified() && mark.element != "failure";
    if (!mark.element.empty() && !fails) continue;
    mark.element = finding->certified() ? "failure" : "error";
    mark.type = to_string(finding->kind);
    mark.message = finding->message;
  }
  if (mark.element.empty() && !about.empty()) mark.element = "skipped";
  mark.text = tolerance + mark.text;
  return mark;
}

Mark skipped(std::string text) { return {"skipped", "", "", std::move(text)}; }

/// What excluded every task of a run; a run without tasks has nothing else to show for a statement.
Mark not_applicable(const Tally& tally) {
  if (tally.total() == 0) return skipped("no task was judged");
  std::string text = fmt::format("not applicable on any of {} tasks", tally.total());
  for (const auto& [cause, count] : tally.not_applicable_because) text += fmt::format("; {} on {}", cause, count);
  return skipped(text);
}

class Document {
 public:
  explicit Document(const Report& report) : report_(report), findings_(findings(report)) {
    for (const Finding& finding : findings_) by_fingerprint_[finding.fingerprint] = &finding;
    add_conclusion();
    add_coverage();
    for (const Run& run : report.runs) add_run(run);
    add_identification();
    add_tests();
  }

  const std::vector<Suite>& suites() const { return suites_; }

 private:
  void add_conclusion() {
    const std::string& command = report_.request.command;
    const Conclusion conclusion = conclude(report_);
    Mark mark;
    if (conclusion.status != Status::pass) {
      mark = {conclusion.status == Status::fail ? "failure" : "error", to_string(conclusion.status), conclusion.line(),
              conclusion.line() + "\n"};
      for (const std::string& reason : conclusion.reasons) mark.text += plain(reason) + "\n";
    }
    Suite suite{command.empty() ? "margincert" : command, {}, {}};
    suite.properties = {{"seed", fmt::format("{}", report_.request.seed)}};
    if (!report_.request.profile.empty()) suite.properties.emplace_back("profile", report_.request.profile);
    add(suite, "margincert." + class_part(suite.name), "conclusion", std::move(mark));
    add(suite, "margincert." + class_part(suite.name), "completeness", mark_of(report_, with_rule("run", nullptr)));
    if (!report_.baseline_file.empty())
      add(suite, "margincert." + class_part(suite.name), "baseline", mark_of(report_, with_rule("baseline", nullptr)));
    suites_.push_back(std::move(suite));
  }

  void add_coverage() {
    Suite suite{"coverage", {}, {}};
    if (report_.reference) suite.properties = {{"like", report_.reference->name}};
    const std::string of_nothing;
    const auto nothing = with_rule("coverage", &of_nothing);
    if (!nothing.empty()) add(suite, "margincert.coverage", "any statement", mark_of(report_, nothing));
    std::set<std::string> models;
    for (const auto& [model, parameters] : report_.models) models.insert(model);
    for (const Run& run : report_.runs) models.insert(run.model);
    for (const std::string& model : models) {
      if (!model.empty()) add(suite, "margincert.coverage", model, mark_of(report_, with_rule("coverage", &model)));
    }
    suites_.push_back(std::move(suite));
  }

  void add_run(const Run& run) {
    Suite suite{run.model + " on " + run.title(), {}, {}};
    suite.properties = {{"tasks", fmt::format("{}", run.tasks)}, {"tasks_done", fmt::format("{}", run.tasks_done)}};
    for (const auto& [name, value] : run.settings) suite.properties.emplace_back("set " + name, value);
    const std::string classname = "margincert." + class_part(run.model) + "." + class_part(run.title());
    for (const Tally& tally : run.statements) add(suite, classname, tally.id, mark_of_verdicts(run, tally));
    suites_.push_back(std::move(suite));
  }

  Mark mark_of_verdicts(const Run& run, const Tally& tally) {
    std::vector<const Finding*> about;
    const auto note = [&](FindingKind kind, bool applies) {
      const auto found = by_fingerprint_.find(fingerprint(kind, tally.id, run.model, run.title()));
      if (applies && found != by_fingerprint_.end()) about.push_back(found->second);
    };
    note(FindingKind::violation, tally.violated > 0);
    note(FindingKind::unconfirmed, tally.violated > 0);
    note(FindingKind::undecided, tally.undecided + tally.errors > 0);
    return about.empty() && tally.applicable() == 0 ? not_applicable(tally) : mark_of(report_, about);
  }

  void add_identification() {
    Suite suite{"identification", {}, {}};
    for (const IdentificationTest& test : report_.identification) {
      std::vector<const Finding*> about;
      for (const FindingKind kind : {FindingKind::identification, FindingKind::undecided}) {
        const auto found =
            by_fingerprint_.find(fingerprint(kind, identification_rule, test.model, identification_source(test)));
        const bool applies = (test.outcome == proofs::Outcome::violated) == (kind == FindingKind::identification);
        if (test.outcome != proofs::Outcome::holds && applies && found != by_fingerprint_.end())
          about.push_back(found->second);
      }
      add(suite, "margincert.identification." + class_part(test.model), identification_source(test),
          mark_of(report_, about));
    }
    if (!suite.cases.empty()) suites_.push_back(std::move(suite));
  }

  void add_tests() {
    Suite cases{"cases", {}, {}}, twins{"self-test", {}, {}};
    for (const CaseTest& test : report_.cases)
      add(cases, "margincert.cases", test.name, mark_of_test("cases", test.name));
    for (const TwinTest& twin : report_.twins)
      add(twins, "margincert.self-test", twin.statement, mark_of_test("self-test", twin.statement));
    for (Suite* suite : {&cases, &twins}) {
      if (!suite->cases.empty()) suites_.push_back(std::move(*suite));
    }
  }

  Mark mark_of_test(const std::string& rule, const std::string& name) {
    const auto found = by_fingerprint_.find(fingerprint(FindingKind::self_test, rule, "", name));
    return found == by_fingerprint_.end() ? Mark{} : mark_of(report_, {found->second});
  }

  std::vector<const Finding*> with_rule(const std::string& rule, const std::string* model) const {
    std::vector<const Finding*> found;
    for (const Finding& finding : findings_) {
      if (finding.rule == rule && (!model || finding.model == *model)) found.push_back(&finding);
    }
    return found;
  }

  /// GitLab keeps only the first of two cases of one name.
  void add(Suite& suite, std::string classname, std::string name, Mark mark) {
    classname = plain(classname);
    name = plain(name);
    std::string unique = name;
    for (int again = 2; !names_.emplace(classname, unique).second; ++again)
      unique = fmt::format("{} ({})", name, again);
    suite.cases.push_back({std::move(classname), std::move(unique), std::move(mark)});
  }

  const Report& report_;
  std::vector<Finding> findings_;
  std::map<std::string, const Finding*> by_fingerprint_;
  std::vector<Suite> suites_;
  std::set<std::pair<std::string, std::string>> names_;
};

}  // namespace

std::string to_junit(const Report& report) { return junit_xml(Document(report).suites()); }

}  // namespace margincert::reports
