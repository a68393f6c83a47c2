#include "nodes/ocr3/protocol_instance.h"

#include <utility>

namespace orrery::nodes::ocr3 {

ProtocolInstance::ProtocolInstance(const Foundation& base, Store& store, ContractPort& contract)
    : base_(base),
      limits_(network_limits(base.config, base.info)),
      allowances_(base.config.n),
      transmission_(base, contract),
      attestation_(base, [this](AttestedReport report) { transmission_.on_attested(std::move(report)); }),
      chain_(base, store, [this](const Certificate& commit) { attestation_.on_committed(commit); }),
      generation_(base, chain_, {[this] { pacemaker_.on_progress(); }, [this] { pacemaker_.on_new_epoch_request(); }}),
      pacemaker_(base, store,
                 [this](std::uint64_t epoch, NodeIndex leader) { generation_.begin_epoch(epoch, leader); }) {}

void ProtocolInstance::start() {
  if (auto* const listener = base_.journal.listener())
    listener->instance_started(base_.journal.name(), base_.config.config_digest);
  pacemaker_.start();
}

void ProtocolInstance::on_packet(NodeIndex from, const PacketPtr& packet) {
  if (!is_admitted(from, *packet)) return;
  if (const auto* const wish = packet->get<NewEpochWish>()) return pacemaker_.on_new_epoch_wish(from, *wish);
  const bool is_of_attestation =
      packet->get<ReportSignatures>() || packet->get<CertifiedCommitRequest>() || packet->get<CertifiedCommit>();
  if (is_of_attestation) return attestation_.on_packet(from, *packet);
  generation_.on_packet(from, packet);
}

bool ProtocolInstance::is_admitted(NodeIndex from, const Packet& packet) {
  if (!base_.is_self(from)) {
    if (packet.payload_bytes() > limits_.max_message_bytes) {
      base_.journal.drop(from, packet, "larger than any message may be");
      return false;
    }
    if (!allowances_[from.value].admit(limits_, base_.host.now(), packet.payload_bytes())) {
      base_.journal.drop(from, packet, "its sender used up its allowance");
      return false;
    }
  }
  const char* const problem = size_problem(packet, base_.config, base_.info);
  if (problem != nullptr) base_.journal.drop(from, packet, problem);
  return problem == nullptr;
}

void ProtocolInstance::add_waiting(std::vector<sim::Waiting>& waiting) const {
  pacemaker_.add_waiting(waiting);
  generation_.add_waiting(waiting);
  attestation_.add_waiting(waiting);
  transmission_.add_waiting(waiting);
}

}  // namespace orrery::nodes::ocr3
