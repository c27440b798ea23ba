/* What the program brings along inside the launcher: the folder form, compressed, and an index of it.
 *
 * index:  entry…       entry: kind u8 | name length u16 | size u64 | sha256 32 bytes | name
 * parts:  part…        part: where it ends in the index u64 | where it ends in packed u64
 * packed: a zstd frame a part, with its checksum, of the contents of the part's entries in order.
 * Integers are little-endian. Names are relative, with slashes. A link's content is its target. */
#ifndef PAYLOAD_H
#define PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind { FILE_PLAIN = 'f', FILE_EXECUTABLE = 'x', LINK = 'l' };
enum { NAME_MAX_BYTES = 512, SHA256_BYTES = 32 };

struct entry {
  enum kind kind;
  uint64_t size;
  const uint8_t *sha256;
  char name[NAME_MAX_BYTES];
};

/* A way through the index. */
struct walk {
  size_t at, end;
};

extern const char PAYLOAD_KEY[]; /* names this version's folder: hex of the sha256 of the index */

struct walk payload_all(void);
bool payload_next(struct walk *walk, struct entry *entry);

/* The entries of one part and their contents, which are read once from beginning to end. */
struct part;
bool part_entries(int number, struct walk *entries); /* false beyond the last */
struct part *part_open(int number);                  /* NULL, with a reason, without memory */
/* Fills `into` with up to `size` bytes, at least one; 0 when the payload is damaged or at its end. */
size_t part_read(struct part *part, uint8_t *into, size_t size);
/* Whether all was read and the frame's checksum holds. */
bool part_close(struct part *part);

#endif
