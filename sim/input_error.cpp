#include "sim/input_error.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace orrery::sim {
namespace {

std::string whole_text(const std::string& place, const std::string& message, const std::string& hint) {
  std::string text = place.empty() ? message : place + ": " + message;
  if (hint.empty()) return text;
  // did_you_mean() brings its own brackets.
  return hint.front() == ' ' ? text + hint : text + " (" + hint + ")";
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr std::size_t kShortestBeginning = 3;  // of a name that is written out no further

/// Edits (insert, erase, replace, swap of neighbours) that turn one word into the other; upper case counts as lower.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before_last(to.size() + 1), last(to.size() + 1), row(to.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const bool same = lower(from[i - 1]) == lower(to[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      const bool swapped =
          i > 1 && j > 1 && lower(from[i - 1]) == lower(to[j - 2]) && lower(from[i - 2]) == lower(to[j - 1]);
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[to.size()];
}

}  // namespace

InputError::InputError(std::string place, std::string message, std::string hint)
    : std::runtime_error(whole_text(place, message, hint)),
      place_(std::move(place)),
      message_(std::move(message)),
      hint_(std::move(hint)) {}

std::string nearest_name(std::string_view word, std::span<const std::string> candidates) {
  // One edit in three letters is a slip; more is another word.
  const std::size_t allowed = std::max<std::size_t>(1, word.size() / 3);
  std::string nearest;
  std::size_t least = allowed + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > word.size() + allowed || word.size() > candidate.size() + allowed) continue;
    const std::size_t distance = edit_distance(word, candidate);
    const bool shares_a_letter = distance < std::max(word.size(), candidate.size());
    if (distance < least && shares_a_letter) {
      least = distance;
      nearest = candidate;
    }
  }
  if (nearest.empty() && word.size() >= kShortestBeginning) {
    for (const std::string& candidate : candidates)
      if (candidate.starts_with(word) && (nearest.empty() || candidate.size() < nearest.size())) nearest = candidate;
  }
  return nearest;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const std::string nearest = nearest_name(word, candidates);
  return nearest.empty() ? "" : " (did you mean \"" + nearest + "\"?)";
}

}  // namespace orrery::sim
