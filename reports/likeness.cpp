#include "reports/likeness.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "proofs_check/statement.hpp"

namespace margincert::reports {
namespace {

/// Asked for nothing, a theorem would cover what it never applied to.
Request asking_for_one(Request request) {
  request.required_applicable = std::max(request.required_applicable, 1L);
  for (auto& [id, requirement] : request.required) requirement.applicable = std::max(requirement.applicable, 1L);
  return request;
}

/// What of the reference was judged beside the model.
Usages usages_beside(const Report& report, const std::string& model) {
  Usages usages;
  for (const Run& run : report.runs) {
    if (run.model != model) continue;
    for (const auto& [statement, usage] : run.reference) add(usages[statement], usage);
  }
  return usages;
}

/// "step-signs is false on 300"
std::string obstacle_of(const Usage& usage) {
  const auto most = std::ranges::max_element(usage.obstacles, {}, [](const auto& entry) { return entry.second; });
  if (most == usage.obstacles.end()) return "no hypothesis is false";
  const bool undefined = most->first == proofs::quantities_undefined;
  return fmt::format("{} on {}", undefined ? "its quantities do not exist" : most->first + " is false", most->second);
}

/// What stands in the way of the statement that applies least, the first of equals, and how many others fall short.
std::string because(const Usages& usages, const std::vector<std::string>& short_of) {
  if (short_of.empty()) return "";
  const std::string& id = *std::ranges::min_element(
      short_of, {}, [&](const std::string& statement) { return usage_of(usages, statement).applicable; });
  const Usage usage = usage_of(usages, id);
  const std::size_t more = short_of.size() - 1;
  return fmt::format("{} applies to {} of {} tasks, {}{}", id, usage.applicable, usage.judged, obstacle_of(usage),
                     more == 0 ? "" : fmt::format("; and {} statement{} more", more, more == 1 ? "" : "s"));
}

}  // namespace

std::string Likeness::sentence() const {
  const char* const covered = covers_reference && covers_model ? "covers {0} and this model"
                              : lost()                         ? "covers {0} and not this model: {1}"
                              : covers_model                   ? "covers this model and not {0}"
                                                               : "covers neither {0} nor this model: {1}";
  return fmt::format("{}: Theorem {} {}", model, theorem, fmt::format(fmt::runtime(covered), reference, because));
}

std::vector<Likeness> likenesses(const Report& report) {
  std::vector<Likeness> all;
  if (!report.reference || report.runs.empty()) return all;
  const Request request = asking_for_one(report.request);
  for (const std::string& model : models_of(report)) {
    const Usages usages = usages_of(report, model), beside = usages_beside(report, model);
    for (const std::string& theorem : proofs::theorems()) {
      const TheoremCoverage covered = theorem_coverage(request, usages, theorem);
      if (!covered.checked) continue;
      all.push_back({model, theorem, report.reference->name, theorem_coverage(request, beside, theorem).complete(),
                     covered.complete(), because(usages, covered.short_of)});
    }
  }
  return all;
}

std::vector<std::string> likeness_sentences(const Report& report) {
  std::vector<std::string> sentences;
  for (const Likeness& likeness : likenesses(report)) sentences.push_back(likeness.sentence());
  return sentences;
}

std::vector<CoverageGap> likeness_gaps(const Report& report) {
  std::vector<CoverageGap> gaps;
  for (const Likeness& likeness : likenesses(report)) {
    if (likeness.lost()) gaps.push_back({likeness.model, likeness.subject(), likeness.sentence()});
  }
  return gaps;
}

}  // namespace margincert::reports
