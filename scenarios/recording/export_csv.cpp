#include <fmt/format.h>

#include <filesystem>
#include <iterator>
#include <vector>

#include "scenarios/recording/export.h"
#include "scenarios/recording/new_file.h"
#include "sim/input_error.h"

namespace orrery::scenarios {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLineEnd = "\r\n";

void add_text(std::string& line, std::string_view text) {
  if (!text.empty() && text.find_first_of(",\"\r\n") == std::string_view::npos) {
    line += text;
    return;
  }
  line += '"';
  for (const char c : text) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

void add_cell(std::string& line, const sim::Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    fmt::format_to(std::back_inserter(line), "{}", *integer);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    fmt::format_to(std::back_inserter(line), "{}", *real);
  } else if (const auto* text = std::get_if<std::string>(&cell)) {
    add_text(line, *text);
  } else if (const auto* bytes = std::get_if<sim::Bytes>(&cell)) {
    line += "0x";
    for (const std::uint8_t byte : *bytes) fmt::format_to(std::back_inserter(line), "{:02x}", byte);
  }
}

std::string id_text(sim::EntityId id) { return id.is_none() ? "" : std::to_string(id.index); }

void write_run(const sim::RecordingReader& reader, NewFile& file) {
  file.write(std::string("key,value") + kLineEnd);
  for (const auto& [key, value] : reader.run_values()) {
    std::string line;
    add_text(line, key);
    line += ',';
    add_text(line, value);
    file.write(line + kLineEnd);
  }
}

void write_figures(const sim::RecordingReader& reader, NewFile& file) {
  file.write(std::string("path,unit,value") + kLineEnd);
  for (const sim::RecordedFigure& figure : reader.figures()) {
    std::string line;
    add_text(line, figure.path);
    line += "," + figure.unit + ",";
    add_text(line, figure.value);
    file.write(line + kLineEnd);
  }
}

void write_entities(const sim::RecordingReader& reader, NewFile& file) {
  file.write(std::string("id,kind,name,parent,zone") + kLineEnd);
  for (const sim::Entity& entity : reader.entities()) {
    std::string line = id_text(entity.id) + ",";
    add_text(line, entity.kind);
    line += ',';
    add_text(line, entity.name);
    file.write(line + "," + id_text(entity.parent) + "," + id_text(entity.zone) + kLineEnd);
  }
}

void write_table(const sim::RecordingReader& reader, const sim::RecordedTable& table, NewFile& file) {
  std::string line = "id,time,cause";
  for (const std::string& column : table.columns) {
    line += ',';
    add_text(line, column);
  }
  file.write(line + kLineEnd);
  reader.rows(table.name, {}, [&](const sim::RecordedRow& row) {
    line = fmt::format("{},{},", row.id, row.time.unix_nanoseconds());
    if (row.cause.row != 0) line += std::to_string(row.cause.row);
    for (const sim::Cell& cell : row.cells) {
      line += ',';
      add_cell(line, cell);
    }
    line += kLineEnd;
    file.write(line);
    return true;
  });
}

}  // namespace

void export_csv(const sim::RecordingReader& reader, const std::string& directory, bool force) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (!fs::is_directory(directory)) {
    throw sim::InputError(directory, "is no folder and cannot be made one" + (error ? ": " + error.message() : ""));
  }
  const sim::RecordingReader::Snapshot snapshot(reader);
  const auto path = [&directory](const std::string& table) {
    return (fs::path(directory) / (table + ".csv")).string();
  };
  // All are claimed before the first is written, so that a refusal leaves the folder as it was.
  std::vector<NewFile> files;
  files.emplace_back(path("run"), force);
  files.emplace_back(path("entity"), force);
  files.emplace_back(path("figure"), force);
  for (const sim::RecordedTable& table : reader.tables()) files.emplace_back(path(table.name), force);
  write_run(reader, files[0]);
  write_entities(reader, files[1]);
  write_figures(reader, files[2]);
  for (std::size_t i = 0; i < reader.tables().size(); ++i) write_table(reader, reader.tables()[i], files[i + 3]);
  for (NewFile& file : files) file.finish();
}

}  // namespace orrery::scenarios
