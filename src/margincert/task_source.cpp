#include "margincert/task_source.hpp"

namespace margincert {

TaskSource family_source(const std::string& family, const std::vector<std::string>& settings, std::uint64_t tasks) {
  return {family, settings, {}, tasks};
}

TaskSource file_source(const std::vector<std::string>& files) { return {"files", {}, files, files.size()}; }

}  // namespace margincert
