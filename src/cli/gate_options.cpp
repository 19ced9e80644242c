#include "cli/gate_options.hpp"

#include "cli/option_parts.hpp"

namespace margincert::cli {

void add_gate_options(CLI::App& app, GateCommand& o) {
  app.add_option(
         "MODEL", o.file,
         "Recursion parameters, a case, transformer weights (*.safetensors) or a shipped model's name; default: "
         "the shipped models")
      ->check(not_empty());
  app.add_option("--config", o.config, "What to ask of it (docs/gate.md); the command line counts before it")
      ->check(not_empty())
      ->type_name("GATE.toml");
  app.add_option(
         "--profile", o.profile,
         "ci: pinned seed; dev: the same on a fifth of the tasks; nightly: a fresh seed, ten times the tasks and "
         "a search")
      ->check(CLI::IsMember({"ci", "dev", "nightly"}));
  app.add_option("--recursion", o.recursion,
                 "The recursion that transformer weights must follow; default: read off them")
      ->check(not_empty())
      ->type_name("R.json");
  app.add_option("--transformer", o.transformer, "The weights that must follow the recursion MODEL")
      ->check(not_empty())
      ->type_name("W.safetensors");
  app.add_option("--like", o.like, "A recursion: whatever theorem covers it must cover the model, too")
      ->check(not_empty())
      ->type_name("R.json");
  app.add_option("--require-moving-layers", o.required_moving_layers,
                 "Layers of the model that must move something (default 0)")
      ->check(whole_number<long>())
      ->type_name("N");
  app.add_option("--cases", o.cases, "Folder of case files to derive again first, and to judge their tasks")
      ->check(not_empty())
      ->type_name("DIR");
}

std::set<std::string> given_options(const CLI::App& app) {
  std::set<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() > 0 && !option->get_lnames().empty()) names.insert("--" + option->get_lnames().front());
  }
  return names;
}

}  // namespace margincert::cli
