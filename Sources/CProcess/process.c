#include "process.h"

#include <malloc.h>
#include <sys/prctl.h>

#define TEXT_OF(word) #word
#define TEXT(word) TEXT_OF(word)

const char *paminn_commit(void) {
#ifdef PAMINN_COMMIT
    return TEXT(PAMINN_COMMIT);
#else
    return 0;
#endif
}

int paminn_limit_arenas(int count) { return mallopt(M_ARENA_MAX, count); }

int paminn_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L); }

void paminn_name_this_thread(const char *name) { (void)prctl(PR_SET_NAME, name, 0, 0, 0); }
