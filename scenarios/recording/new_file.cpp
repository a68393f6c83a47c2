#include "scenarios/recording/new_file.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "sim/input_error.h"
#include "sim/recording/recording_schema.h"

namespace orrery::scenarios {
namespace {

namespace fs = std::filesystem;

bool is_database(const std::string& path) {
  std::array<char, 16> beginning{};
  std::ifstream(path, std::ios::binary).read(beginning.data(), beginning.size());
  return std::string_view(beginning.data(), beginning.size()) == std::string_view("SQLite format 3\0", 16);
}

void require_free(const std::string& path, bool force) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return;
  if (fs::is_directory(status)) throw sim::InputError(path, "is a folder; expected a file's name");
  if (!force)
    throw sim::InputError(path, "exists and was left alone", "choose another name, or replace it with --force");
  if (!fs::is_regular_file(status)) throw sim::InputError(path, "is not a regular file");
  // A recording or a sweep is hours of work, and may be what the new file is being made of.
  if (is_database(path))
    throw sim::InputError(path, "is a database, which --force does not replace, and was left alone",
                          "choose another name");
}

}  // namespace

NewFile::NewFile(std::string path, bool force)
    : path_(std::move(path)), temporary_(path_ + ".part" + std::to_string(::getpid())), force_(force) {
  require_free(path_, force_);
  file_.reset(std::fopen(temporary_.c_str(), "wb"));
  if (file_ == nullptr) throw sim::InputError(path_, std::string("cannot be written: ") + std::strerror(errno));
}

NewFile::~NewFile() {
  if (file_ == nullptr) return;
  file_.reset();
  std::remove(temporary_.c_str());
}

void NewFile::fail() const { throw sim::RecordingError("cannot write " + path_ + ": " + std::strerror(errno)); }

void NewFile::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) fail();
}

void NewFile::finish() {
  if (std::fflush(file_.get()) != 0) fail();
  require_free(path_, force_);
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail();
  file_.reset();
}

}  // namespace orrery::scenarios
