#pragma once

#include <string_view>

namespace margincert::cli {

/// To be called before anything is opened or written. No write ends the program any more: one beyond the size a file
/// may have, or to a pipe whose reader has gone, fails and is reported like any other. And a stream that was closed
/// stays one that cannot be written, where the next file to be opened would have got its number.
void prepare_streams();

/// Writes to stderr. What cannot be written there is let go: nobody could be told, and the exit status says it too.
void to_stderr(std::string_view text);

/// Writes what is left for stdout and throws std::system_error when any of it never got there.
void flush_stdout();

/// Has something that was meant for stdout been lost?
bool stdout_failed();

}  // namespace margincert::cli
