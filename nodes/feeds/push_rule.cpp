#include "nodes/feeds/push_rule.h"

#include "chains/encoding/abi.h"

namespace orrery::nodes {
namespace {

constexpr chains::Selector kLatestRoundData = 0xfeaf968c;  // spec ocr.md §8.6

bool deviates(const chains::Int256& value, const chains::Int256& answer, std::uint64_t deviation_ppb) {
  if (answer == 0) return value != 0;
  const chains::Int256 gap = abs(chains::Int256(value - answer));
  return gap != 0 && gap * 1'000'000'000 >= abs(answer) * deviation_ppb;
}

}  // namespace

bool is_push_due(const PushRule& rule, const LatestAnswer& latest, const chains::Int256& value, sim::Time now) {
  if (!latest.exists()) return true;
  return now > latest.updated_at + rule.heartbeat || deviates(value, latest.answer, rule.deviation_ppb);
}

void read_latest_answer(chains::RpcClient& rpc, const chains::Address& feed, chains::RpcCallback<LatestAnswer> done) {
  rpc.call(feed, chains::AbiWriter(kLatestRoundData, 0).finish(),
           [done = std::move(done)](const chains::RpcResult<chains::Bytes>& result) {
             chains::RpcResult<LatestAnswer> latest{std::nullopt, result.failure, result.reason, result.revert_data,
                                                    result.cause};
             if (!result) {
               // A feed without a round reverts ("No data present"); an aggregator answers with zeros.
               if (!result.revert_data.empty()) latest.value = LatestAnswer{};
               return done(std::move(latest));
             }
             chains::AbiReader reader(*result.value, 5);
             reader.unsigned_number(80);
             LatestAnswer read;
             read.answer = reader.signed_number(256);
             reader.uint256();
             const chains::Uint256 seconds = reader.uint256();
             // A lying endpoint may say any time; 2^32 seconds reach beyond this century.
             if (!reader.ok() || seconds > UINT32_MAX) {
               latest.failure = chains::RpcFailure::kRejected;
               latest.reason = "the answer has another form than the contract's";
               return done(std::move(latest));
             }
             read.updated_at = sim::Time::from_unix_seconds(static_cast<std::int64_t>(seconds));
             latest.value = read;
             done(std::move(latest));
           });
}

std::string lack_of(const chains::RpcResult<LatestAnswer>& latest) {
  return latest ? "" : "no answer read from the chain: " + words_of(latest.failure, latest.reason);
}

}  // namespace orrery::nodes
