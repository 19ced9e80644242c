#pragma once

namespace margincert::cli {

/// From now on SIGINT and SIGTERM ask for an early end instead of killing the program: the partial report is still
/// written. A signal more than a second later kills.
void catch_interrupts();
bool interrupted();

}  // namespace margincert::cli
