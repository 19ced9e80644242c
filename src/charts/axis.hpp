#pragma once

#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

namespace margincert::charts {

/// What an axis must hold: the finite ones of the numbers it was given, those nearer to 0 than 1e-300 as 0.
class Extent {
 public:
  void take(double x);
  void take(std::initializer_list<double> all);

  bool empty() const { return !(lo_ <= hi_); }
  bool positive() const { return lo_ > 0; }
  double lo() const { return lo_; }
  double hi() const { return hi_; }
  double largest() const;                     ///< modulus
  double smallest() const { return least_; }  ///< modulus, of those that are not 0; infinite when all are

 private:
  double lo_ = std::numeric_limits<double>::infinity(), hi_ = -lo_, least_ = lo_;
};

enum class Scale {
  linear,
  log,        ///< positive numbers
  symmetric,  ///< log on both sides of 0, and linear up to `linear_within`
};

struct Tick {
  double share = 0;
  std::string label;
  bool zero = false;
};

/// One axis: where numbers stand on it, from 0 to 1, and its ticks.
class Axis {
 public:
  double share(double x) const;
  const std::vector<Tick>& ticks() const { return ticks_; }
  /// What has to be said beside its name: "log scale", "×10⁻⁵", or nothing.
  const std::string& remark() const { return remark_; }
  Scale scale() const { return scale_; }

 private:
  friend Axis linear_axis(const Extent&, int);
  friend Axis whole_axis(const Extent&, double);
  friend Axis log_axis(const Extent&, int);
  friend Axis symmetric_axis(const Extent&, int);

  double position(double x) const;
  void add_tick(double position, const std::string& label);
  void add_decades(int top, int bottom, int step);

  Scale scale_ = Scale::linear;
  double from_ = 0, to_ = 1;  // positions of its ends
  double unit_ = 1;           // linear: what one unit of position is; symmetric: linear_within
  std::vector<Tick> ticks_;
  std::string remark_;
};

/// Ends at ticks, which are 1, 2 or 5 times a power of ten apart; about `ticks` of them. Numbers that agree in more
/// than five digits look equal.
Axis linear_axis(const Extent& extent, int ticks = 5);
/// For layers and steps: ticks at whole numbers only; the ends are the data's, or 0 where that is near, and this much
/// room on either side.
Axis whole_axis(const Extent& extent, double room = 0);
/// For extents of positive numbers.
Axis log_axis(const Extent& extent, int ticks = 6);
Axis symmetric_axis(const Extent& extent, int ticks = 6);

/// The exponent of the greatest power of ten that is at most x > 0, or a hair above it.
int decade_below(double x);

/// log where all numbers are positive and range over more than 30 times; symmetric where they have zeros or both signs
/// and range over more than 1000 times in modulus; else linear.
Axis fitting_axis(const Extent& extent, int ticks = 6);

}  // namespace margincert::charts
