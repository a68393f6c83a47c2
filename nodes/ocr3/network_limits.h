#pragma once

#include "nodes/ocr2/network_allowance.h"
#include "nodes/ocr3/instance_config.h"
#include "nodes/ocr3/outcome_plugin.h"
#include "nodes/ocr3/packet.h"

namespace orrery::nodes::ocr3 {

/// What one remote oracle may send: each kind's largest size at its own rate, three of each in a burst. Source: the
/// real node's ocr3limits; the allowance itself is OCR2's.
NetworkLimits network_limits(const InstanceConfig& config, const OutcomePluginInfo& plugin);

/// What is wrong with a part of the message: larger than the plugin declares, or of a size that no valid message has;
/// null when nothing is. Source: the real node's CheckSize.
const char* size_problem(const Packet& packet, const InstanceConfig& config, const OutcomePluginInfo& plugin);

}  // namespace orrery::nodes::ocr3
