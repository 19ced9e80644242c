#pragma once

#include <string>

#include "recursion/instance.hpp"

/// What everything is about: a task with the parameters it is run with.
///
/// A Task has n labelled training points of d coordinates, row by row, and a probe with its class; Parameters have d, K
/// and four numbers for each layer. All numbers are binary64 and exact. An Instance is a pair of them that fits
/// (recursion/instance.hpp says what that is); making one is where inputs are checked, with a Refusal that names place,
/// problem and remedy. docs/theory.md, sections 1 and 2, has the formulas.
namespace margincert {

using recursion::Instance, recursion::Task, recursion::Rows;
using recursion::Parameters, recursion::LayerParameters, recursion::LabelBackground;
using recursion::Fraction, recursion::MinusOneOverClasses;
using recursion::Regime;

/// The task of a task file, or of a case. FileError names file, place and remedy.
Task read_task(const std::string& path);

/// The parameters of a recursion file or a case, those read off a transformer's weights, or a shipped model's by its
/// name ("reference", "pytorch", "textbook", "soft"). FileError as above; Refusal of a name that there is not.
Parameters load_parameters(const std::string& path_or_name);

}  // namespace margincert
