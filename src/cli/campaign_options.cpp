#include "cli/campaign_options.hpp"

#include <fmt/format.h>

#include <charconv>

#include "cli/exit_codes.hpp"

namespace margincert::cli {

numeric::Ladder ladder_of(const std::string& text) {
  if (text.empty()) return numeric::Ladder::standard();
  if (const auto ladder = numeric::Ladder::parse(text)) return *ladder;
  throw UsageError(fmt::format("--ladder {}: not an increasing list of precisions; use e.g. 53,113,256 within {}..{}",
                               text, numeric::Precision::minimum, numeric::Precision::maximum));
}

reports::Part part_of(const std::string& text) {
  constexpr int most = 100000;
  int number = 0, of = 0;
  const char* const end = text.data() + text.size();
  const auto slash = std::from_chars(text.data(), end, number);
  if (slash.ec == std::errc{} && slash.ptr != end && *slash.ptr == '/') {
    const auto rest = std::from_chars(slash.ptr + 1, end, of);
    const bool whole_text = rest.ec == std::errc{} && rest.ptr == end && fmt::format("{}/{}", number, of) == text;
    if (whole_text && 1 <= number && number <= of && of <= most) return {of, {number}};
  }
  throw UsageError(fmt::format("--shard {}: not a part of a whole; use e.g. 2/5, with at most {} parts", text, most));
}

proofs::Engine engine_of(const CampaignOptions& options) {
  return options.engine == "on" ? proofs::Engine::on : proofs::Engine::off;
}

Selection selection_of(const CampaignOptions& options) {
  Selection selection;
  selection.statements = select_statements(options.statements);
  selection.chosen = !options.statements.empty();
  selection.dropped = select_hypotheses(options.drop);
  selection.regime = find_regime(options.regime);
  selection.ladder = ladder_of(options.ladder);
  if (options.precision_budget) selection.ladder = limited(selection.ladder, *options.precision_budget);
  selection.engine = engine_of(options);
  return selection;
}

std::vector<TaskSource> sources_of(const CheckCommand& command, std::uint64_t usual_tasks) {
  const CampaignOptions& options = command.campaign;
  if (command.tasks.empty() && options.families.empty()) {
    throw UsageError("check needs tasks; give --task FILE… or --family F");
  }
  std::vector<TaskSource> sources;
  if (!command.tasks.empty()) sources.push_back(file_source(command.tasks));
  for (const std::string& family : options.families) {
    sources.push_back(family_source(family, options.settings, options.tasks.value_or(usual_tasks)));
  }
  return sources;
}

}  // namespace margincert::cli
