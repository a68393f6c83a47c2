#include "scenarios/sweep/result_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "scenarios/sweep/write_all.h"
#include "sim/input_error.h"
#include "sim/recording/recording_schema.h"

namespace orrery::scenarios {

namespace {

namespace fs = std::filesystem;

constexpr const char* kSuffix = ".json";

[[noreturn]] void fail(const std::string& path) {
  throw sim::RecordingError("cannot write " + path + ": " + std::strerror(errno));
}

std::string host_name() {
  char name[256] = "host";
  ::gethostname(name, sizeof name - 1);
  return name;
}

}  // namespace

ResultFolder::ResultFolder(std::string path) : path_(std::move(path)) {
  std::error_code error;
  fs::create_directories(path_, error);
  if (!fs::is_directory(path_)) throw sim::InputError(path_, "is not a folder for results, and cannot be made one");
}

std::string ResultFolder::file(std::uint64_t index) const { return fmt::format("{}/{:08}{}", path_, index, kSuffix); }

std::string ResultFolder::failure_file(std::uint64_t index, unsigned attempt) const {
  return fmt::format("{}/{:08}.failed-{}", path_, index, attempt);
}

void ResultFolder::write_whole(const std::string& path, const std::string& text) const {
  const std::string part =
      fmt::format("{}/.{}.{}.{}", path_, fs::path(path).filename().string(), host_name(), ::getpid());
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) fail(path);
  // A node that loses its power right after the renaming must not leave an empty file under a result's name.
  const bool written = write_all(file, text) && ::fsync(file) == 0;
  const int trouble = errno;
  ::close(file);
  if (!written || ::rename(part.c_str(), path.c_str()) != 0) {
    if (!written) errno = trouble;
    const int reason = errno;
    ::unlink(part.c_str());
    errno = reason;
    fail(path);
  }
}

std::vector<std::uint64_t> ResultFolder::missing(std::uint64_t first, std::uint64_t last) {
  // One listing of the folder rather than a question for each run: on a network's file system those are slow.
  std::vector<bool> there(last - first + 1);
  for (const auto& entry : fs::directory_iterator(path_)) {
    const std::string name = entry.path().filename().string();
    std::uint64_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    if (error == std::errc() && std::string_view(end) == kSuffix && index >= first && index <= last)
      there[index - first] = true;
  }
  std::vector<std::uint64_t> indices;
  for (std::uint64_t index = first; index <= last; ++index)
    if (!there[index - first]) indices.push_back(index);
  return indices;
}

void ResultFolder::put(const RunResult& result) { write_whole(file(result.index), to_json(result) + "\n"); }

unsigned ResultFolder::failures(std::uint64_t index) {
  unsigned count = 0;
  while (fs::exists(failure_file(index, count + 1))) ++count;
  return count;
}

unsigned ResultFolder::put_failure(std::uint64_t index, const std::string& error) {
  const unsigned attempt = failures(index) + 1;
  write_whole(failure_file(index, attempt), error + "\n");
  return attempt;
}

std::uint64_t ResultFolder::forget_failed(std::uint64_t first, std::uint64_t last) {
  const std::vector<std::uint64_t> absent = missing(first, last);
  std::uint64_t forgotten = 0;
  for (std::uint64_t index = first; index <= last; ++index) {
    const bool is_missing = std::binary_search(absent.begin(), absent.end(), index);
    if (!is_missing && get(index).outcome != RunOutcome::kFailed) continue;
    for (unsigned attempt = failures(index); attempt > 0; --attempt) fs::remove(failure_file(index, attempt));
    if (is_missing) continue;
    fs::remove(file(index));
    ++forgotten;
  }
  return forgotten;
}

RunResult ResultFolder::get(std::uint64_t index) const {
  std::ifstream stream(file(index));
  std::ostringstream text;
  text << stream.rdbuf();
  const sim::InputError foreign(file(index), "is not a result of this run", "remove it, and the run is done again");
  try {
    RunResult result = parse_result(text.str());
    if (result.index == index) return result;
  } catch (const sim::InputError&) {
    throw sim::InputError(foreign);
  }
  throw sim::InputError(foreign);
}

}  // namespace orrery::scenarios
