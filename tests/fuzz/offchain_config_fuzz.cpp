// Proves that no config on a contract stops an oracle that reads it: offchain configs of both versions, the median
// plugin's own, observations and reports.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "nodes/ocr2/median_codec.h"
#include "nodes/ocr2/offchain_config.h"
#include "nodes/ocr2/peer_id.h"
#include "nodes/ocr3/offchain_config.h"

using namespace orrery;

namespace {

void expect(bool held) {
  if (!held) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const sim::BytesView input(data, size);
  if (const auto config = nodes::decode_offchain_config(input)) {
    (void)nodes::config_problem(*config, 4, 1);
    expect(nodes::decode_offchain_config(nodes::encode(*config)) == config);
    for (const auto& peer : config->peer_ids)
      if (const auto key = nodes::parse_peer_id(peer)) expect(nodes::parse_peer_id(nodes::peer_id_text(*key)) == key);
  }
  if (const auto config = nodes::decode_ocr3_offchain_config(input))
    expect(nodes::decode_ocr3_offchain_config(nodes::encode(*config)) == config);
  if (const auto config = nodes::decode_median_plugin_config(input))
    expect(nodes::decode_median_plugin_config(nodes::encode(*config)) == config);
  if (const auto config = nodes::decode_median_onchain_config(input))
    expect(nodes::decode_median_onchain_config(nodes::encode(*config)) == config);
  if (const auto observation = nodes::decode_median_observation(input))
    expect(nodes::decode_median_observation(nodes::encode(*observation)) == observation);
  if (const auto report = nodes::decode_median_report(input))
    expect(nodes::decode_median_report(nodes::encode(*report)) == report);
  return 0;
}
