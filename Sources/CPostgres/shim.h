#pragma once
#include <libpq-fe.h>
#include <sys/eventfd.h>

/* What Glibc's Swift module lacks. Returns -1 when the process has no descriptor left. */
static inline int paminn_open_eventfd(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

static inline void paminn_raise_eventfd(int descriptor) {
    (void)eventfd_write(descriptor, 1);
}

/* A name that exists and has no address. A GNU extension, hidden without _GNU_SOURCE. */
static inline int paminn_eai_nodata(void) {
    return -5;
}
