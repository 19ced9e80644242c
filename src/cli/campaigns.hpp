#pragma once

#include "cli/campaign_options.hpp"
#include "cli/exit_codes.hpp"
#include "cli/outputs.hpp"
#include "margincert/work/models.hpp"
#include "margincert/work/task_makers.hpp"

namespace margincert::cli {

/// 0 stands for as many as the machine has.
inline int jobs_of(int jobs) { return numeric::RunControl{.threads = jobs}.thread_count(); }

}  // namespace margincert::cli
