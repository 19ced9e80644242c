#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "optimise/cuts.hpp"
#include "optimise/explorer.hpp"
#include "optimise/unit_box.hpp"

namespace margincert::optimise {

/// One descent to a stall, in unit coordinates.
class Descent {
 public:
  Descent(Explorer& explorer, const UnitBox& box) : explorer_(explorer), box_(box) {}

  void run(const Eigen::VectorXd& start);

 private:
  struct Point {
    std::vector<double> x;  ///< exactly as the domain gave it; u is x in unit coordinates, rounded
    Eigen::VectorXd u;
    Eigen::VectorXd gradient;
    Score score = worst_score;
    bool was_projected = false;  ///< it is not where the step led
    bool was_restored = false;   ///< the step led out of the feasible set
  };

  Point project(const Eigen::VectorXd& u) const;
  void evaluate(Point& point);
  void evaluate_with_gradient(Point& point);
  Point restored(Point point);

  Eigen::VectorXd direction();
  Eigen::VectorXd unmasked() const;
  std::optional<Point> line_search(const Eigen::VectorXd& direction);
  bool descends_enough(const Point& trial) const;
  void move_to(Point next);
  void learn(const Eigen::VectorXd& step, const Eigen::VectorXd& change);
  void use_plain_steps(double length);
  void forget();
  bool stalled() const;
  double longest() const;

  Explorer& explorer_;
  const UnitBox& box_;
  Point here_;
  Cuts cuts_;
  Eigen::MatrixXd inverse_hessian_;
  bool is_plain_ = true;  ///< the inverse Hessian is length_ times the identity
  double length_ = 0;
  long known_cuts_ = 0;  ///< when the last direction was chosen
  int short_steps_ = 0;
};

}  // namespace margincert::optimise
