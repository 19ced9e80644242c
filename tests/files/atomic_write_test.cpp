#include "files/atomic_write.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "files/descriptor.hpp"
#include "numeric/fnv1a.hpp"

#include "tests/files/support.hpp"

namespace margincert::files {

namespace fs = std::filesystem;
using test::content_of;
using test::message_of;
using test::Scratch;

namespace {

constexpr const char* nothing_refused = "(nothing was refused)";

/// While it lives, no file of this process may grow beyond the limit: a disk that fills up in the middle of a write.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit limit = {bytes, old_limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_limit_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_limit_ = {};
  void (*old_handler_)(int);
};

}  // namespace

TEST_CASE("a file is created with its content and nothing else beside it") {
  const Scratch scratch;
  const std::string content("two\nlines\0and a NUL", 19);
  write_file(scratch / "out.json", content);
  CHECK(content_of(scratch / "out.json") == content);
  write_file(scratch / "empty", "");
  CHECK(fs::file_size(scratch / "empty") == 0);
  CHECK(scratch.entries() == 2);
}

TEST_CASE("missing parent directories are created") {
  const Scratch scratch;
  write_file(scratch / "a/b/c.json", "x");
  CHECK(content_of(scratch / "a/b/c.json") == "x");
}

TEST_CASE("a file that exists is replaced whole") {
  const Scratch scratch;
  write_file(scratch / "out", std::string(1000, 'o'));
  write_file(scratch / "out", "new");
  CHECK(content_of(scratch / "out") == "new");
  CHECK(scratch.entries() == 1);
}

TEST_CASE("new files carry the permissions of the user's umask") {
  const Scratch scratch;
  const mode_t old_mask = ::umask(027);
  write_file(scratch / "out", "x");
  ::umask(old_mask);
  CHECK(fs::status(scratch / "out").permissions() == fs::perms(0640));
}

TEST_CASE("a link stays a link and what it names is replaced") {
  const Scratch scratch;
  write_file(scratch / "kept/real", "old");
  fs::create_symlink("kept/real", scratch / "link");
  write_file(scratch / "link", "new");
  CHECK(fs::is_symlink(scratch / "link"));
  CHECK(content_of(scratch / "kept/real") == "new");
}

TEST_CASE("a write that fails halfway keeps the old file and leaves nothing behind") {
  const Scratch scratch;
  write_file(scratch / "out", "old");
  std::string message;
  {
    const FileSizeLimit full_disk(5000);
    message = message_of([&] { write_file(scratch / "out", std::string(20'000, 'n')); });
  }
  CHECK(message == (scratch / "out").string() +
                       ": whole file: cannot be written: writing (File too large); check the path, its permissions and "
                       "the free space");
  CHECK(content_of(scratch / "out") == "old");
  CHECK(scratch.entries() == 1);
}

TEST_CASE("a rename that fails leaves nothing behind") {
  const Scratch scratch;
  const fs::path impossible = scratch / std::string(300, 'n');
  CHECK(message_of([&] { write_file(impossible, "x"); }).find("renaming (File name too long)") != std::string::npos);
  CHECK(scratch.entries() == 0);
}

TEST_CASE("what a killed process left of the same target is removed, and nothing else") {
  const Scratch scratch;
  const auto temporary = [&](const std::string& target, const std::string& process) {
    return scratch / fmt::format(".margincert-{:016x}-{}-0.tmp", numeric::fnv1a(target), process);
  };
  for (const auto& [target, process] : {std::pair{"out", "1"}, {"out", "2"}, {"other", "1"}}) {
    std::ofstream(temporary(target, process)) << "half of i";
  }
  const Descriptor being_written(::open(temporary("out", "2").c_str(), O_WRONLY | O_CLOEXEC));
  REQUIRE(::flock(being_written.number(), LOCK_EX) == 0);
  SUBCASE("by a write") { write_file(scratch / "out", "x"); }
  SUBCASE("by looking whether one can be written") { require_writable(scratch / "out"); }
  CHECK_FALSE(fs::exists(temporary("out", "1")));
  CHECK(fs::exists(temporary("out", "2")));
  CHECK(fs::exists(temporary("other", "1")));
}

TEST_CASE("a process that is killed while it writes leaves what the next write removes") {
  const Scratch scratch;
  const std::string content(std::size_t{1} << 16, 'c');
  for (int repetition = 0; repetition < 20; ++repetition) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      for (;;) write_file(scratch / "out", content);
    }
    while (scratch.entries() == 0) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(repetition % 5));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    write_file(scratch / "out", "whole");
    CHECK(content_of(scratch / "out") == "whole");
    CHECK(scratch.entries() == 1);
    fs::remove(scratch / "out");
  }
}

TEST_CASE("writes of one target at the same time do not disturb each other") {
  const Scratch scratch;
  std::atomic<int> failures = 0;
  {
    std::vector<std::jthread> writers;
    for (const char letter : {'a', 'b', 'c'}) {
      writers.emplace_back([&, letter] {
        for (int k = 0; k < 30; ++k) {
          if (message_of([&] { write_file(scratch / "out", std::string(1000, letter)); }) != nothing_refused) ++failures;
        }
      });
    }
  }
  CHECK(failures == 0);
  CHECK(scratch.entries() == 1);
  const std::string last = content_of(scratch / "out");
  CHECK(last == std::string(1000, last.front()));
}

TEST_CASE("a path below a plain file is refused") {
  const Scratch scratch;
  write_file(scratch / "plain", "x");
  CHECK(message_of([&] { write_file(scratch / "plain/out", "y"); }).find("creating its directory") !=
        std::string::npos);
  CHECK(content_of(scratch / "plain") == "x");
  CHECK(scratch.entries() == 1);
}

TEST_CASE("directories, pipes and empty names are never replaced") {
  const Scratch scratch;
  fs::create_directory(scratch / "folder");
  REQUIRE(::mkfifo((scratch / "pipe").c_str(), 0600) == 0);
  CHECK(message_of([&] { write_file(scratch / "folder", "x"); }).ends_with("is a directory; name a file in it"));
  CHECK(
      message_of([&] { write_file(scratch / "new/", "x"); }).ends_with("names no file; end the path with a file name"));
  CHECK(message_of([&] { write_file("", "x"); }).ends_with("names no file; end the path with a file name"));
  CHECK(message_of([&] {
          write_file(scratch / "pipe", "x");
        }).ends_with("is not a regular file; name a file to create or replace"));
  CHECK(fs::is_fifo(scratch / "pipe"));
  CHECK(scratch.entries() == 2);
}

TEST_CASE("what could not be written is refused beforehand, with the same words") {
  const Scratch scratch;
  std::ofstream(scratch / "file") << "as it was";
  fs::create_directory(scratch / "folder");
  for (const char* name : {"file/below", "folder", "folder/"}) {
    CAPTURE(name);
    const std::string path = (scratch / name).string();
    const std::string words = message_of([&] { write_file(path, "content"); });
    CHECK(words.find(path) == 0);
    CHECK(message_of([&] { require_writable(path); }) == words);
  }
}

TEST_CASE("a file that can be written is not touched beforehand, and its folders are made") {
  const Scratch scratch;
  std::ofstream(scratch / "file") << "as it was";
  require_writable(scratch / "file");
  CHECK(content_of(scratch / "file") == "as it was");
  require_writable(scratch / "new/folder/file");
  CHECK(fs::is_directory(scratch / "new/folder"));
  CHECK(fs::is_empty(scratch / "new/folder"));
}

}  // namespace margincert::files
