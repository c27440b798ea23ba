/* Written for Windows and compiled for it, not run there. */
#define WIN32_LEAN_AND_MEAN
#include <stdio.h>
#include <string.h>
#include <windows.h>

#include "platform.h"

enum { THREADS_MAX = 8, LOOK_AGAIN_MS = 5, SCANNED_MS = 2000, TOLD_WORDS = 1024 };
static const uint64_t TICKS_A_DAY = 864000000000; /* of 100 ns */
static const DWORD LOCKED_AT = 0x40000000;        /* beyond any content: a lock hides what it covers */

_Thread_local char reason[REASON_BYTES];

void blame(const char *what) { snprintf(reason, sizeof reason, "%s", what); }

static bool failed(void) {
  DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
  wchar_t told[TOLD_WORDS];
  DWORD count = FormatMessageW(flags, NULL, GetLastError(), 0, told, TOLD_WORDS, NULL);
  if (count > REASON_BYTES / 3) count = REASON_BYTES / 3; /* UTF-8 takes up to three bytes for each */
  while (count && wcschr(L"\r\n. ", told[count - 1])) count--;
  reason[WideCharToMultiByte(CP_UTF8, 0, told, count, reason, sizeof reason - 1, NULL, NULL)] = 0;
  return false;
}

static const wchar_t *wide(const char *path) {
  static _Thread_local wchar_t both[2][PATH_BYTES]; /* two, for calls that take two paths */
  static _Thread_local int turn;
  turn = !turn;
  if (!MultiByteToWideChar(CP_UTF8, 0, path, -1, both[turn], PATH_BYTES)) both[turn][0] = 0;
  return both[turn];
}

static bool variable(const wchar_t *name, const char *below, char path[PATH_BYTES]) {
  wchar_t value[PATH_BYTES];
  DWORD count = GetEnvironmentVariableW(name, value, PATH_BYTES);
  if (!count || count >= PATH_BYTES) return false;
  int length = WideCharToMultiByte(CP_UTF8, 0, value, -1, path, PATH_BYTES, NULL, NULL);
  if (!length || length + strlen(below) > PATH_BYTES) return false;
  strcat(path, below);
  for (char *at = path; *at; at++)
    if (*at == '\\') *at = '/';
  return true;
}

void platform_begin(void) {} /* handles have no numbers that could be taken */

/* All but IAT_CACHE_DIR lie in the user's profile, where nobody else may write. */
static bool named(enum place place, char path[PATH_BYTES]) {
  if (place == TEMPORARY) return variable(L"TEMP", "/iat-sidecar", path);
  return variable(L"IAT_CACHE_DIR", "", path) || variable(L"LOCALAPPDATA", "/iat-sidecar/cache", path);
}

bool platform_place(enum place place, char path[PATH_BYTES]) {
  *path = 0;
  if (!named(place, path)) return blame("neither IAT_CACHE_DIR, LOCALAPPDATA nor TEMP names it"), false;
  for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
    *slash = 0;
    CreateDirectoryW(wide(path), NULL); /* the last one tells */
    *slash = '/';
  }
  return platform_make_folder(path);
}

bool platform_join(char path[PATH_BYTES], const char *folder, const char *name) {
  if (snprintf(path, PATH_BYTES, "%s/%s", folder, name) < PATH_BYTES) return true;
  return SetLastError(ERROR_FILENAME_EXCED_RANGE), failed();
}

bool platform_write_begin(const char *path, bool is_executable, intptr_t *file) {
  (void)is_executable;
  DWORD shared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  HANDLE opened = CreateFileW(wide(path), GENERIC_WRITE, shared, NULL, CREATE_ALWAYS, 0, NULL);
  *file = (intptr_t)opened;
  return opened != INVALID_HANDLE_VALUE || failed();
}

bool platform_write(intptr_t file, const void *bytes, size_t count) {
  DWORD written;
  return WriteFile((HANDLE)file, bytes, count, &written, NULL) || failed();
}

bool platform_write_end(intptr_t file) { return CloseHandle((HANDLE)file) || failed(); }

long platform_read(const char *path, uint64_t from, void *into, size_t size) {
  DWORD shared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, count = 0;
  HANDLE file = CreateFileW(wide(path), GENERIC_READ, shared, NULL, OPEN_EXISTING, 0, NULL);
  if (file == INVALID_HANDLE_VALUE) return -1;
  OVERLAPPED at = {.Offset = (DWORD)from, .OffsetHigh = from >> 32};
  bool is_read = ReadFile(file, into, size, &count, &at) || GetLastError() == ERROR_HANDLE_EOF;
  CloseHandle(file);
  return is_read ? (long)count : -1;
}

bool platform_link(const char *target, const char *path) { /* the folder form has none here */
  (void)target, (void)path;
  return blame("links are not made on this system"), false;
}

long platform_link_target(const char *path, char *into, size_t size) {
  (void)path, (void)into, (void)size;
  return -1;
}

bool platform_make_folder(const char *path) {
  return CreateDirectoryW(wide(path), NULL) || GetLastError() == ERROR_ALREADY_EXISTS || failed();
}

bool platform_is_executable(const char *path) { return (void)path, true; }

/* A folder with an open file in it is not renamed, and a virus scanner opens every file that is new. */
bool platform_rename(const char *from, const char *to) {
  ULONGLONG until = GetTickCount64() + SCANNED_MS;
  while (!MoveFileExW(wide(from), wide(to), 0)) {
    DWORD error = GetLastError();
    bool is_open = error == ERROR_ACCESS_DENIED || error == ERROR_SHARING_VIOLATION;
    if (!is_open || GetTickCount64() >= until) return SetLastError(error), failed();
    Sleep(LOOK_AGAIN_MS);
  }
  return true;
}

static void remove_inside(const char *folder, const char *name) {
  char path[PATH_BYTES];
  if (platform_join(path, folder, name)) platform_remove(path);
}

void platform_remove(const char *path) {
  if (DeleteFileW(wide(path)) || GetLastError() == ERROR_FILE_NOT_FOUND) return;
  platform_each(path, remove_inside);
  RemoveDirectoryW(wide(path));
}

bool platform_each(const char *folder, void (*act)(const char *folder, const char *name)) {
  char path[PATH_BYTES], name[PATH_BYTES];
  WIN32_FIND_DATAW found;
  if (!platform_join(path, folder, "*")) return false;
  HANDLE listing = FindFirstFileW(wide(path), &found);
  if (listing == INVALID_HANDLE_VALUE) return failed();
  do {
    WideCharToMultiByte(CP_UTF8, 0, found.cFileName, -1, name, sizeof name, NULL, NULL);
    if (strcmp(name, ".") && strcmp(name, "..")) act(folder, name);
  } while (FindNextFileW(listing, &found));
  FindClose(listing);
  return true;
}

static uint64_t ticks(FILETIME time) { return (uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime; }

bool platform_stamp(const char *path, uint64_t stamp[STAMP_WORDS]) {
  WIN32_FILE_ATTRIBUTE_DATA found;
  if (!GetFileAttributesExW(wide(path), GetFileExInfoStandard, &found)) return false;
  uint64_t size = (uint64_t)found.nFileSizeHigh << 32 | found.nFileSizeLow;
  uint64_t told[STAMP_WORDS] = {size, ticks(found.ftLastWriteTime), ticks(found.ftCreationTime)};
  memcpy(stamp, told, sizeof told);
  return true;
}

/* About when the machine was started, in tens of seconds. */
static DWORD began(void) {
  FILETIME now;
  GetSystemTimeAsFileTime(&now);
  return (ticks(now) / 10000 - GetTickCount64()) / 10000;
}

void platform_boot(char boot[BOOT_BYTES]) {
  static const wchar_t key[] = L"SYSTEM\\CurrentControlSet\\Control\\Session Manager\\"
                               L"Memory Management\\PrefetchParameters";
  DWORD number = 0, size = sizeof number;
  if (RegGetValueW(HKEY_LOCAL_MACHINE, key, L"BootId", RRF_RT_REG_DWORD, NULL, &number, &size))
    number = began(); /* a server has none; a wrong guess costs reading all files once */
  snprintf(boot, BOOT_BYTES, "boot %lu", number);
}

int64_t platform_idle_days(const char *path) {
  WIN32_FILE_ATTRIBUTE_DATA found;
  FILETIME now;
  if (!GetFileAttributesExW(wide(path), GetFileExInfoStandard, &found)) return -1;
  GetSystemTimeAsFileTime(&now);
  return (int64_t)(ticks(now) - ticks(found.ftLastWriteTime)) / (int64_t)TICKS_A_DAY;
}

void platform_mark_used(lock held) {
  FILETIME now;
  GetSystemTimeAsFileTime(&now);
  SetFileTime((HANDLE)held, NULL, NULL, &now);
}

static lock opened(const char *path, DWORD access, DWORD disposition) {
  DWORD shared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  return (lock)CreateFileW(wide(path), access, shared, NULL, disposition, 0, NULL);
}

static bool is_locked(lock file, DWORD how) {
  OVERLAPPED at = {.OffsetHigh = LOCKED_AT};
  return LockFileEx((HANDLE)file, how | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at);
}

lock platform_share(const char *path) {
  lock file = opened(path, GENERIC_READ | FILE_WRITE_ATTRIBUTES, OPEN_EXISTING);
  if (file == NO_LOCK || is_locked(file, 0)) return file;
  CloseHandle((HANDLE)file);
  return NO_LOCK;
}

lock platform_alone(const char *path, int wait_s) {
  lock file = opened(path, GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS);
  if (file == NO_LOCK) return failed(), NO_LOCK;
  ULONGLONG until = GetTickCount64() + 1000ull * wait_s;
  while (!is_locked(file, LOCKFILE_EXCLUSIVE_LOCK)) {
    if (GetTickCount64() >= until) {
      CloseHandle((HANDLE)file);
      return blame("another start holds it"), NO_LOCK;
    }
    Sleep(LOOK_AGAIN_MS);
  }
  return file;
}

lock platform_unused(const char *path) { return platform_alone(path, 0); }

void platform_release(lock held) {
  if (held != NO_LOCK) CloseHandle((HANDLE)held);
}

bool platform_rename_locked(const char *from, const char *to, lock held) {
  platform_release(held); /* it would be the open file; who opens it now keeps the folder in place */
  return platform_rename(from, to);
}

struct act {
  void (*act)(void *);
  void *with;
};

static DWORD WINAPI do_act(void *given) {
  struct act *act = given;
  act->act(act->with);
  return 0;
}

void platform_together(void (*act)(void *), void *with) {
  struct act given = {act, with};
  HANDLE threads[THREADS_MAX];
  SYSTEM_INFO machine;
  DWORD begun = 0;
  GetSystemInfo(&machine);
  while (begun < THREADS_MAX - 1 && begun + 1 < machine.dwNumberOfProcessors &&
         (threads[begun] = CreateThread(NULL, 0, do_act, &given, 0, NULL)))
    begun++;
  act(with);
  for (; begun--; CloseHandle(threads[begun])) WaitForSingleObject(threads[begun], INFINITE);
}

/* A job that ends its processes when its last handle is closed: with this process, however it ends. */
static HANDLE job(void) {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  HANDLE made = CreateJobObjectW(NULL, NULL);
  SetInformationJobObject(made, JobObjectExtendedLimitInformation, &limits, sizeof limits);
  return made;
}

bool platform_become(const char *program, char **words, int *code) {
  (void)words; /* the command line goes on as it came */
  STARTUPINFOW start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
  start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
  start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
  start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
  PROCESS_INFORMATION begun;
  DWORD flags = CREATE_SUSPENDED | (GetConsoleWindow() ? 0 : CREATE_NO_WINDOW), ended;
  if (!CreateProcessW(wide(program), GetCommandLineW(), NULL, NULL, TRUE, flags, NULL, NULL, &start,
                      &begun))
    return failed();
  AssignProcessToJobObject(job(), begun.hProcess);
  SetConsoleCtrlHandler(NULL, TRUE); /* the program answers Ctrl+C; said before, it would not hear it */
  ResumeThread(begun.hThread);
  CloseHandle(GetStdHandle(STD_INPUT_HANDLE)); /* so that the app sees when the program's end closes */
  CloseHandle(GetStdHandle(STD_OUTPUT_HANDLE));
  WaitForSingleObject(begun.hProcess, INFINITE);
  GetExitCodeProcess(begun.hProcess, &ended);
  *code = (int)ended;
  return true;
}
