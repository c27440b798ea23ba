#include "unpack.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform.h"
#include "sha256.h"

enum { BLOCK_BYTES = 1 << 20 };

/* What the threads share. */
struct work {
  const char *folder;
  atomic_int next; /* the part that nobody has taken yet */
  atomic_bool has_failed;
  char reason[REASON_BYTES];
};

typedef bool each_entry(struct part *part, const struct entry *entry, const char *path, uint8_t *block);

static bool make_parents(char *path, size_t from) {
  for (char *slash = path + from; (slash = strchr(slash, '/')); slash++) {
    *slash = 0;
    bool is_there = platform_make_folder(path);
    *slash = '/';
    if (!is_there) return false;
  }
  return true;
}

static bool write_link(struct part *part, const struct entry *entry, const char *path, uint8_t *block) {
  size_t read = 0, count;
  while (read < entry->size && (count = part_read(part, block + read, entry->size - read)))
    read += count;
  block[read] = 0;
  return read == entry->size && platform_link((const char *)block, path);
}

static bool write_file(struct part *part, const struct entry *entry, const char *path, uint8_t *block) {
  intptr_t file;
  uint64_t left = entry->size;
  bool is_written = platform_write_begin(path, entry->kind == FILE_EXECUTABLE, &file);
  if (!is_written) return false;
  while (left && is_written) {
    size_t count = part_read(part, block, left < BLOCK_BYTES ? left : BLOCK_BYTES);
    is_written = count && platform_write(file, block, count);
    left -= count;
  }
  return platform_write_end(file) && is_written;
}

static bool write_part(struct part *part, struct walk entries, const char *folder, uint8_t *block) {
  struct entry entry;
  char path[PATH_BYTES];
  while (payload_next(&entries, &entry)) {
    if (!platform_join(path, folder, entry.name) || !make_parents(path, strlen(folder) + 1))
      return false;
    each_entry *write = entry.kind == LINK ? write_link : write_file;
    if (!write(part, &entry, path, block)) return false;
  }
  return true;
}

/* Takes one part after the other until there is none, or one has failed anywhere. */
static void take_parts(void *given) {
  struct work *work = given;
  struct walk entries;
  int number;
  uint8_t *block = malloc(BLOCK_BYTES + 1);
  blame(block ? "the program file is damaged" : "there is not enough memory");
  while (!work->has_failed && part_entries(number = work->next++, &entries)) {
    struct part *part = block ? part_open(number) : NULL;
    bool is_written = part && write_part(part, entries, work->folder, block);
    if (part && part_close(part) && is_written) continue;
    if (!atomic_exchange(&work->has_failed, true)) memcpy(work->reason, reason, sizeof reason);
  }
  free(block);
}

bool unpack(const char *folder) {
  struct work work = {.folder = folder};
  if (!platform_make_folder(folder)) return false;
  platform_together(take_parts, &work);
  if (work.has_failed) blame(work.reason);
  return !work.has_failed;
}

static bool is_packed(const char *path, const struct entry *entry, uint8_t *block) {
  struct sha256 hash;
  uint8_t digest[SHA256_BYTES];
  uint64_t read = 0;
  long count;
  if (entry->kind == FILE_EXECUTABLE && !platform_is_executable(path)) return false;
  sha256_begin(&hash);
  if (entry->kind == LINK) {
    count = platform_link_target(path, (char *)block, BLOCK_BYTES);
    if (count > 0) sha256_add(&hash, block, count), read = count;
  } else {
    while ((count = platform_read(path, read, block, BLOCK_BYTES)) > 0)
      sha256_add(&hash, block, count), read += count;
  }
  sha256_end(&hash, digest);
  return count >= 0 && read == entry->size && !memcmp(digest, entry->sha256, SHA256_BYTES);
}

static void compare_parts(void *given) {
  struct work *work = given;
  struct walk entries;
  struct entry entry;
  char path[PATH_BYTES];
  uint8_t *block = malloc(BLOCK_BYTES);
  if (!block) work->has_failed = true;
  while (!work->has_failed && part_entries(work->next++, &entries))
    while (payload_next(&entries, &entry))
      if (!platform_join(path, work->folder, entry.name) || !is_packed(path, &entry, block))
        work->has_failed = true;
  free(block);
}

bool is_intact(const char *folder) {
  struct work work = {.folder = folder};
  platform_together(compare_parts, &work);
  return !work.has_failed;
}
