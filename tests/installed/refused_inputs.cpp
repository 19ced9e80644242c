// Nothing that does not fit is answered: a program like a user's, against the installed package.
#include <cmath>
#include <functional>
#include <iostream>
#include <string>

#include <margincert/boxes.hpp>
#include <margincert/check.hpp>
#include <margincert/replay.hpp>
#include <margincert/trace.hpp>
#include <margincert/verdict.hpp>

using namespace margincert;

namespace {

Task plain_task() {
  return {.classes = 3, .features = Rows<double>(2, {1, 0, -1, 0, 0, 1}), .labels = {0, 1, 2}, .probe = {0.5, 0.5}, .probe_class = 0};
}
Parameters plain_parameters() {
  return {.feature_dim = 2, .classes = 3, .layers = {{.alpha = 1, .gamma = 1, .alpha_prime = 0.5, .gamma_prime = 0.5}}};
}

struct Row {
  std::string name;
  std::function<void(Task&, Parameters&)> damage;
  std::string refusal;
};

const Row rows[] = {
    {"parameters of another d and K", [](Task&, Parameters& p) { p.feature_dim = 7, p.classes = 2; },
     "parameters: feature_dim: 7 features, and the task has 2; use a task and parameters that were made for each other"},
    {"parameters of another K", [](Task&, Parameters& p) { p.classes = 2; },
     "parameters: classes: 2 classes, and the task has 3; use a task and parameters that were made for each other"},
    {"more labels than feature rows", [](Task& t, Parameters&) { t.labels.push_back(0); },
     "task: features: 3 rows for 4 labels; give a row and a label for each training point"},
    {"a label out of range", [](Task& t, Parameters&) { t.labels[1] = 3; },
     "task: labels[1]: class 3 of 3 classes; classes are 0 to 2"},
    {"a probe's class out of range", [](Task& t, Parameters&) { t.probe_class = 3; },
     "task: probe_class: class 3 of 3 classes; classes are 0 to 2"},
    {"no training points", [](Task& t, Parameters&) { t.labels.clear(), t.features = {}; },
     "task: labels: no training points; give at least one"},
    {"a background of denominator 0", [](Task&, Parameters& p) { p.label_background = Fraction{1, 0}; },
     "parameters: label_background: its denominator is 0; give a positive one"},
    {"a feature that is no number", [](Task& t, Parameters&) { t.features[2][1] = std::nan(""); },
     "task: features[2][1]: is nan; give finite numbers"},
    {"no layers", [](Task&, Parameters& p) { p.layers.clear(); }, "parameters: layers: no layer; give at least one"},
};

template <class Ask>
std::string refusal_of(Ask ask) {
  try {
    ask();
  } catch (const Refusal& refusal) {
    return refusal.what();
  }
  return "(not refused)";
}

bool check(const std::string& name, const std::string& expected, const std::string& seen) {
  if (seen == expected) return true;
  std::cout << name << ": " << seen << ", not " << expected << '\n';
  return false;
}

}  // namespace

int main() {
  bool good = true;
  for (const Row& row : rows) {
    Task task = plain_task();
    Parameters parameters = plain_parameters();
    row.damage(task, parameters);
    for (const char* statement : {"in-class-floor", "label-margin", "geometric-margin-growth", "logit-gap-identity"}) {
      good = check(row.name + ", " + statement, row.refusal,
                   refusal_of([&] { certify({task, parameters}, statement); })) && good;
    }
  }
  const Instance plain(plain_task(), plain_parameters());
  good = check("it fits", "(not refused)", refusal_of([&] { certify(plain, "label-margin"); })) && good;
  good = check("a statement that there is not",
               "no statement 'label-margins'; did you mean 'label-margin'?; margincert list shows them all",
               refusal_of([&] { certify(plain, "label-margins"); })) && good;
  good = check("an arithmetic asked for twice", "(not refused)",
               refusal_of([&] { trace({plain, Regime::full, numeric::Precision(53), {Arithmetic::engine}}); })) && good;
  std::cout << (good ? "all refused\n" : "not as it should be\n");
  return good ? 0 : 1;
}
