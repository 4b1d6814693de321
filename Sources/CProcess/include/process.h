// Swift cannot call a function that takes any number of arguments; these wrap some.
#pragma once

// The commit that this was built of, or null: swift build -Xcc -DPAMINN_COMMIT=1a52622
const char *paminn_commit(void);

// Neither a core file nor another process of this user sees this one's memory, keys and passwords.
// Returns 0, or -1 with errno.
int paminn_forbid_dumps(void);
