/* The unpacked program in the user's cache: there once a version, whole, and only while needed. */
#ifndef CACHE_H
#define CACHE_H

#include <stdbool.h>

#include "platform.h"

/* Puts the folder of this version under `base` into `folder`, unpacking it where it is missing or
 * damaged. It stays marked as in use until this process, and what it becomes, is gone. */
bool cache_ready(const char *base, char folder[PATH_BYTES]);

#endif
