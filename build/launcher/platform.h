/* What the launcher asks of the operating system; posix.c and windows.c answer. */
#ifndef PLATFORM_H
#define PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PATH_BYTES = 4096, BOOT_BYTES = 64, STAMP_WORDS = 6, REASON_BYTES = 256 };
enum place { OWN_CACHE, TEMPORARY, PLACES };

typedef intptr_t lock; /* NO_LOCK, or what holds one until it is released or the process is gone */
#define NO_LOCK ((lock) - 1)

/* Why the last thing that could go wrong did. */
extern _Thread_local char reason[REASON_BYTES];
void blame(const char *what);

/* Before anything is opened: nothing of ours may take the place of a standard stream that is closed. */
void platform_begin(void);

/* The folder that a place is, made where it is missing. False, with a reason, where it is not safe
 * or cannot hold programs: another user could write there, or nothing may be executed from it. */
bool platform_place(enum place place, char path[PATH_BYTES]);

/* folder/name; false when that is too long. */
bool platform_join(char path[PATH_BYTES], const char *folder, const char *name);

bool platform_write_begin(const char *path, bool is_executable, intptr_t *file);
bool platform_write(intptr_t file, const void *bytes, size_t count);
bool platform_write_end(intptr_t file);
long platform_read(const char *path, uint64_t from, void *into, size_t size);
bool platform_link(const char *target, const char *path);
long platform_link_target(const char *path, char *into, size_t size);
bool platform_make_folder(const char *path); /* true also where it is already */
bool platform_is_executable(const char *path);
bool platform_rename(const char *from, const char *to);
void platform_remove(const char *path); /* a file, or a folder with all that is in it */
bool platform_each(const char *folder, void (*act)(const char *folder, const char *name));

/* Whether it is there; what changes when its content does, even where its time was set back. */
bool platform_stamp(const char *path, uint64_t stamp[STAMP_WORDS]);
/* Names this run of the machine; "" where it cannot be told, after waiting for the disk. */
void platform_boot(char boot[BOOT_BYTES]);
int64_t platform_idle_days(const char *path); /* -1 when it is not there */
void platform_mark_used(lock held);

lock platform_share(const char *path);  /* NO_LOCK when missing or held alone */
lock platform_unused(const char *path); /* NO_LOCK when held, or where nobody can tell */
lock platform_alone(const char *path, int wait_s); /* makes the file; NO_LOCK when not had in time */
void platform_release(lock held);
/* Renames the folder of the file that `held` locks, and releases it. */
bool platform_rename_locked(const char *from, const char *to, lock held);

/* Does it on as many threads as there are cores, up to eight, and waits for all of them. */
void platform_together(void (*act)(void *), void *with);

/* Makes this process the program; where that cannot be (Windows), lives as long as it and tells its
 * exit code. False when it does not start. */
bool platform_become(const char *program, char **words, int *code);

#endif
