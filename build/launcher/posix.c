#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>
#ifdef __APPLE__ /* written for macOS, not run there */
#include <sys/sysctl.h>
#define st_mtim st_mtimespec
#define st_ctim st_ctimespec
#define CACHES "Library/Caches"
#else
#define CACHES ".cache"
#endif

#include "platform.h"

enum { DAY_S = 86400, LOOK_AGAIN_NS = 5000000, THREADS_MAX = 8 };

_Thread_local char reason[REASON_BYTES];

void blame(const char *what) { snprintf(reason, sizeof reason, "%s", what); }

static bool failed(void) {
  blame(strerror(errno)); /* in the C library's English */
  return false;
}

static const char *variable(const char *name) {
  const char *value = getenv(name);
  return value && *value == '/' ? value : NULL;
}

static void own_cache(char path[PATH_BYTES]) {
  const char *given = getenv("IAT_CACHE_DIR"), *caches = variable("XDG_CACHE_HOME");
  if (given && *given) snprintf(path, PATH_BYTES, "%s", given);
  else if (caches) snprintf(path, PATH_BYTES, "%s/iat-sidecar", caches);
  else if (variable("HOME")) snprintf(path, PATH_BYTES, "%s/" CACHES "/iat-sidecar", variable("HOME"));
  else *path = 0;
}

static void temporary(char path[PATH_BYTES]) {
  const char *folder = variable("TMPDIR");
  snprintf(path, PATH_BYTES, "%s/iat-sidecar-%ju", folder ? folder : "/tmp", (uintmax_t)geteuid());
}

static bool make_with_parents(char *path) {
  for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
    *slash = 0;
    bool is_made = !mkdir(path, 0700) || errno == EEXIST || !access(path, F_OK);
    *slash = '/';
    if (!is_made) return failed();
  }
  return platform_make_folder(path);
}

/* Whether somebody else could put another folder in its place. */
static bool is_replaceable(char *path) {
  struct stat above;
  bool is_open = false;
  for (char *slash = path + strlen(path); slash > path && !is_open; slash--) {
    if (*slash != '/') continue;
    *slash = 0;
    is_open = !stat(path, &above) && above.st_mode & S_IWOTH && !(above.st_mode & S_ISVTX);
    *slash = '/';
  }
  return is_open;
}

/* Programs are started from here: nobody else may be able to put one in. */
static bool is_safe(char *path) {
  struct stat found;
  struct statvfs volume;
  if (lstat(path, &found)) return failed();
  if (!S_ISDIR(found.st_mode)) return errno = ENOTDIR, failed();
  if (found.st_uid != geteuid()) return blame("it belongs to another user"), false;
  if (found.st_mode & (S_IWGRP | S_IWOTH)) return blame("others may write in it"), false;
  if (is_replaceable(path)) return blame("others may write in a folder above it"), false;
  if (statvfs(path, &volume)) return failed();
  if (volume.f_flag & ST_RDONLY) return errno = EROFS, failed();
#ifdef ST_NOEXEC
  if (volume.f_flag & ST_NOEXEC) return blame("nothing may be executed from that disk"), false;
#endif
  return true;
}

void platform_begin(void) {
  int opened;
  signal(SIGXFSZ, SIG_IGN); /* a limit is told like a full disk; Python ignores it as well */
  while ((opened = open("/dev/null", O_RDWR)) >= 0 && opened <= STDERR_FILENO) continue;
  close(opened);
}

bool platform_place(enum place place, char path[PATH_BYTES]) {
  (place == OWN_CACHE ? own_cache : temporary)(path);
  if (!*path) return blame("neither IAT_CACHE_DIR nor HOME names a folder"), false;
  if (*path != '/') return blame("it is not a whole path"), false;
  return make_with_parents(path) && is_safe(path);
}

bool platform_join(char path[PATH_BYTES], const char *folder, const char *name) {
  if (snprintf(path, PATH_BYTES, "%s/%s", folder, name) < PATH_BYTES) return true;
  return errno = ENAMETOOLONG, failed();
}

bool platform_write_begin(const char *path, bool is_executable, intptr_t *file) {
  *file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, is_executable ? 0700 : 0600);
  return *file >= 0 || failed();
}

bool platform_write(intptr_t file, const void *bytes, size_t count) {
  const char *from = bytes;
  while (count) {
    ssize_t written = write(file, from, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed();
    from += written, count -= written;
  }
  return true;
}

bool platform_write_end(intptr_t file) { return !close(file) || failed(); }

long platform_read(const char *path, uint64_t from, void *into, size_t size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t count = pread(file, into, size, from);
  close(file);
  return count;
}

bool platform_link(const char *target, const char *path) { return !symlink(target, path) || failed(); }

long platform_link_target(const char *path, char *into, size_t size) {
  return readlink(path, into, size);
}

bool platform_make_folder(const char *path) { return !mkdir(path, 0700) || errno == EEXIST || failed(); }

bool platform_is_executable(const char *path) { return !access(path, X_OK); }

bool platform_rename(const char *from, const char *to) { return !rename(from, to) || failed(); }

static void remove_inside(const char *folder, const char *name) {
  char path[PATH_BYTES];
  if (platform_join(path, folder, name)) platform_remove(path);
}

void platform_remove(const char *path) {
  if (!unlink(path) || errno == ENOENT) return;
  platform_each(path, remove_inside);
  rmdir(path);
}

bool platform_each(const char *folder, void (*act)(const char *folder, const char *name)) {
  DIR *listing = opendir(folder);
  if (!listing) return failed();
  for (struct dirent *found; (found = readdir(listing));)
    if (strcmp(found->d_name, ".") && strcmp(found->d_name, "..")) act(folder, found->d_name);
  closedir(listing);
  return true;
}

bool platform_stamp(const char *path, uint64_t stamp[STAMP_WORDS]) {
  struct stat found;
  if (lstat(path, &found)) return false;
  uint64_t told[STAMP_WORDS] = {found.st_size,         found.st_mode,
                                found.st_mtim.tv_sec,  found.st_mtim.tv_nsec,
                                found.st_ctim.tv_sec,  found.st_ctim.tv_nsec};
  memcpy(stamp, told, sizeof told);
  return true;
}

void platform_boot(char boot[BOOT_BYTES]) {
#ifdef __APPLE__
  size_t size = BOOT_BYTES;
  if (sysctlbyname("kern.bootsessionuuid", boot, &size, NULL, 0)) *boot = 0;
#else
  long count = platform_read("/proc/sys/kernel/random/boot_id", 0, boot, BOOT_BYTES - 1);
  boot[count > 0 ? count : 0] = 0;
#endif
  boot[strcspn(boot, "\n")] = 0;
  if (!*boot) sync();
}

int64_t platform_idle_days(const char *path) {
  struct stat found;
  return stat(path, &found) ? -1 : (time(NULL) - found.st_mtime) / DAY_S;
}

void platform_mark_used(lock held) {
  struct stat found;
  if (!fstat(held, &found) && time(NULL) - found.st_mtime > DAY_S) futimens(held, NULL);
}

/* A file system without locks: what it is asked for is had. */
static bool is_locked(int file, int how) {
  return !flock(file, how | LOCK_NB) || (errno != EWOULDBLOCK && errno != EINTR);
}

lock platform_share(const char *path) {
  int file = open(path, O_RDONLY); /* stays open in the program: in use until it is gone */
  if (file < 0) return NO_LOCK;
  if (is_locked(file, LOCK_SH)) return file;
  close(file);
  return NO_LOCK;
}

static time_t seconds(void) { /* that nobody sets back */
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

lock platform_unused(const char *path) {
  int file = open(path, O_RDWR | O_CLOEXEC);
  if (file >= 0 && !flock(file, LOCK_EX | LOCK_NB)) return file;
  if (file >= 0) close(file);
  return NO_LOCK;
}

lock platform_alone(const char *path, int wait_s) {
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return failed(), NO_LOCK;
  struct timespec moment = {0, LOOK_AGAIN_NS};
  time_t until = seconds() + wait_s;
  while (!is_locked(file, LOCK_EX)) {
    if (seconds() >= until) return blame("another start holds it"), close(file), NO_LOCK;
    nanosleep(&moment, NULL);
  }
  return file;
}

void platform_release(lock held) {
  if (held != NO_LOCK) close(held);
}

bool platform_rename_locked(const char *from, const char *to, lock held) {
  bool is_renamed = platform_rename(from, to);
  platform_release(held);
  return is_renamed;
}

struct act {
  void (*act)(void *);
  void *with;
};

static void *do_act(void *given) {
  struct act *act = given;
  act->act(act->with);
  return NULL;
}

void platform_together(void (*act)(void *), void *with) {
  struct act given = {act, with};
  pthread_t threads[THREADS_MAX];
  long cores = sysconf(_SC_NPROCESSORS_ONLN), begun = 0;
  while (begun < THREADS_MAX - 1 && begun < cores - 1 &&
         !pthread_create(&threads[begun], NULL, do_act, &given))
    begun++;
  act(with);
  while (begun--) pthread_join(threads[begun], NULL);
}

bool platform_become(const char *program, char **words, int *code) {
  (void)code;
  words[0] = (char *)program; /* where there is no /proc it finds its files by this name */
  execv(program, words);
  if (errno != ENOENT || access(program, F_OK)) return failed();
  return blame("this system has no loader for it, which comes with glibc"), false;
}
