#include "margincert/instance.hpp"

#include "files/case_file.hpp"
#include "files/task_file.hpp"
#include "margincert/models.hpp"
#include "margincert/work/shipped.hpp"

namespace margincert {

Task read_task(const std::string& path) {
  return path.ends_with(work::case_suffix) ? files::read_case(path).task : files::read_task(path);
}

Parameters load_parameters(const std::string& path_or_name) { return load_model(path_or_name).parameters; }

}  // namespace margincert
