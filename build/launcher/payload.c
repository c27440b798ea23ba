#include "payload.h"

#include <stdlib.h>
#include <string.h>

#include "platform.h"
#include "zstd.h"

static const uint8_t INDEX[] = {
#embed "index.bin"
};
static const uint8_t PARTS[] = {
#embed "parts.bin"
};
static const uint8_t PACKED[] = {
#embed "packed.zst"
};
const char PAYLOAD_KEY[] = {
#embed "key.txt" suffix(, 0)
};

enum { ENTRY_BYTES = 11 + SHA256_BYTES, PART_BYTES = 16 };

static uint64_t little_endian(const uint8_t *bytes, int count) {
  uint64_t value = 0;
  while (count--) value = value << 8 | bytes[count];
  return value;
}

struct walk payload_all(void) { return (struct walk){0, sizeof INDEX}; }

bool payload_next(struct walk *walk, struct entry *entry) {
  const uint8_t *at = INDEX + walk->at;
  if (walk->at + ENTRY_BYTES > walk->end) return false;
  size_t length = little_endian(at + 1, 2);
  if (length >= NAME_MAX_BYTES) return false;
  entry->kind = at[0];
  entry->size = little_endian(at + 3, 8);
  entry->sha256 = at + 11;
  memcpy(entry->name, at + ENTRY_BYTES, length);
  entry->name[length] = 0;
  walk->at += ENTRY_BYTES + length;
  return true;
}

struct part {
  ZSTD_DCtx *decoder;
  ZSTD_inBuffer in;
  size_t left; /* what zstd still expects; 0 at the end of the frame, when its checksum held */
};

/* Where the parts before this one end, in the index (0) or in packed (1). */
static size_t ends_at(int number, int which) {
  return number ? little_endian(PARTS + (number - 1) * PART_BYTES + which * 8, 8) : 0;
}

bool part_entries(int number, struct walk *entries) {
  if ((size_t)number >= sizeof PARTS / PART_BYTES) return false;
  *entries = (struct walk){ends_at(number, 0), ends_at(number + 1, 0)};
  return true;
}

struct part *part_open(int number) {
  struct part *opened = calloc(1, sizeof *opened);
  if (!opened || !(opened->decoder = ZSTD_createDCtx())) {
    free(opened);
    return blame("there is not enough memory"), NULL;
  }
  size_t from = ends_at(number, 1);
  opened->in = (ZSTD_inBuffer){PACKED + from, ends_at(number + 1, 1) - from, 0};
  opened->left = 1;
  return opened;
}

size_t part_read(struct part *part, uint8_t *into, size_t size) {
  ZSTD_outBuffer out = {into, size, 0};
  while (!out.pos && part->left) {
    size_t left = ZSTD_decompressStream(part->decoder, &out, &part->in);
    if (ZSTD_isError(left) || (left && !out.pos && part->in.pos == part->in.size)) return 0;
    part->left = left;
  }
  return out.pos;
}

bool part_close(struct part *part) {
  uint8_t beyond;
  bool is_whole = part_read(part, &beyond, 1) == 0 && part->left == 0;
  ZSTD_freeDCtx(part->decoder);
  free(part);
  return is_whole;
}
