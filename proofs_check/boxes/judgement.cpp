#include "proofs_check/boxes/judgement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/engine.hpp"
#include "numeric/stop.hpp"
#include "proofs_check/hypotheses.hpp"

namespace margincert::proofs::boxes {
namespace {

/// An inequality that is not certain on a box.
template <class S>
struct Uncertain {
  ConditionIn<S> condition;
  S difference;  ///< greater - lesser
};

/// The required hypotheses on a box.
template <class S>
struct Domain {
  Truth all = Truth::yes;
  std::string open;
  std::vector<Uncertain<S>> uncertain;
};

template <class S>
Domain<S> domain_of(const std::vector<std::string>& required, const EvidenceIn<S>& evidence) {
  Domain<S> domain;
  const auto count = [&](Truth truth, const std::string& id) {
    if (truth == Truth::unknown && domain.open.empty()) domain.open = "hypothesis " + id;
    domain.all = domain.all & truth;
  };
  for (const std::string& id : required) {
    const ReadingIn<S> reading = hypothesis(id).read(evidence);
    count(truth_of<S>(reading), id);
    if (const auto* conditions = std::get_if<std::vector<ConditionIn<S>>>(&reading)) {
      for (const ConditionIn<S>& condition : *conditions) {
        const Truth truth = is_less_equal(condition.lesser, condition.greater);
        if (truth == Truth::unknown) domain.uncertain.push_back({condition, condition.greater - condition.lesser});
      }
    }
    if (domain.all == Truth::no) break;
  }
  return domain;
}

/// The largest lower bound of slack - weight * condition over weights >= 0. The bound is concave in the weight:
/// doubling brackets its maximum, and thirds close in.
double best_bound(const Affine& slack, const Affine& condition) {
  const auto bound = [&](double weight) { return lower_bound_of_difference(slack, weight, condition); };
  double left = 0, right = 0x1p-10;
  while (right < 0x1p20 && bound(2 * right) > bound(right)) right *= 2;
  right *= 2;
  double best = bound(0);
  for (int i = 0; i < 24 && best < 0; ++i) {
    const double a = left + (right - left) / 3, b = right - (right - left) / 3;
    const double at_a = bound(a), at_b = bound(b);
    best = std::max({best, at_a, at_b});
    (at_a < at_b ? left : right) = at_a < at_b ? a : b;
  }
  return best;
}

/// Is the slack non-negative wherever the uncertain conditions are? It is if it is one of them; and for a weight w >=
/// 0, slack - w condition >= 0 on the whole box says so: where the condition is >= 0, slack >= w condition >= 0.
bool follows(const ComparisonIn<Affine>& comparison, const Affine& slack,
             const std::vector<Uncertain<Affine>>& uncertain) {
  return std::ranges::any_of(uncertain, [&](const Uncertain<Affine>& given) {
    const bool is_given = comparison.relation == Relation::at_least &&
                          same_function(comparison.greater, given.condition.greater) &&
                          same_function(comparison.lesser, given.condition.lesser);
    return is_given || best_bound(slack, given.difference) >= 0;
  });
}
/// Plain enclosures have nothing in common that a weight could use.
bool follows(const ComparisonIn<Interval>&, const Interval&, const std::vector<Uncertain<Interval>>&) { return false; }

/// Are both sides one and the same function, as where a bound starts from what was measured?
bool is_one_number(const ComparisonIn<Affine>& comparison) {
  return same_function(comparison.greater, comparison.lesser);
}
bool is_one_number(const ComparisonIn<Interval>&) { return false; }

/// Of all forms the one whose lower end is farthest below 0, as a share of its uncertainty.
void keep(Judgement& judgement, const Affine& form) {
  const auto safety = [](const Affine& a) { return a.lo_double() / (a.hi_double() - a.lo_double()); };
  if (form.is_poisoned() || form.slopes().empty()) return;
  if (!judgement.weakest || safety(form) < safety(*judgement.weakest)) judgement.weakest = form;
}
void keep(Judgement&, const Interval&) {}

std::string place(const Statement&, int t, const std::string& part) {
  return fmt::format("slack at layer {}{}", t, part.empty() ? "" : " (" + part + ")");
}

/// Judges the comparisons where the hypotheses are not certainly false.
template <class S>
class Comparisons {
 public:
  Comparisons(const Domain<S>& domain, Judgement& judgement) : domain_(domain), judgement_(judgement) {}

  void consider(const Statement& statement, int t, const ComparisonIn<S>& comparison) {
    any_ = true;
    if (is_one_number(comparison)) return;
    const S slack = slack_of(comparison);
    const Truth holds = is_nonnegative(slack);
    // Reasons of the kind `attained` look at the centre alone and count for nothing here; an identity follows from
    // labels and parameters, which all tasks share.
    if (comparison.equality == Equality::identity) {
      if (holds != Truth::no) return;
      throw Contradiction(fmt::format("{}, {}: an enclosure refutes an identity on a box", statement.id,
                                      place(statement, t, comparison.part)));
    }
    keep(judgement_, slack);
    if (holds == Truth::yes) return;
    if (holds == Truth::no) {
      violated_ = true;
      return;
    }
    if (domain_.all == Truth::unknown && follows(comparison, slack, domain_.uncertain)) return;
    if (judgement_.open.empty()) judgement_.open = place(statement, t, comparison.part);
    open_ = true;
  }

  void conclude() {
    if (!any_) {
      judgement_.hypotheses = Truth::no;
      judgement_.statement = Truth::yes;
    } else if (violated_) {
      judgement_.statement = domain_.all == Truth::yes ? Truth::no : Truth::unknown;
      if (judgement_.statement == Truth::unknown) judgement_.open = domain_.open;
    } else {
      judgement_.statement = open_ ? Truth::unknown : Truth::yes;
    }
    if (!judgement_.weakest) {
      for (const Uncertain<S>& given : domain_.uncertain) keep(judgement_, given.difference);
    }
  }

 private:
  const Domain<S>& domain_;
  Judgement& judgement_;
  bool any_ = false, violated_ = false, open_ = false;
};

template <class S>
Judgement judge_one(const Statement& statement, const Question& question, const EvidenceIn<S>& evidence) {
  Judgement judgement;
  const Domain<S> domain = domain_of(remaining_hypotheses(statement, question.dropped), evidence);
  judgement.hypotheses = domain.all;
  if (domain.all == Truth::no || !exist(statement.needs, evidence.task())) {
    judgement.hypotheses = Truth::no;
    judgement.statement = Truth::yes;
    return judgement;
  }
  Comparisons<S> comparisons(domain, judgement);
  const Claim& claim = question.version == Version::stated ? statement.claim : statement.twin;
  const int last = statement.layers == Layers::all ? evidence.depth() : evidence.depth() - 1;
  for (int t = 0; t <= last; ++t) {
    for (const ComparisonIn<S>& comparison : claim(evidence, t)) comparisons.consider(statement, t, comparison);
  }
  comparisons.conclude();
  return judgement;
}

template <class A, class S = typename A::Scalar>
std::vector<recursion::Layer<S>> layers_of(const recursion::Parameters& parameters, const A& arithmetic) {
  std::vector<recursion::Layer<S>> layers;
  for (int t = 0; t < parameters.depth(); ++t) layers.push_back(recursion::layer_at(parameters, t, arithmetic));
  return layers;
}

template <class S>
std::vector<Judgement> judge_all(const Question& question, const EvidenceIn<S>& evidence) {
  std::vector<Judgement> judgements;
  for (const Statement* statement : question.statements) {
    numeric::stop_point();
    judgements.push_back(judge_one(*statement, question, evidence));
  }
  return judgements;
}

}  // namespace

std::vector<Judgement> judge(const Question& question, const recursion::Box& box) {
  const recursion::AffineArithmetic arithmetic;
  const EvidenceIn<Affine> evidence({box, question.regime}, arithmetic, observables_on(box, question.regime),
                                    layers_of(box.parameters(), arithmetic));
  return judge_all(question, evidence);
}

std::vector<Judgement> judge_plainly(const Question& question, const recursion::Instance& instance, double radius,
                                     int jobs) {
  const auto trajectory = engine::enclose_points({instance, question.regime, radius}, jobs);
  if (!trajectory) return std::vector<Judgement>(question.statements.size(), {.open = "out of the engine's range"});
  const recursion::IntervalArithmetic arithmetic(numeric::Precision(53));
  const Evidence evidence({instance, question.regime}, arithmetic, engine::to_intervals(*trajectory),
                          layers_of(instance.parameters(), arithmetic), About::box);
  return judge_all(question, evidence);
}

double cost_of_forms(const recursion::Instance& instance) {
  const recursion::Task& task = instance.task();
  const double n = task.points(), d = task.feature_dim(), classes = task.classes;
  const double layers = instance.parameters().depth();
  // Every coordinate of the box, and on average half of those that the layers add (recursion/box.hpp).
  const double slopes = (n + 1) * (d + layers * (d + classes) / 2);
  return (layers + 1) * n * (n + 1) * (3 * d + 3 * classes + 8) * slopes;
}

}  // namespace margincert::proofs::boxes
