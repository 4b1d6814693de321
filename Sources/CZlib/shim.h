#pragma once

#include <zlib.h>

/* Swift imports no macro that is a function: a gzip stream (RFC 1952), 15 bits of window. */
static inline int czlib_begin_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
