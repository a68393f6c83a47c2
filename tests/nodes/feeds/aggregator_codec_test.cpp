// Proves that what a node sends to the aggregator and reads from its config log is, byte for byte, what the real
// contract took and gave (tests/vectors/ocr, made with the compiled contract).
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "nodes/feeds/evm_contract_port.h"

namespace orrery::nodes {
namespace {

using nlohmann::json;

json steps_of(const std::string& file) {
  std::ifstream in(ORRERY_SOURCE_DIR "/tests/vectors/ocr/" + file);
  return json::parse(in).at("steps");
}

std::vector<AttributedSignature> signatures_of(const json& parts) {
  std::vector<AttributedSignature> signatures;
  const Bytes raw_vs = chains::from_hex(parts.at("rawVs").get<std::string>());
  for (const json& made : parts.at("signatures")) {
    AttributedSignature signature;
    signature.signature = chains::concat(
        {chains::from_hex(made.at("r").get<std::string>()), chains::from_hex(made.at("s").get<std::string>())});
    signature.signature.push_back(raw_vs[signatures.size()]);
    signatures.push_back(signature);
  }
  return signatures;
}

TEST(AggregatorCodec, TransmitInputIsWhatTheContractAccepted) {
  int checked = 0;
  for (const char* file : {"agg_n4_f1.json", "agg_billing.json"}) {
    for (const json& step : steps_of(file)) {
      if (!step.contains("parts") || !step["parts"].contains("reportContext")) continue;
      if (step["expect"].value("status", "") != "ok") continue;
      const json& parts = step["parts"];
      const Bytes32 context = chains::bytes32_from_hex(parts["reportContext"][1].get<std::string>());
      if (chains::to_uint256(context) >> 40 != 0) continue;  // signed, and ignored by the contract; no node does it
      const ReportTimestamp at{chains::bytes32_from_hex(parts["reportContext"][0].get<std::string>()),
                               static_cast<std::uint32_t>(chains::to_uint256(context) >> 8), context.data[31]};
      const Bytes input = transmit_input(at, chains::bytes32_from_hex(parts["reportContext"][2].get<std::string>()),
                                         chains::from_hex(parts["report"].get<std::string>()), signatures_of(parts));
      EXPECT_EQ(chains::to_hex(input), step["calldata"].get<std::string>()) << step["name"];
      ++checked;
    }
  }
  EXPECT_GT(checked, 3);
}

TEST(AggregatorCodec, ConfigSetIsReadAsItWasSet) {
  int checked = 0;
  for (const char* file : {"agg_n4_f1.json", "agg_setconfig.json"}) {
    for (const json& step : steps_of(file)) {
      if (!step.contains("parts") || !step["parts"].contains("signers")) continue;
      if (step["expect"].value("status", "") != "ok") continue;
      for (const json& logged : step["expect"]["logs"]) {
        chains::LogRecord log;
        for (const auto& topic : logged["topics"]) {
          log.topics.push_back(chains::bytes32_from_hex(topic.get<std::string>()));
        }
        log.data = chains::from_hex(logged["data"].get<std::string>());
        const auto config = decode_config_set(log);
        if (!config) continue;
        const json& parts = step["parts"];
        ASSERT_EQ(config->signers.size(), parts["signers"].size());
        for (std::size_t i = 0; i < config->signers.size(); ++i) {
          EXPECT_EQ(config->signers[i], chains::address_from_hex(parts["signers"][i].get<std::string>()));
          EXPECT_EQ(config->transmitters[i], chains::address_from_hex(parts["transmitters"][i].get<std::string>()));
        }
        EXPECT_EQ(config->onchain_config, chains::from_hex(parts["onchainConfig"].get<std::string>()));
        EXPECT_EQ(config->offchain_config, chains::from_hex(parts["offchainConfig"].get<std::string>()));
        if (parts.contains("configDigest")) {
          EXPECT_EQ(config->config_digest, chains::bytes32_from_hex(parts["configDigest"].get<std::string>()));
        }
        EXPECT_EQ(config->f, parts["f"].get<int>());
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 1);
}

TEST(AggregatorCodec, OtherLogsAndBrokenOnesAreNoConfig) {
  EXPECT_FALSE(decode_config_set({}));
  chains::LogRecord log;
  log.topics = {chains::topic_of("ConfigSet(uint32,bytes32,uint64,address[],address[],uint8,bytes,uint64,bytes)")};
  log.data = Bytes(100, 0xff);
  EXPECT_FALSE(decode_config_set(log));
}

}  // namespace
}  // namespace orrery::nodes
