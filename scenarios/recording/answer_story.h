#pragma once

#include <optional>
#include <vector>

#include "scenarios/recording/trace.h"

namespace orrery::scenarios {

/// How a feed came to its answer, in words: what the observations behind it were, and the faults that stood upon those
/// who made them and upon what they read.
struct AnswerStory {
  std::vector<WhyStep> steps;   ///< of the observations, where the feed's contract tells of them
  std::vector<WhyStep> faults;  ///< in the order of their beginning, sources before machines
  sim::Time observed;           ///< when what was answered was observed, as far as that is known
};

/// The story of an answer whose log is `log`, on a feed with so many decimals.
AnswerStory answer_story(const sim::RecordingReader& reader, sim::EntityId feed, const sim::RecordedRow& log,
                         int decimals);

/// The story of the answer that stands behind a row, beginning with the answer itself, when that was wrong when it was
/// observed, and because of faults. The row is the answer's log, or a missed deadline for a deviation. Nothing for
/// every other row, and for answers that were right.
std::optional<AnswerStory> wrong_answer_story(const sim::RecordingReader& reader, const sim::RecordedRow& row);

}  // namespace orrery::scenarios
