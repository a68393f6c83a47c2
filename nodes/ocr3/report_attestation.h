#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "nodes/ocr3/foundation.h"
#include "sim/random.h"

namespace orrery::nodes::ocr3 {

/// Turns committed outcomes into reports that carry f+1 signatures, whoever of the oracles committed them in a round of
/// its own: one that missed an outcome asks those who sign its reports. Source: spec/ocr.md §5.5.
class ReportAttestation {
 public:
  /// `transmit` gets each attested report once.
  ReportAttestation(const Foundation& base, std::function<void(AttestedReport)> transmit);
  ~ReportAttestation();

  /// A commit certificate that outcome generation found valid.
  void on_committed(const Certificate& certificate);
  /// A message of report attestation.
  void on_packet(NodeIndex from, const Packet& packet);
  void add_waiting(std::vector<sim::Waiting>& waiting) const;

 private:
  /// What passed between this oracle and another about one outcome.
  struct Peer {
    std::vector<Bytes> signatures;
    std::optional<bool> are_valid;  ///< once the reports are known
    bool was_asked = false, has_answered = false, was_answered = false;
  };
  struct Round {
    std::optional<Certificate> commit;  ///< found valid
    std::optional<std::vector<Report>> reports;
    std::vector<Peer> peers;
    bool is_missing = false;  ///< f+1 oracles have what this one lacks
    bool is_complete = false;
    sim::TimerId request_timer;
  };

  void on_signatures(NodeIndex from, const Packet& packet);
  void on_request(NodeIndex from, const Packet& packet);
  void on_certified_commit(NodeIndex from, const Packet& packet);
  Round& round_of(std::uint64_t seq_nr);
  void make_reports(std::uint64_t seq_nr, Round& round);
  void arm_request_timer(std::uint64_t seq_nr, Round& round);
  void request_commit(std::uint64_t seq_nr);
  void try_complete(std::uint64_t seq_nr, Round& round);
  bool are_valid(std::uint64_t seq_nr, const Round& round, NodeIndex signer) const;
  void note_highest(std::uint64_t seq_nr, NodeIndex from);
  bool is_expired(std::uint64_t seq_nr) const;
  bool is_too_far_ahead(std::uint64_t seq_nr) const;
  void reap();

  const Foundation& base_;
  std::function<void(AttestedReport)> transmit_;
  sim::Random random_;
  std::uint64_t expiry_, lookahead_;  // rounds
  std::map<std::uint64_t, Round> rounds_;
  std::vector<std::uint64_t> highest_signed_;  // by oracle
  std::uint64_t high_water_mark_ = 0;          // the (f+1)-th largest of these
};

}  // namespace orrery::nodes::ocr3
