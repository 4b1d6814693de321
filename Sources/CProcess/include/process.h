// Wraps functions that Swift cannot call: they take any number of arguments, its Glibc lacks them,
// or they run in a handler of signals.
#pragma once

// The commit that this was built of, or null: swift build -Xcc -DPAMINN_COMMIT=1a52622
const char *paminn_commit(void);

// Neither a core file nor another process of this user sees this one's memory, keys and passwords.
// Returns 0, or -1 with errno.
int paminn_forbid_dumps(void);

// Allows malloc so many arenas in all, instead of eight for each core: the free memory of one
// serves no thread of another. To be called before the first thread. Returns 1, or 0 on failure.
int paminn_limit_arenas(int count);

// Hides what is typed at the terminal on standard input, until paminn_show_typing. SIGHUP, SIGINT,
// SIGQUIT and SIGTERM show it again before they end the process; one that is ignored stays so.
// SIGTSTP is ignored meanwhile: a process that stops would leave its shell without echo. Only one
// thread may call the two. Returns 0, or -1 with errno.
int paminn_hide_typing(void);
void paminn_show_typing(void);

// Names the thread that calls it, by at most 15 bytes, as `top -H` shows it.
void paminn_name_this_thread(const char *name);
