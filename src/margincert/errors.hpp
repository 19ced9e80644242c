#pragma once

#include "files/file_error.hpp"
#include "generators/family.hpp"
#include "proofs_check/judge.hpp"
#include "recursion/refusal.hpp"

/// What the library throws, beside what only a fault of the machine can make it throw.
namespace margincert {

/// What was asked for cannot be: Refusal, and from task families the other two.
using generators::SettingError, generators::UnknownFamily;
/// A file cannot be read, written or accepted.
using files::FileError;
/// Two ways of deciding the same disagree: the program, or a proof, is wrong.
using proofs::Contradiction;

}  // namespace margincert
