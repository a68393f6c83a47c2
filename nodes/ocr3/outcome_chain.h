#pragma once

#include <functional>

#include "nodes/ocr3/foundation.h"
#include "nodes/ocr3/store.h"

namespace orrery::nodes::ocr3 {

/// The chain of outcomes as far as this oracle knows it committed, and the highest certificate that it ever held. The
/// certificate is what keeps the network from two outcomes for one sequence number: it is on the disk before anything
/// that follows from it is said. Source: spec/ocr.md §5.3, §5.4.
class OutcomeChain {
 public:
  /// Begins with the certificate on the disk, or the genesis. `committed` is called with each new outcome.
  OutcomeChain(const Foundation& base, Store& store, std::function<void(const Certificate&)> committed);

  /// Of the last committed outcome; 0 before the first.
  std::uint64_t seq_nr() const { return seq_nr_; }
  const Bytes& outcome() const { return outcome_; }
  const Certificate& highest_certified() const { return certificate_; }

  /// Keeps the certificate when it is higher. False when it could not be stored: then the round cannot go on.
  bool raise(const Certificate& certificate);
  /// Takes a commit certificate, found valid, as the end of the chain; nothing when the chain is as long already.
  /// False as above.
  bool commit(const Certificate& certificate);

 private:
  const Foundation& base_;
  Store& store_;
  std::function<void(const Certificate&)> committed_;
  Certificate certificate_;
  std::uint64_t seq_nr_ = 0;
  Bytes outcome_;
};

}  // namespace orrery::nodes::ocr3
