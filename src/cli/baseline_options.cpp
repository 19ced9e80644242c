#include "cli/baseline_options.hpp"

#include "cli/option_parts.hpp"

namespace margincert::cli {

void add_baseline_options(CLI::App& app, BaselineRequest& o) {
  app.add_option("--baseline", o.file, "Findings that are known and tolerated until their date")
      ->check(not_empty())
      ->type_name("FILE");
  CLI::Option* write = app.add_option("--write-baseline", o.written_file, "Record the certified findings of this run")
                           ->check(not_empty())
                           ->type_name("FILE");
  app.add_option("--baseline-reason", o.reason, "Why they are tolerated")
      ->check(not_empty())
      ->type_name("TEXT")
      ->needs(write);
  app.add_option("--baseline-expires", o.expires, "The last day of that; default 90 days on")
      ->check(not_empty())
      ->type_name("YYYY-MM-DD")
      ->needs(write);
}

}  // namespace margincert::cli
