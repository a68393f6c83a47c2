#include "scenarios/sweep/manifest.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kManifestVersion = 1;
constexpr std::string_view kBegin = "{\"orrery_sweep\":";

/// Turns a library's complaint about a line into the user's.
template <class Read>
auto at_line(const std::string& path, std::size_t line, Read read) {
  try {
    return read();
  } catch (const Json::exception&) {
    throw sim::InputError(path + ":" + std::to_string(line), "is not a line of a sweep's manifest",
                          "`orrery sweep FILE --manifest OUT` writes one");
  }
}

PlannedRun parse_run(const Manifest& manifest, const std::string& path, std::size_t line, std::string_view text) {
  PlannedRun run = at_line(path, line, [&] {
    const Json json = Json::parse(text);
    return PlannedRun{json.at("run").get<std::uint64_t>(), json.at("seed").get<std::uint64_t>(),
                      json.at("values").get<std::vector<std::string>>()};
  });
  if (run.index != manifest.runs.size())
    throw sim::InputError(path + ":" + std::to_string(line),
                          fmt::format("expected run {}, found run {}", manifest.runs.size(), run.index));
  if (run.values.size() != manifest.keys.size())
    throw sim::InputError(path + ":" + std::to_string(line),
                          fmt::format("expected {} values, found {}", manifest.keys.size(), run.values.size()));
  return run;
}

}  // namespace

RunRequest Manifest::request(const PlannedRun& run) const {
  RunRequest request;
  request.scenario_path = scenario_path;
  request.assignments = assignments;
  for (std::size_t i = 0; i < keys.size(); ++i) request.varied.push_back(keys[i] + "=" + run.values[i]);
  request.seed = run.seed;
  request.until = until;
  return request;
}

std::string header_text(const Manifest& manifest) {
  Json header;
  header["orrery_sweep"] = kManifestVersion;
  header["orrery"] = version_text();
  header["scenario"] = manifest.scenario_path;
  header["set"] = manifest.assignments;
  header["until"] = manifest.until ? Json(*manifest.until) : Json(nullptr);
  header["keys"] = manifest.keys;
  header["files"] = manifest.files;
  return header.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

std::string to_text(const Manifest& manifest) {
  std::string text = header_text(manifest) + "\n";
  for (const PlannedRun& run : manifest.runs) {
    const Json line{{"run", run.index}, {"seed", run.seed}, {"values", run.values}};
    text += line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  return text;
}

Manifest parse_manifest_header(const std::string& path, const std::string& line) {
  return at_line(path, 1, [&] {
    const Json header = Json::parse(line);
    if (const int version = header.at("orrery_sweep").get<int>(); version != kManifestVersion)
      throw sim::InputError(
          path, fmt::format("is a manifest of version {}; this program knows {}", version, kManifestVersion));
    Manifest manifest;
    manifest.scenario_path = header.at("scenario").get<std::string>();
    manifest.assignments = header.at("set").get<std::vector<std::string>>();
    if (!header.at("until").is_null()) manifest.until = header.at("until").get<std::string>();
    manifest.keys = header.at("keys").get<std::vector<std::string>>();
    manifest.files = header.at("files").get<std::map<std::string, std::string>>();
    return manifest;
  });
}

Manifest parse_manifest(const std::string& path, const std::string& text) {
  const auto first_end = text.find('\n');
  Manifest manifest = parse_manifest_header(path, text.substr(0, first_end));
  std::size_t line = 1;
  for (std::size_t begin = first_end; begin != std::string::npos && begin + 1 < text.size();) {
    const auto end = text.find('\n', begin + 1);
    manifest.runs.push_back(
        parse_run(manifest, path, ++line, std::string_view(text).substr(begin + 1, end - begin - 1)));
    begin = end;
  }
  if (manifest.runs.empty()) throw sim::InputError(path, "the manifest has no runs");
  return manifest;
}

bool is_manifest(const std::string& text) { return text.starts_with(kBegin); }

}  // namespace orrery::scenarios
