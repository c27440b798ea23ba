/* One file that is the whole program: unpacked once a version into the user's cache, run from there. */

#include <stdio.h>

#include "cache.h"

enum { NOT_UNPACKED = 19 }; /* Exit.NOT_UNPACKED of the program */

#ifdef _WIN32
#define PROGRAM "iat-sidecar.exe"
#else
#define PROGRAM "iat-sidecar"
#endif

static const char *const ELSE[PLACES] = {"unpacking in the folder for temporary files instead",
                                         "set IAT_CACHE_DIR to a folder of yours on a disk with room"};

int main(int count, char **words) {
  (void)count;
  platform_begin();
  for (enum place place = OWN_CACHE; place < PLACES; place++) {
    char base[PATH_BYTES] = "", folder[PATH_BYTES], program[PATH_BYTES + sizeof PROGRAM];
    if (platform_place(place, base) && cache_ready(base, folder)) {
      snprintf(program, sizeof program, "%s/" PROGRAM, folder);
      int code;
      if (platform_become(program, words, &code)) return code;
    }
    fprintf(stderr, "iat-sidecar: %s cannot hold the program: %s; %s\n", *base ? base : "the cache",
            reason, ELSE[place]);
  }
  fprintf(stderr, "iat-sidecar: exit %d: the program could not be unpacked\n", NOT_UNPACKED);
  return NOT_UNPACKED;
}
