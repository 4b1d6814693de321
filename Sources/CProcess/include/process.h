// Wraps functions that Swift cannot call: they take any number of arguments, or its Glibc lacks
// them.
#pragma once

// The commit that this was built of, or null: swift build -Xcc -DPAMINN_COMMIT=1a52622
const char *paminn_commit(void);

// Neither a core file nor another process of this user sees this one's memory, keys and passwords.
// Returns 0, or -1 with errno.
int paminn_forbid_dumps(void);

// Allows malloc so many arenas in all, instead of eight for each core: the free memory of one
// serves no thread of another. To be called before the first thread. Returns 1, or 0 on failure.
int paminn_limit_arenas(int count);
