#pragma once
#include <stddef.h>

/// A file that the console serves as it is, embedded at build time: one program to install.
typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} console_asset;

/// The asset at `index`, or a null pointer past the last.
const console_asset *console_asset_at(size_t index);
