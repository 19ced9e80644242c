#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>

#include "cli/campaigns.hpp"
#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "recursion/nearest.hpp"
#include "reproduction/row.hpp"
#include "reproduction/store.hpp"

namespace margincert::cli {
namespace {

namespace fs = std::filesystem;
using reproduction::Context;
using reproduction::Result;
using reproduction::Row;

std::vector<const Row*> chosen_rows(const std::vector<std::string>& wanted) {
  std::vector<std::string> known;
  for (const Row& row : reproduction::rows()) known.push_back(row.id);
  std::vector<const Row*> chosen;
  for (const std::string& id : wanted.empty() ? known : wanted) {
    const Row* row = reproduction::find_row(id);
    if (!row) {
      throw UsageError(
          fmt::format("no row '{}'{} (rows: {})", id, recursion::did_you_mean(id, known), recursion::joined(known)));
    }
    chosen.push_back(row);
  }
  return chosen;
}

/// One line of progress for each kind of work that a row does.
class RowProgress {
 public:
  explicit RowProgress(bool quiet) : quiet_(quiet) {}

  void show(const std::string& row, const std::string& what, std::uint64_t done, std::uint64_t total) {
    const std::string now = row + ": " + what;
    if (now != current_) {
      line_.reset();
      line_.emplace(total, quiet_, what);
      line_->describe(row);
      current_ = now;
    }
    line_->advance(done);
  }
  void clear() {
    line_.reset();
    current_.clear();
  }

 private:
  bool quiet_;
  std::string current_;
  std::optional<Progress> line_;
};

Context context_for(const ReproduceCommand& command, const std::string& row, RowProgress& progress) {
  const auto show = [&progress, row](const std::string& what, std::uint64_t done, std::uint64_t total) {
    progress.show(row, what, done, total);
  };
  const int jobs = jobs_of(command.jobs);
  const fs::path models = fs::path(command.output) / "models";
  const auto model = [=](const reproduction::ModelRequest& request) {
    const auto on_progress = [&](std::uint64_t done, std::uint64_t total) {
      show("steps of " + name_of(request), done, total);
    };
    return trained_model(request, models, {jobs, interrupted, on_progress});
  };
  return {reproduction::scale_named(command.scale), jobs, model, interrupted, show};
}

Result timed(const Row& row, const Context& context) {
  const auto start = std::chrono::steady_clock::now();
  Result result = measure(row, context);
  if (!std::getenv("SOURCE_DATE_EPOCH")) {
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  return result;
}

/// The stored results of one scale: those of others have no place on its page.
std::vector<Result> stored(const reproduction::Store& store, const reproduction::Scale& scale) {
  std::vector<Result> results = store.all();
  std::erase_if(results, [&](const Result& result) { return !(result.scale == scale); });
  return results;
}

void print_line(const Result& result) {
  const auto& criteria = result.measurement.criteria;
  fmt::print("{}: {} ({} of {} criteria met)\n", result.row, to_string(result.verdict()),
             std::ranges::count_if(criteria, &reproduction::Criterion::is_met), criteria.size());
  std::fflush(stdout);
}

/// Measures the rows, each stored as soon as it is there. Interrupted passes through.
void measure_rows(const ReproduceCommand& command, const std::vector<const Row*>& rows,
                  const reproduction::Store& store) {
  RowProgress progress(command.quiet);
  for (const Row* row : rows) {
    const Context context = context_for(command, row->id, progress);
    const std::optional<Result> before = command.rows.empty() ? store.find(*row) : std::nullopt;
    if (before && before->scale == context.scale) {
      print_line(*before);
      continue;
    }
    const Result result = timed(*row, context);
    store.put(result);
    progress.clear();
    print_line(result);
  }
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
  const std::vector<const Row*> rows = chosen_rows(command.rows);
  if (!command.page_only) prepare_folder(command.output);
  catch_interrupts();
  const reproduction::Store store(fs::path(command.output) / "results");
  bool complete = true;
  if (!command.page_only) {
    try {
      measure_rows(command, rows, store);
    } catch (const reproduction::Interrupted&) {
      complete = false;
    }
  }
  const std::vector<Result> results = stored(store, reproduction::scale_named(command.scale));
  if (results.empty() && command.page_only) {
    throw UsageError(fmt::format("{} holds no results of scale '{}'; run margincert reproduce first",
                                 (fs::path(command.output) / "results").string(), command.scale));
  }
  write_page(render(results), command.output);
  print_totals(results, complete);
  return complete ? exit_code::pass : exit_code::interrupted;
}

}  // namespace margincert::cli
