// The functions of POSIX, which the compiler hides from strict C.
#define _POSIX_C_SOURCE 200809L

#include "process.h"

#include <signal.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

// The signals that a terminal or a person ends a process with.
static const int endings[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
enum { count = sizeof endings / sizeof *endings };

static struct termios shown;
static struct sigaction before[count];
static struct sigaction before_stop;

// Calls nothing that POSIX does not allow in a handler. All signals are blocked here, SIGTTOU among
// them, which would stop a process in the background; the one that is raised ends the process when
// the handler returns.
static void show_and_end(int number) {
    tcsetattr(STDIN_FILENO, TCSANOW, &shown);
    ssize_t ignored = write(STDERR_FILENO, "\n", 1);
    (void)ignored;
    raise(number);
}

int paminn_hide_typing(void) {
    if (tcgetattr(STDIN_FILENO, &shown) != 0) return -1;
    struct sigaction end = {.sa_handler = show_and_end, .sa_flags = SA_RESETHAND};
    sigfillset(&end.sa_mask);
    for (size_t i = 0; i < count; i++) {
        sigaction(endings[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN) sigaction(endings[i], &end, NULL);
    }
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGTSTP, &ignore, &before_stop);
    struct termios hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    if (tcsetattr(STDIN_FILENO, TCSANOW, &hidden) == 0) return 0;
    paminn_show_typing();
    return -1;
}

void paminn_show_typing(void) {
    tcsetattr(STDIN_FILENO, TCSANOW, &shown);
    for (size_t i = 0; i < count; i++) sigaction(endings[i], &before[i], NULL);
    sigaction(SIGTSTP, &before_stop, NULL);
}
