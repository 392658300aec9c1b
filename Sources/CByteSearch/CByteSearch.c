#include "CByteSearch.h"

#include <string.h>

size_t byte_search_next_portable(const uint8_t *start, size_t from, size_t end, const uint8_t *filter) {
  for (size_t at = from; at < end; at++) {
    const uint8_t *byte = start + at;
    if (filter[byte[0] & 15] & filter[16 + (byte[1] & 15)] & filter[32 + (byte[2] & 15)] & filter[48 + (byte[3] & 15)])
      return at;
  }
  return end;
}

// Each looks up all bytes of a block at once in a table of sixteen.
#if defined(__x86_64__)
#define BLOCKS __attribute__((target("avx2")))
typedef uint8_t block __attribute__((vector_size(32)));
typedef char signed_block __attribute__((vector_size(32)));
#define lookup(table, bytes) ((block)__builtin_ia32_pshufb256((signed_block)(table), (signed_block)(bytes)))
static int has_blocks(void) { return __builtin_cpu_supports("avx2"); }
#elif defined(__aarch64__)
#include <arm_neon.h>
#define BLOCKS
typedef uint8x16_t block;
#define lookup(table, bytes) vqtbl1q_u8(table, (bytes) & 0x8F)
static int has_blocks(void) { return 1; }
#endif

#if defined(BLOCKS)
/// Filters blocks of four times `sizeof(block)`, so that little is spent on the loop itself.
BLOCKS static size_t next_by_blocks(const uint8_t *start, size_t from, size_t end, const uint8_t *filter) {
  enum { width = sizeof(block), count = 4 };
  block tables[4], found[count];
  for (int byte = 0; byte < 4; byte++)
    for (int at = 0; at < width; at += 16) memcpy((uint8_t *)&tables[byte] + at, filter + 16 * byte, 16);
  for (size_t at = from; at < end; at += count * width) {
    for (int i = 0; i < count; i++) {
      block bytes[4];
      for (int byte = 0; byte < 4; byte++) memcpy(&bytes[byte], start + at + i * width + byte, width);
      found[i] = lookup(tables[0], bytes[0]) & lookup(tables[1], bytes[1]) & lookup(tables[2], bytes[2])
        & lookup(tables[3], bytes[3]);
    }
    block any = found[0] | found[1] | found[2] | found[3];
    uint64_t words[count * width / 8];
    memcpy(words, &any, width);
    uint64_t some = 0;
    for (int i = 0; i < width / 8; i++) some |= words[i];
    if (some == 0) continue;
    memcpy(words, found, sizeof words);
    for (size_t i = 0; i < count * width / 8; i++) {
      if (words[i] == 0) continue;
      size_t first = at + 8 * i + __builtin_ctzll(words[i]) / 8;
      return first < end ? first : end;
    }
  }
  return end;
}
#endif

size_t byte_search_next(const uint8_t *start, size_t from, size_t end, const uint8_t *filter) {
#if defined(BLOCKS)
  if (has_blocks()) return next_by_blocks(start, from, end, filter);
#endif
  return byte_search_next_portable(start, from, end, filter);
}
