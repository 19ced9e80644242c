#pragma once

#include "numeric/run_control.hpp"

/// How work is run: threads, stop, progress, time. Everything long takes a RunControl.
namespace margincert {

using numeric::Progress, numeric::RunControl;

}  // namespace margincert
