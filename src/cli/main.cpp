#include <fmt/format.h>

#include <exception>
#include <string>
#include <system_error>

#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/streams.hpp"
#include "margincert/errors.hpp"

namespace {

using namespace margincert;
using cli::exit_code::bad_file, cli::exit_code::internal, cli::exit_code::usage;

int dispatch(int argc, char** argv) {
  const cli::Command command = cli::parse_command_line(argc, argv);
  if (const auto* text = std::get_if<cli::TextCommand>(&command)) {
    fmt::print("{}", text->text);
    return cli::exit_code::pass;
  }
  return std::visit(
      [](const auto& chosen) {
        if constexpr (requires { cli::run(chosen); }) return cli::run(chosen);
        return internal;
      },
      command);
}

/// A result that never reached its reader must not end in 0.
int flushed(int code) {
  cli::flush_stdout();
  return code;
}

int complain(int code, const std::string& what) {
  cli::warn(what);
  return code;
}

int complain_of_stdout(const std::system_error& error) {
  return complain(internal, fmt::format("standard output: cannot be written ({}); check where it leads, and its space",
                                        error.code() ? error.code().message() : "an earlier write failed"));
}

}  // namespace

int main(int argc, char** argv) {
  cli::prepare_streams();
  try {
    return flushed(dispatch(argc, argv));
  } catch (const cli::UsageError& error) {
    return complain(usage, error.what());
  } catch (const Refusal& refusal) {
    return complain(usage, refusal.what());
  } catch (const generators::UnknownFamily& error) {
    return complain(usage, error.what());
  } catch (const generators::SettingError& error) {
    return complain(usage, error.what());
  } catch (const files::FileError& error) {
    return complain(bad_file, error.what());
  } catch (const proofs::Contradiction& contradiction) {
    return complain(internal, contradiction.what());
  } catch (const std::system_error& error) {
    return cli::stdout_failed() ? complain_of_stdout(error) : complain(internal, error.what());
  } catch (const std::exception& error) {
    return complain(internal, error.what());
  } catch (...) {
    return complain(internal, "something unknown was thrown");
  }
}
