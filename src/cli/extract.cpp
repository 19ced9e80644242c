#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"

namespace margincert::cli {

int run(const ExtractCommand&) { throw UsageError("not built yet"); }

}  // namespace margincert::cli
