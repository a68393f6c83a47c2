#pragma once

namespace orrery::nodes {

/// The counts that n oracles of which f may be faulty decide by; n > 3f. Source: spec/ocr.md §3.2, §3.4, §5, §13.1.
struct Quorums {
  int n = 0;
  int f = 0;

  /// At least one of these is correct: amplifies NewEpoch, signs a report.
  constexpr int one_correct() const { return f + 1; }
  /// A majority of these is correct: switches the epoch, makes a set of observations.
  constexpr int correct_majority() const { return 2 * f + 1; }
  /// Any two such sets share a correct oracle: OCR3's prepares and commits, reports that must be unique.
  constexpr int byzantine() const { return (n + f) / 2 + 1; }
  /// What is left when all faulty ones are silent.
  constexpr int without_faulty() const { return n - f; }
  /// Signatures that a report needs.
  constexpr int report(bool unique_reports) const { return unique_reports ? byzantine() : one_correct(); }
};

}  // namespace orrery::nodes
