// What Swift cannot call: functions that take any number of arguments, or that its Glibc lacks.
#pragma once

// The commit that this was built of, or null: swift build -Xcc -DPAMINN_COMMIT=1a52622
const char *paminn_commit(void);

// Neither a core file nor another process of this user sees this one's memory, keys and passwords.
// Returns 0, or -1 with errno.
int paminn_forbid_dumps(void);

// What is free in one of malloc's arenas serves no thread of another: allows so many in all,
// instead of eight for each core. Before the first thread. Returns 1, or 0 on failure.
int paminn_limit_arenas(int count);
