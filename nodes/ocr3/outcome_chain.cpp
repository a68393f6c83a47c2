#include "nodes/ocr3/outcome_chain.h"

#include <utility>

namespace orrery::nodes::ocr3 {

OutcomeChain::OutcomeChain(const Foundation& base, Store& store, std::function<void(const Certificate&)> committed)
    : base_(base),
      store_(store),
      committed_(std::move(committed)),
      certificate_(store.load_certificate(base.config.config_digest).value_or(Certificate{})) {}

bool OutcomeChain::raise(const Certificate& certificate) {
  if (timestamp_of(certificate) <= timestamp_of(certificate_)) return true;
  if (!store_.save_certificate(base_.config.config_digest, certificate)) {
    base_.journal.note(sim::Level::kProtocol, "warning",
                       "could not store the certificate for outcome " + std::to_string(certificate.seq_nr) +
                           ": does not go on with it");
    return false;
  }
  certificate_ = certificate;
  return true;
}

bool OutcomeChain::commit(const Certificate& certificate) {
  if (certificate.seq_nr <= seq_nr_) return true;
  if (!raise(certificate)) return false;
  seq_nr_ = certificate.seq_nr;
  outcome_ = certificate.outcome;
  base_.journal.state("committed", seq_nr_);
  committed_(certificate);
  return true;
}

}  // namespace orrery::nodes::ocr3
