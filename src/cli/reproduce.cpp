#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "reproduction/folder.hpp"

namespace margincert::cli {
namespace {

using reproduction::Folder;
using reproduction::Result;
using reproduction::Row;

void print_line(const Result& result) {
  const auto& criteria = result.measurement.criteria;
  fmt::print("{}: {} ({} of {} criteria met)\n", result.row, to_string(result.verdict()),
             std::ranges::count_if(criteria, &reproduction::Criterion::is_met), criteria.size());
  std::fflush(stdout);
}

/// Rows that the user names are measured even where they have been before. False after an interrupt.
bool measure_rows(const ReproduceCommand& command, const std::vector<const Row*>& rows, const Folder& folder) {
  for (const Row* row : rows) {
    std::optional<Result> result = command.rows.empty() ? folder.stored(*row) : std::nullopt;
    try {
      if (!result) result = folder.measure(*row, run_control(command.jobs, command.quiet));
    } catch (const reproduction::Interrupted&) {
      return false;
    }
    print_line(*result);
  }
  return true;
}

void print_totals(const std::vector<Result>& results, bool complete) {
  std::map<reproduction::Verdict, int> counts;
  for (const Result& result : results) ++counts[result.verdict()];
  using enum reproduction::Verdict;
  fmt::print("{} rows={} reproduces={} in-part={} does-not-reproduce={}\n", complete ? "COMPLETE" : "INTERRUPTED",
             results.size(), counts[reproduces], counts[in_part], counts[does_not_reproduce]);
}

}  // namespace

int run(const ReproduceCommand& command) {
  const std::vector<const Row*> rows = reproduction::rows_named(command.rows);
  if (!command.page_only) prepare_folder(command.output);
  catch_interrupts();
  const Folder folder(command.output, reproduction::scale_named(command.scale));
  const bool complete = command.page_only || measure_rows(command, rows, folder);
  const std::vector<Result> results = folder.results();
  if (results.empty() && command.page_only) {
    throw UsageError(fmt::format("{} holds no results of scale '{}'; run margincert reproduce first",
                                 folder.results_folder().string(), command.scale));
  }
  write_page(render(results), command.output);
  print_totals(results, complete);
  return complete ? exit_code::pass : exit_code::interrupted;
}

}  // namespace margincert::cli
