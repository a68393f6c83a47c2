#include "sim/key_chunks.h"

#include "sim/assert.h"
#include "sim/huge_pages.h"

namespace orrery::sim {

KeyChunks::~KeyChunks() {
  for (KeyChunk* block : blocks_) free_pages(block);
}

void KeyChunks::add_block() {
  ORRERY_ASSERT(used_ < UINT32_MAX - kBlockMask, "a bucket names a chunk with 32 bits");
  // A small world leaves most of its first block untouched; only a large one is worth whole huge pages.
  const bool large = !blocks_.empty();
  blocks_.push_back(static_cast<KeyChunk*>(allocate_pages(sizeof(KeyChunk) << kBlockBits, large)));
}

}  // namespace orrery::sim
