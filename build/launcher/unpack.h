/* Unpacking, on all cores. */
#ifndef UNPACK_H
#define UNPACK_H

#include <stdbool.h>
#include <stdint.h>

#include "payload.h"

/* Writes everything below `folder`; false, with the reason, where something could not be. */
bool unpack(const char *folder);

/* Reads everything below `folder`: whether it is what was packed, whatever its times say. */
bool is_intact(const char *folder);

#endif
