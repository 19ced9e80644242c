#include "cli/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/baseline_options.hpp"
#include "cli/exit_codes.hpp"
#include "cli/gate_options.hpp"
#include "cli/model_options.hpp"
#include "cli/option_parts.hpp"
#include "cli/report_options.hpp"
#include "files/nearest.hpp"
#include "files/version.hpp"

namespace margincert::cli {
namespace {

void add_campaign_options(CLI::App& app, CampaignOptions& o) {
  app.add_option("--statement", o.statements, "Statements to check: ids (see list), or A, B, C; default all")
      ->type_name("ID");
  app.add_option("--drop", o.drop, "Hypotheses not to require, by id or number (ablation)")->type_name("H");
  app.add_option("--regime", o.regime, "natural: class-pure for Theorem A, full for B and C")
      ->check(CLI::IsMember({"natural", "full", "class-pure"}))
      ->capture_default_str();
  app.add_option("--family", o.families, "Task families (see list)")->type_name("F");
  app.add_option("--set", o.settings, "Family settings, e.g. n=40 sigma=0.1")->type_name("NAME=VALUE");
  app.add_option("--draw-params", o.parameter_draw,
                 "Draw every task's parameters from the model's: given, random, … (see list)")
      ->check(not_empty())
      ->type_name("DRAW")
      ->capture_default_str();
  app.add_option("--tasks", o.tasks, "Tasks per family")->check(whole_number<std::uint64_t>())->type_name("N");
  add_seed(app, o.seed, "Seed of the task families");
  add_jobs(app, o.jobs);
  app.add_option("--require-applicable", o.required_applicable, "Tasks a statement must apply to")
      ->check(whole_number<long>())
      ->type_name("N");
  app.add_option("--ladder", o.ladder, "Precisions in bits to climb (default 53,113,256,512,1024)")
      ->check(not_empty())
      ->type_name("BITS,…");
  app.add_option("--precision-budget", o.precision_budget, "Climb no rung above this many bits")
      ->check(CLI::Range(numeric::Precision::minimum, numeric::Precision::maximum))
      ->type_name("BITS");
  app.add_option("--engine", o.engine,
                 "off: rung 53 in balls, too; verdicts are the same, and take longer (docs/engine.md)")
      ->check(CLI::IsMember({"on", "off"}))
      ->capture_default_str();
  add_time_budget(app, o.time_budget);
  add_baseline_options(app, o.baseline);
  app.add_option("--shard", o.shard, "Of each family's tasks only every N-th, from the I-th on; see report merge")
      ->check(not_empty())
      ->type_name("I/N");
  add_output_options(app, o.outputs);
}

void add_search_options(CLI::App& app, SearchCommand& o) {
  app.add_option("--statement", o.statement, "The statement to break (see list)")->type_name("ID")->required();
  app.add_flag("--twin", o.twin, "Attack its corrupted twin instead: that should be easy");
  app.add_option("--drop", o.drop, "Hypotheses not to require, by id or number")->type_name("H");
  app.add_option("--require", o.require, "Hypotheses to require beside the statement's own; A, B or C for a theorem's")
      ->type_name("H");
  app.add_option("--regime", o.regime, "natural: class-pure for Theorem A, full for B and C")
      ->check(CLI::IsMember({"natural", "full", "class-pure"}))
      ->capture_default_str();
  app.add_option("--family", o.families, "Task families to start from (see list); default all")->type_name("F");
  app.add_option("--set", o.settings, "Settings of the family, e.g. n=6 sigma=0.1")->type_name("NAME=VALUE");
  app.add_option("--params", o.params, "Keep to these recursion parameters; default: parameters are searched too")
      ->check(not_empty())
      ->type_name("P.json");
  app.add_flag("--vary-params", o.vary_params, "With --params: start from them and search parameters too");
  app.add_option("--engine", o.engines, "Engines to use (see list); default all")->type_name("E");
  app.add_option("--points", o.points, "Most training points of a starting task")
      ->check(CLI::Range(2, 1000))
      ->capture_default_str();
  app.add_option("--budget", o.budget, "Evaluations of the slack, all engines together")
      ->check(whole_number<std::uint64_t>())
      ->capture_default_str()
      ->type_name("N");
  add_seed(app, o.seed, "Seed of starting points and engines");
  add_jobs(app, o.jobs);
  add_time_budget(app, o.time_budget);
  app.add_option("--output", o.output, "Folder for the witnesses (*.case.json)")
      ->check(not_empty())
      ->capture_default_str()
      ->type_name("DIR");
  app.add_flag("--json", o.json, "Print margincert-search/1 instead of the table");
  app.add_flag("--quiet", o.quiet, "Only the last line; no progress");
}

/// The innermost subcommand that was being parsed.
const CLI::App& called(const CLI::App& app) {
  const CLI::App* current = &app;
  while (!current->get_subcommands().empty()) current = current->get_subcommands().back();
  return *current;
}

/// Every option of the subcommand that was being parsed, for the hint.
std::string unknown_word_hint(const CLI::App& app, const std::string& word) {
  std::vector<std::string> known;
  const CLI::App* current = &called(app);
  for (const CLI::Option* option : current->get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  }
  for (const CLI::App* sub : current->get_subcommands([](const CLI::App*) { return true; }))
    known.push_back(sub->get_name());
  const std::string name = word.substr(0, word.find('='));
  return files::did_you_mean(name, known);
}

UsageError unknown_word(const CLI::App& app) {
  const std::string word = app.remaining(true).empty() ? "" : app.remaining(true).front();
  return UsageError("unknown option or argument '" + word + "'" + unknown_word_hint(app, word) +
                    "; see margincert --help");
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

void describe(CLI::App& app, Commands& commands) {
  app.name("margincert");
  app.description(
      "Certifies what in-context classification dynamics do: runs the layerwise recursion in interval arithmetic "
      "and checks every bound of the theory on task families.");
  app.set_version_flag("--version", std::string("margincert ") + program_version);
  app.require_subcommand(1);

  GateCommand& gate = commands.gate;
  CLI::App* gate_app = app.add_subcommand("gate", "Certify a model on the default campaign; for CI");
  add_gate_options(*gate_app, gate);
  add_campaign_options(*gate_app, gate.campaign);

  CheckCommand& check = commands.check;
  CLI::App* check_app = app.add_subcommand("check", "Check statements on tasks of a family or from files");
  check_app
      ->add_option("--params", check.params,
                   "Recursion parameters, or a shipped model: reference, pytorch, textbook, soft")
      ->check(not_empty())
      ->type_name("P.json")
      ->default_str("reference");
  CLI::Option* task_files = check_app->add_option("--task", check.tasks, "Task files")->type_name("T.json");
  CLI::Option* twins =
      check_app->add_flag("--twins", check.twins, "Check the corrupted twins instead: each should be violated");
  CLI::Option* radius =
      check_app
          ->add_option("--radius", check.radius,
                       "Check all tasks whose coordinates are within this distance of the given ones, too")
          ->check(number_from_zero_to(1024))
          ->type_name("RADIUS");
  check_app->add_option("--boxes", check.boxes, "With --radius: pieces that a box may be cut into (default 32)")
      ->check(CLI::Range(1, 1 << 20))
      ->needs(radius)
      ->type_name("N");
  add_campaign_options(*check_app, check.campaign);
  for (const char* name : {"--family", "--tasks", "--set"}) task_files->excludes(check_app->get_option(name));
  // A twin's violation is what one hopes for: nothing to be tolerated.
  for (const char* name : {"--baseline", "--write-baseline"}) twins->excludes(check_app->get_option(name));

  TraceCommand& trace = commands.trace;
  CLI::App* trace_app = app.add_subcommand("trace", "Enclosures of all observables, layer by layer, of one task");
  trace_app
      ->add_option("--params", trace.params,
                   "Recursion parameters, or a shipped model: reference, pytorch, textbook, soft")
      ->type_name("P.json")
      ->required();
  trace_app->add_option("--task", trace.task, "Task file")->type_name("T.json")->required();
  trace_app->add_option("--regime", trace.regime, "full or class-pure")
      ->check(CLI::IsMember({"full", "class-pure"}))
      ->capture_default_str();
  trace_app->add_option("--precision", trace.precision, "Bits of the enclosures")
      ->check(CLI::Range(53, 1024))
      ->capture_default_str();
  trace_app
      ->add_option("--arithmetic", trace.arithmetics,
                   "Beside the enclosures the same trajectory in other arithmetics, and by how much each may be off: "
                   "double, mpfr, interval, ball, arb, engine")
      ->check(not_empty())
      ->type_name("NAME");
  trace_app->add_flag("--json", trace.json,
                      "margincert-trace/1 with exact hex-float ends; with --arithmetic margincert-trace/2");
  trace_app->add_option("--svg-output", trace.svg, "Draw the task layer by layer, for d = 2 or 3")
      ->check(not_empty())
      ->type_name("FILE.svg");

  SearchCommand& search = commands.search;
  CLI::App* search_app = app.add_subcommand("search", "Look for the worst task a bound allows, and certify it");
  add_search_options(*search_app, search);

  ReplayCommand& replay = commands.replay;
  CLI::App* replay_app = app.add_subcommand(
      "replay", "Derive witnesses (*.case.json) anew, with arithmetic that shares nothing with ours");
  replay_app->add_option("FILE", replay.files, "Case files; default: the shipped cases")->check(not_empty());
  replay_app->add_flag("--json", replay.json, "Print margincert-replay/1 instead of a line per case");
  replay_app->add_flag("--quiet", replay.quiet, "Only the last line");

  NecessityCommand& necessity = commands.necessity;
  CLI::App* necessity_app = app.add_subcommand(
      "necessity", "For each hypothesis of a theorem, a counterexample that shows it is needed, or none found");
  necessity_app->add_option("--budget", necessity.budget, "Evaluations for each cell of the table")
      ->check(whole_number<std::uint64_t>())
      ->capture_default_str()
      ->type_name("N");
  necessity_app->add_option("--theorem", necessity.theorems, "A or B; default both")->check(CLI::IsMember({"A", "B"}));
  add_seed(*necessity_app, necessity.seed, "Seed of the searches");
  add_jobs(*necessity_app, necessity.jobs);
  necessity_app->add_option("--output", necessity.output, "Folder for necessity.md and its cases")
      ->check(not_empty())
      ->capture_default_str()
      ->type_name("DIR");
  necessity_app->add_flag("--quiet", necessity.quiet, "No progress");

  TrainCommand& train = commands.train;
  CLI::App* train_app = app.add_subcommand("train", "Train a softmax transformer on in-context classification");
  add_train_options(*train_app, train);

  ExtractCommand& extract = commands.extract;
  CLI::App* extract_app =
      app.add_subcommand("extract", "Symmetrise a transformer's weights and read the recursion off them");
  add_extract_options(*extract_app, extract);

  CrosscheckCommand& crosscheck = commands.crosscheck;
  CLI::App* crosscheck_app =
      app.add_subcommand("crosscheck", "Enclose, layer by layer, how far a transformer is from the recursion");
  add_crosscheck_options(*crosscheck_app, crosscheck);

  ReproduceCommand& reproduce = commands.reproduce;
  CLI::App* reproduce_app =
      app.add_subcommand("reproduce", "Put the source's claims about trained transformers to the test");
  add_reproduce_options(*reproduce_app, reproduce);

  add_report_options(*app.add_subcommand("report", "Show a report again in any form; merge reports, compare them"),
                     commands);

  ListCommand& list = commands.list;
  CLI::App* list_app =
      app.add_subcommand("list", "Statements with provenance, hypotheses, families and their settings");
  list_app->add_flag("--json", list.json, "As JSON");

  SchemaCommand& schema = commands.schema;
  CLI::App* schema_app = app.add_subcommand("schema", "Print the JSON Schema of a file format");
  schema_app->add_option("NAME", schema.name, "E.g. report; without: list them");

  CLI::App* completion_app = app.add_subcommand("completion", "Print a shell's completion of this program");
  completion_app->add_option("SHELL", commands.completion.shell, "The shell that is to source it")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->required();
  app.add_subcommand("manual", "Print the manual page, margincert(1)");
}

Command parse_command_line(int argc, char** argv) {
  CLI::App app;
  Commands commands;
  describe(app, commands);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return TextCommand{called(app).help()};
  } catch (const CLI::CallForVersion&) {
    return TextCommand{app.version() + "\n"};
  } catch (const CLI::ExtrasError&) {
    throw unknown_word(app);
  } catch (const CLI::RequiredError& error) {
    const std::string word = argc > 1 ? argv[1] : "";
    if (app.get_subcommands().empty() && !word.empty()) {
      throw UsageError("unknown command '" + word + "'" + unknown_word_hint(app, word) + "; see margincert --help");
    }
    // A misspelt option is why the one that was meant is missing.
    if (!app.remaining(true).empty()) throw unknown_word(app);
    throw UsageError(first_line(error.what()) + "; see margincert --help");
  } catch (const CLI::ParseError& error) {
    throw UsageError(first_line(error.what()) + "; see margincert --help");
  }
  commands.gate.given = given_options(*app.get_subcommand("gate"));
  if (app.got_subcommand("gate")) return commands.gate;
  if (app.got_subcommand("check")) return commands.check;
  if (app.got_subcommand("trace")) return commands.trace;
  if (app.got_subcommand("search")) return commands.search;
  if (app.got_subcommand("replay")) return commands.replay;
  if (app.got_subcommand("necessity")) return commands.necessity;
  if (app.got_subcommand("train")) return commands.train;
  if (app.got_subcommand("extract")) return commands.extract;
  if (app.got_subcommand("crosscheck")) return commands.crosscheck;
  if (app.got_subcommand("reproduce")) return commands.reproduce;
  if (app.got_subcommand("report")) return chosen_report(*app.get_subcommand("report"), commands);
  if (app.got_subcommand("list")) return commands.list;
  if (app.got_subcommand("schema")) return commands.schema;
  if (app.got_subcommand("completion")) return commands.completion;
  return commands.manual;
}

}  // namespace margincert::cli
