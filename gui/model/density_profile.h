#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/recording/recording_reader.h"

namespace orrery::gui {

/// How many rows of what there are in each span of the run, as the recording counted while it was written. Copies that
/// arrived, which recordings at level full hold too, are left out: their messages are counted already.
struct DensityProfile {
  enum Kind : std::uint8_t { kMessages, kDropped, kStates, kChain, kOther };
  static constexpr std::size_t kKinds = 5;
  struct Bucket {
    std::int64_t time = 0;
    std::array<std::uint64_t, kKinds> counts{};
  };

  /// O(buckets).
  static DensityProfile read(const sim::RecordingReader& reader);

  /// Sums over [from, until) cut into `columns` equal parts; a bucket counts for the part that its begin falls into.
  std::vector<std::array<std::uint64_t, kKinds>> columns(std::int64_t from, std::int64_t until,
                                                         std::size_t columns) const;
  std::uint64_t total(Kind kind) const;

  std::int64_t width = 1;       ///< ns
  std::vector<Bucket> buckets;  ///< by time
};

}  // namespace orrery::gui
