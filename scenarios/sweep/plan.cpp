#include "scenarios/sweep/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

#include "scenarios/language/scenario.h"
#include "scenarios/sweep/variation.h"
#include "scenarios/world/scenario_world.h"
#include "sim/input_error.h"
#include "sim/random.h"

namespace orrery::scenarios {

namespace {

constexpr std::uint64_t kMostRuns = 10'000'000;

/// The values of one key at every sampled point: each of the equal strata once, in an order of its own.
std::vector<std::string> draw_strata(const Variation& variation, std::uint64_t samples, std::uint64_t seed) {
  sim::Random random({seed}, "sweep/sample/" + variation.key);
  std::vector<std::uint64_t> strata(samples);
  std::iota(strata.begin(), strata.end(), std::uint64_t{0});
  for (std::uint64_t i = samples; i > 1; --i) std::swap(strata[i - 1], strata[random.below(i)]);
  std::vector<std::string> values;
  for (const std::uint64_t stratum : strata) {
    const double inside = static_cast<double>(random.below(std::uint64_t{1} << 32)) / 4294967296.0;
    values.push_back(variation.interval->at((static_cast<double>(stratum) + inside) / static_cast<double>(samples)));
  }
  return values;
}

/// Keys, and the values of every variant in the order of the keys.
struct Variants {
  std::vector<std::string> keys;
  std::vector<std::vector<std::string>> points;
};

Variants lay_out(const SweepRequest& request, const std::vector<Variation>& variations) {
  Variants variants;
  std::vector<std::vector<std::string>> drawn(variations.size());
  bool sampled = false;
  std::uint64_t count = 1;
  for (std::size_t i = 0; i < variations.size(); ++i) {
    const Variation& variation = variations[i];
    if (variation.key == "seed") throw sim::InputError("--vary seed", "seeds are given with --seeds");
    variants.keys.push_back(variation.key);
    if (variation.interval) {
      if (request.samples == 0)
        throw sim::InputError(fmt::format("--vary {}", variation.key), "an interval without a count needs --samples N",
                              "or write it as FROM..TO:COUNT");
      drawn[i] = draw_strata(variation, request.samples, request.sample_seed);
      sampled = true;
    } else {
      count *= variation.values.size();
      if (count > kMostRuns) throw sim::InputError("--vary", "more than ten million runs");
    }
  }
  if (request.samples > 0 && !sampled)
    throw sim::InputError("--samples", "nothing to sample", "give --vary key=FROM..TO without a count");
  for (std::uint64_t sample = 0; sample < (sampled ? request.samples : 1); ++sample) {
    for (std::uint64_t cell = 0; cell < count; ++cell) {
      std::vector<std::string> point(variations.size());
      std::uint64_t rest = cell;
      for (std::size_t i = variations.size(); i-- > 0;) {
        const auto& values = variations[i].values;
        point[i] = variations[i].interval ? drawn[i][sample] : values[rest % values.size()];
        if (!variations[i].interval) rest /= values.size();
      }
      variants.points.push_back(std::move(point));
    }
  }
  return variants;
}

/// What a value is tried in until it fits: variants spread over those that have it.
std::vector<std::size_t> some_with(const Variants& variants, std::size_t key, const std::string& value) {
  constexpr std::size_t kMostTried = 16;
  std::vector<std::size_t> all, some;
  for (std::size_t i = 0; i < variants.points.size(); ++i)
    if (variants.points[i][key] == value) all.push_back(i);
  for (std::size_t i = 0; i < all.size(); i += (all.size() + kMostTried - 1) / kMostTried) some.push_back(all[i]);
  return some;
}

/// Builds a world with every value. One that fits in no variant is wrong; what is wrong only together is its run's.
void check_values(const Manifest& manifest, const Variants& variants, Files& files) {
  std::map<std::size_t, std::optional<sim::InputError>> known;
  const auto problem_of = [&](std::size_t variant) -> const std::optional<sim::InputError>& {
    const auto [found, is_new] = known.try_emplace(variant);
    if (!is_new) return found->second;
    try {
      check_scenario(manifest.request({0, 1, variants.points[variant]}), files);
    } catch (const sim::InputError& error) {
      found->second = error;
    }
    return found->second;
  };
  const auto check = [&](const std::vector<std::size_t>& tried) {
    for (const std::size_t variant : tried)
      if (!problem_of(variant).has_value()) return;
    throw sim::InputError(*problem_of(tried.front()));
  };
  if (variants.keys.empty()) check({0});
  for (std::size_t key = 0; key < variants.keys.size(); ++key) {
    std::map<std::string, std::size_t> first_with;
    for (std::size_t i = 0; i < variants.points.size(); ++i) first_with.emplace(variants.points[i][key], i);
    // Numbers of one kind are many: some of them stand for all. Names are all looked up.
    const std::size_t step = std::max<std::size_t>(1, first_with.size() / 32);
    std::size_t number = 0;
    for (const auto& [value, variant] : first_with) {
      if (number++ % step != 0 && quantity_of(value)) continue;
      if (problem_of(variant).has_value()) check(some_with(variants, key, value));
    }
  }
}

/// No key twice, however it is written.
void check_keys(const SweepRequest& request, const std::vector<Variation>& variations, const Node& document) {
  std::map<std::string, std::string> varied;
  for (const Variation& variation : variations) {
    const auto [known, is_new] = varied.emplace(plain_key(document, variation.key), variation.key);
    if (!is_new)
      throw sim::InputError("--vary", fmt::format("\"{}\" is varied twice{}", variation.key,
                                                  known->second == variation.key ? "" : ", also as " + known->second));
  }
  for (const std::string& assignment : request.assignments)
    if (varied.contains(plain_key(document, assignment.substr(0, assignment.find('=')))))
      throw sim::InputError("--set " + assignment, "--vary varies the same key");
}

std::uint64_t own_seed(const SweepRequest& request, Files& files) {
  Node document = read_document(files, request.scenario_path);
  for (const std::string& assignment : request.assignments) set_value(document, assignment);
  return scenario_section().read(document).seed;
}

}  // namespace

Manifest plan_sweep(const SweepRequest& request) {
  std::vector<Variation> variations;
  for (const std::string& text : request.variations) variations.push_back(parse_variation(text));
  Files files;
  check_keys(request, variations, read_document(files, request.scenario_path));
  const Variants variants = lay_out(request, variations);

  Manifest manifest;
  manifest.scenario_path = request.scenario_path;
  manifest.assignments = request.assignments;
  manifest.until = request.until;
  manifest.keys = variants.keys;
  check_values(manifest, variants, files);
  const std::vector<std::uint64_t> seeds =
      request.seeds ? parse_whole_numbers(*request.seeds, "--seeds") : std::vector{own_seed(request, files)};
  if (variants.points.size() > kMostRuns / seeds.size()) throw sim::InputError("--vary", "more than ten million runs");
  manifest.files = files.texts();
  for (std::size_t variant = 0; variant < variants.points.size(); ++variant) {
    for (const std::uint64_t seed : seeds) {
      const std::uint64_t own =
          request.independent_luck ? sim::Random({seed}, fmt::format("sweep/variant/{}", variant)).next() >> 1 : seed;
      manifest.runs.push_back({manifest.runs.size(), own, variants.points[variant]});
    }
  }
  return manifest;
}

Figures figures_of(const Manifest& manifest) {
  Files files = manifest.source();
  std::optional<sim::InputError> problem;
  const std::vector<std::string>* tried = nullptr;
  for (const PlannedRun& run : manifest.runs) {
    if (tried != nullptr && *tried == run.values) continue;  // another seed of a variant that cannot run
    try {
      return declared_figures(manifest.request(run), files);
    } catch (const sim::InputError& error) {
      if (!problem) problem = error;
      tried = &run.values;
    }
  }
  throw sim::InputError(*problem);
}

}  // namespace orrery::scenarios
