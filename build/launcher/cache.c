#include "cache.h"

#include <stdio.h>
#include <string.h>

#include "payload.h"
#include "sha256.h"
#include "unpack.h"

/* `<key>/.complete` is the last file written into a folder. Its first line names the run of the
 * machine that unpacked it, its second is a seal over the stamps of all files. After a power cut the
 * disk may hold less than was written: a folder of an earlier run is read through once, and from
 * then on its first line is empty. So nothing waits for the disk, and nothing unwritten is trusted. */
#define COMPLETE ".complete"
#define UNFINISHED ".new-program"
#define REPLACED ".old-program"
enum { KEPT_DAYS = 14, OTHERS_UNPACK_S = 60, SEAL_BYTES = 2 * SHA256_BYTES + 1 };
enum { COMPLETE_BYTES = BOOT_BYTES + SEAL_BYTES + 2 };

static char aside[PATH_BYTES]; /* where things are put before they are removed, below the base */

/* The seal: a hash over what the file system says of every file. False when one is missing. */
static bool seal_of(const char *folder, char seal[SEAL_BYTES]) {
  struct walk walk = payload_all();
  struct entry entry;
  struct sha256 hash;
  uint8_t digest[SHA256_BYTES];
  char path[PATH_BYTES];
  uint64_t stamp[STAMP_WORDS];
  sha256_begin(&hash);
  while (payload_next(&walk, &entry)) {
    if (!platform_join(path, folder, entry.name) || !platform_stamp(path, stamp)) return false;
    if (stamp[0] != entry.size) return false;
    sha256_add(&hash, (const uint8_t *)stamp, sizeof stamp);
  }
  sha256_end(&hash, digest);
  for (int i = 0; i < SHA256_BYTES; i++) snprintf(seal + 2 * i, 3, "%02x", digest[i]);
  return true;
}

static bool write_file(const char *path, const void *bytes, size_t count) {
  intptr_t file;
  if (!platform_write_begin(path, false, &file)) return false;
  bool is_written = platform_write(file, bytes, count);
  return platform_write_end(file) && is_written;
}

/* `boot` is empty when all was read back in a later run than the one that wrote it. */
static bool seal(const char *folder, const char *boot) {
  char path[PATH_BYTES], line[SEAL_BYTES], text[COMPLETE_BYTES];
  if (!platform_join(path, folder, COMPLETE) || !seal_of(folder, line)) return false;
  int length = snprintf(text, sizeof text, "%s\n%s\n", boot, line);
  return write_file(path, text, length);
}

/* The two lines of `.complete`; false when they are not there. */
static bool sealed_as(const char *folder, char boot[BOOT_BYTES], char line[SEAL_BYTES]) {
  char path[PATH_BYTES], text[COMPLETE_BYTES] = {0};
  if (!platform_join(path, folder, COMPLETE) || platform_read(path, 0, text, sizeof text - 1) <= 0)
    return false;
  char *end = strchr(text, '\n');
  if (!end || end - text >= BOOT_BYTES || strlen(end) != SEAL_BYTES + 1) return false;
  snprintf(boot, BOOT_BYTES, "%.*s", (int)(end - text), text);
  memcpy(line, end + 1, SEAL_BYTES - 1);
  line[SEAL_BYTES - 1] = 0;
  return true;
}

static bool is_of_this_run(const char *boot) {
  char now[BOOT_BYTES];
  platform_boot(now);
  return !strcmp(boot, now);
}

/* Whether nothing was touched since it was sealed, and all of it is surely there to be read. */
static bool is_sealed(const char *folder) {
  char boot[BOOT_BYTES], line[SEAL_BYTES], now[SEAL_BYTES];
  return sealed_as(folder, boot, line) && (!*boot || is_of_this_run(boot)) &&
         seal_of(folder, now) && !strcmp(line, now);
}

/* A folder that was touched, or unpacked before the machine was last started, and is intact. */
static void seal_again(const char *folder) {
  char boot[BOOT_BYTES], line[SEAL_BYTES];
  bool is_new = sealed_as(folder, boot, line) && *boot && is_of_this_run(boot);
  seal(folder, is_new ? boot : "");
}

static bool is_other_version(const char *name) {
  return strspn(name, "0123456789abcdef") == strlen(PAYLOAD_KEY) &&
         strlen(name) == strlen(PAYLOAD_KEY) && strcmp(name, PAYLOAD_KEY);
}

/* Removes what a killed start left half done, and versions that nobody has used for long. The base
 * may be a folder of the user's: what has another name, or no seal in it, is not ours to remove. */
static void sweep_one(const char *base, const char *name) {
  char path[PATH_BYTES], complete[PATH_BYTES];
  if (!platform_join(path, base, name)) return;
  if (!strcmp(name, UNFINISHED) || !strcmp(name, REPLACED)) platform_remove(path);
  if (!is_other_version(name) || !platform_join(complete, path, COMPLETE) ||
      platform_idle_days(complete) < KEPT_DAYS)
    return;
  lock held = platform_unused(complete);
  if (held == NO_LOCK) return; /* one of that version is running */
  if (platform_rename_locked(path, aside, held)) platform_remove(aside);
}

static bool rebuild(const char *base, const char *folder) {
  char fresh[PATH_BYTES], boot[BOOT_BYTES];
  if (!platform_join(fresh, base, UNFINISHED)) return false;
  bool is_unpacked = unpack(fresh);
  platform_boot(boot);
  if (!is_unpacked || !seal(fresh, boot)) return platform_remove(fresh), false;
  platform_rename(folder, aside); /* damaged, or not there; who runs from it finds all in the new one */
  bool is_renamed = platform_rename(fresh, folder);
  platform_remove(is_renamed ? aside : fresh);
  return is_renamed;
}

/* With the base to ourselves: whatever is unfinished there belongs to nobody any more. */
static bool mend(const char *base, const char *folder) {
  platform_each(base, sweep_one);
  if (is_sealed(folder)) return true; /* another start was first */
  if (!is_intact(folder)) return rebuild(base, folder);
  seal_again(folder); /* where that fails, on a full disk, the next start reads all again */
  return true;
}

/* A start was killed after it had put a new folder in its place: the old one is still to be removed. */
static bool is_swept(void) {
  uint64_t stamp[STAMP_WORDS];
  return !platform_stamp(aside, stamp);
}

bool cache_ready(const char *base, char folder[PATH_BYTES]) {
  char complete[PATH_BYTES], guard[PATH_BYTES];
  if (!platform_join(folder, base, PAYLOAD_KEY) || !platform_join(complete, folder, COMPLETE) ||
      !platform_join(guard, base, ".lock") || !platform_join(aside, base, REPLACED))
    return false;
  lock used = platform_share(complete);
  if (used != NO_LOCK && is_sealed(folder) && is_swept()) return platform_mark_used(used), true;
  platform_release(used);
  lock alone = platform_alone(guard, OTHERS_UNPACK_S);
  if (alone == NO_LOCK) return false;
  bool is_ready = mend(base, folder);
  if (is_ready) platform_share(complete);
  platform_release(alone);
  return is_ready;
}
