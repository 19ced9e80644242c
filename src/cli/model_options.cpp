#include "cli/model_options.hpp"

#include "cli/option_parts.hpp"
#include "margincert/train.hpp"

namespace margincert::cli {

void add_train_options(CLI::App& app, TrainCommand& o) {
  const auto size = [&](const char* name, int& value, const char* meaning, int least, int most) {
    app.add_option(name, value, meaning)->check(CLI::Range(least, most))->capture_default_str();
  };
  size("--d", o.feature_dim, "Dimension of the features", 1, 64);
  size("--classes", o.classes, "Number of classes K", 2, 64);
  size("--context", o.context, "Training points n of every task", 1, 2000);
  size("--layers", o.layers, "Layers T", 1, 64);
  app.add_option("--mode", o.mode,
                 "unconstrained; permuted: random block permutation per layer; equivariant: weights in the commutant; "
                 "tied: the recursion's own four numbers per layer")
      ->check(CLI::IsMember(transformer::mode_names()))
      ->capture_default_str();
  app.add_option("--steps", o.steps, "Steps of Adam")
      ->check(whole_number<std::uint64_t>())
      ->capture_default_str()
      ->type_name("N");
  size("--batch", o.batch, "Fresh tasks per step", 1, 1 << 20);
  app.add_option("--learning-rate", o.learning_rate, "Of the first step; falls to 0 along a cosine")
      ->check(positive_number())
      ->capture_default_str();
  add_seed(app, o.seed, "Seed of weights, tasks and permutations");
  app.add_option("--test-tasks", o.test_tasks, "Fresh tasks on which accuracy is measured at the end")
      ->check(whole_number<std::uint64_t>())
      ->capture_default_str()
      ->type_name("N");
  app.add_option("--checkpoint-every", o.checkpoint_every,
                 "Steps between checkpoints; 0: only at the start and when interrupted")
      ->check(whole_number<std::uint64_t>())
      ->capture_default_str()
      ->type_name("N");
  app.add_flag("--resume", o.resume, "Go on from the checkpoint beside the output, bit for bit as if never stopped");
  add_jobs(app, o.jobs);
  app.add_option("--output", o.output, "The model's file")
      ->check(not_empty())
      ->type_name("FILE.safetensors")
      ->required();
  app.add_flag("--json", o.json, "Print the outcome as JSON");
  app.add_flag("--quiet", o.quiet, "Only the last line; no progress");
}

namespace {

void add_model(CLI::App& app, std::string& model) {
  app.add_option("MODEL", model, "Transformer weights (*.safetensors), or the shipped model: reference")
      ->check(not_empty())
      ->required();
}

}  // namespace

void add_extract_options(CLI::App& app, ExtractCommand& o) {
  add_model(app, o.model);
  app.add_option("--output", o.output, "Write the recursion to this file")
      ->check(not_empty())
      ->type_name("FILE.recursion.json");
  app.add_option("--tasks", o.tasks, "Fresh tasks on which every reduction is measured")
      ->check(whole_number<std::uint64_t>())
      ->capture_default_str()
      ->type_name("N");
  add_seed(app, o.seed, "Seed of the tasks");
  add_jobs(app, o.jobs);
  app.add_flag("--json", o.json, "Print margincert-extraction/2 instead of the tables");
  app.add_flag("--quiet", o.quiet, "Only the last line; no progress");
}

void add_crosscheck_options(CLI::App& app, CrosscheckCommand& o) {
  add_model(app, o.model);
  app.add_option("--params", o.against,
                 "What to hold it against: recursion parameters or another transformer; default: the recursion "
                 "extracted from it")
      ->check(not_empty())
      ->type_name("P");
  app.add_option("--family", o.families, "Task families (see list); default no-margin")->type_name("F");
  app.add_option("--set", o.settings, "Family settings, e.g. n=40")->type_name("NAME=VALUE");
  app.add_option("--tasks", o.tasks, "Tasks per family")
      ->check(whole_number<std::uint64_t>())
      ->capture_default_str()
      ->type_name("N");
  add_seed(app, o.seed, "Seed of the task families");
  app.add_option("--at-most", o.at_most,
                 "Thresholds that give a verdict, e.g. labels=0.1 free.probe-label=0.5 residual.features=0.2")
      ->type_name("QUANTITY=BOUND");
  auto* rivals = app.add_flag("--rivals", o.rivals, "Fit the rival recursions too, with the same effort");
  app.add_option("--factor", o.factor,
                 "A threshold: by how much the identified recursion has to fit better than every rival; reported for 2 "
                 "where it is not given")
      ->needs(rivals)
      ->check(CLI::Range(1.0, 1e9))
      ->type_name("F");
  app.add_flag("--rounding", o.rounding, "Enclose the rounding error of the binary64 program too");
  add_jobs(app, o.jobs);
  app.add_flag("--json", o.json, "Print margincert-crosscheck/1 instead of the tables");
  app.add_flag("--quiet", o.quiet, "Only the last line; no progress");
}

void add_reproduce_options(CLI::App& app, ReproduceCommand& o) {
  app.add_option("--row", o.rows, "Claims to put to the test, by id; default all")->type_name("ID");
  app.add_option("--output", o.output, "Folder for models, results and reproduction.md; what is there is used again")
      ->check(not_empty())
      ->capture_default_str()
      ->type_name("DIR");
  app.add_option("--scale", o.scale,
                 "full: what docs/reproduction.md is made with; tiny: seconds, its numbers say nothing")
      ->check(CLI::IsMember({"full", "tiny"}))
      ->capture_default_str();
  app.add_flag("--page-only", o.page_only, "Measure nothing; write the page of the results that are there");
  add_jobs(app, o.jobs);
  app.add_flag("--quiet", o.quiet, "No progress");
}

}  // namespace margincert::cli
