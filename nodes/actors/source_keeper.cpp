#include "nodes/actors/source_keeper.h"

namespace orrery::nodes {
namespace {

constexpr Gas kUpdateGas = 300'000;

}  // namespace

void SourceKeeper::look() {
  for (std::uint32_t job = 0; job < sources_.size(); ++job) {
    if (open(job) != 0) continue;
    const KeptSource& source = sources_[job];
    read(source.contract, source.is_due, [this, job, &source](const Words& due) {
      if (due.front() != 0 && open(job) == 0) submit(source.contract, source.update, kUpdateGas, job);
    });
  }
}

}  // namespace orrery::nodes
