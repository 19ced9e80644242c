#include "reproduction/store.hpp"

#include <fmt/format.h>

#include "files/atomic_write.hpp"
#include "files/file_error.hpp"
#include "reproduction/result_file.hpp"

namespace margincert::reproduction {

void Store::put(const Result& result) const { files::write_file(path_of(result.row), to_json(result)); }

std::optional<Result> Store::find(const Row& row) const {
  const std::filesystem::path path = path_of(row.id);
  if (!std::filesystem::exists(path)) return std::nullopt;
  Result result = read_result(path);
  if (result.row != row.id) {
    throw files::FileError(path.string(), "/row", fmt::format("is \"{}\", not \"{}\"", result.row, row.id),
                           "name the file after its row");
  }
  return result;
}

std::vector<Result> Store::all() const {
  std::vector<Result> results;
  for (const Row& row : rows()) {
    if (auto result = find(row)) results.push_back(std::move(*result));
  }
  return results;
}

void write_page(const Page& page, const std::filesystem::path& folder) {
  for (const auto& [path, content] : page.files) files::write_file(folder / path, content);
  files::write_file(folder / "reproduction.md", page.markdown);
}

}  // namespace margincert::reproduction
