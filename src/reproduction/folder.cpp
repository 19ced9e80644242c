#include "reproduction/folder.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "files/nearest.hpp"
#include "recursion/refusal.hpp"

namespace margincert::reproduction {

std::vector<const Row*> rows_named(const std::vector<std::string>& ids) {
  std::vector<std::string> known;
  for (const Row& row : rows()) known.push_back(row.id);
  std::vector<const Row*> chosen;
  for (const std::string& id : ids.empty() ? known : ids) {
    const Row* row = find_row(id);
    if (!row) {
      throw Refusal(
          "", fmt::format("no row '{}'{} (rows: {})", id, files::did_you_mean(id, known), files::joined(known)),
          "");
    }
    chosen.push_back(row);
  }
  return chosen;
}

Folder::Folder(const std::filesystem::path& folder, Scale scale)
    : folder_(folder), scale_(std::move(scale)), store_(results_folder()) {}

Result Folder::measure(const Row& row, const numeric::RunControl& control) const {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const numeric::RunControl run = control.started().named(row.id);
  const ModelSource model = [models = folder_ / "models", run](const ModelRequest& request) {
    return trained_model(request, models, run);
  };
  Result result = reproduction::measure(row, {scale_, model, run});
  if (!std::getenv("SOURCE_DATE_EPOCH")) {
    result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }
  store_.put(result);
  return result;
}

std::optional<Result> Folder::stored(const Row& row) const {
  std::optional<Result> result = store_.find(row);
  return result && result->scale == scale_ ? result : std::nullopt;
}

std::vector<Result> Folder::results() const {
  std::vector<Result> all = store_.all();
  std::erase_if(all, [&](const Result& result) { return !(result.scale == scale_); });
  return all;
}

}  // namespace margincert::reproduction
