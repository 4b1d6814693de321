/* A server that answers as Amili would, as fast as one thread can: the same for every bench.
 *
 *     amili PORT CREDITOR [MILLISECONDS [PEM]]
 *
 * POST /case--registrations   201 with one case, whose id is made of the invoice's number
 * GET  /cases?where=…$in…     the cases of those numbers that were posted, of whatever creditor
 * GET  /authenticates/…       a token
 * GET  anything else          an empty list
 *
 * With MILLISECONDS each answer goes out so long after its request came; with PEM, a file of a
 * certificate and its key, all of it over TLS. Invoice numbers are whole, below 16 million. It
 * keeps one bit of time for each, and no log.
 *
 * AMILI_ARRIVALS, a file, gets a line for each request: nanoseconds of the monotonic clock, and L
 * for a letter, R for one that is refused, - for any other. SIGUSR1: the next letter is refused with
 * 429, to wait for a second. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1 << 24, ROOM = 1 << 16 };

struct connection {
    struct connection *later; /* whose answer is due after this one's */
    char *answer;             /* one that is not due yet */
    size_t size;
    int64_t due;
    int socket, is_closed;
    SSL *tls; /* or NULL */
    size_t filled;
    char bytes[ROOM];
};

static uint32_t made[MOST]; /* seconds since 1970; 0: no case */
static const char *creditor;
static int64_t delay; /* milliseconds */
static FILE *arrivals; /* or NULL */
static volatile sig_atomic_t refuses_next;
static SSL_CTX *secure; /* or NULL */
static struct connection *first, *last;
static char answer[1 << 18], body[1 << 17], date[64], stamp[64];
static time_t stamped;

static void tell_time(void) {
    time_t now = time(NULL);
    if (now == stamped) return;
    stamped = now;
    struct tm parts;
    gmtime_r(&now, &parts);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    memcpy(stamp, date, sizeof date);
}

static int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void write_all(struct connection *c, const char *bytes, size_t size) {
    for (size_t sent = 0; sent < size;) {
        ssize_t n = c->tls ? SSL_write(c->tls, bytes + sent, size - sent)
                           : send(c->socket, bytes + sent, size - sent, MSG_NOSIGNAL);
        int is_full = c->tls ? SSL_get_error(c->tls, n) == SSL_ERROR_WANT_WRITE : errno == EAGAIN;
        if (n < 0 && is_full) continue;
        if (n <= 0) return;
        sent += n;
    }
}

/* Returns the bytes read, 0 if the connection is over, -1 if there are none yet. */
static ssize_t read_some(struct connection *c) {
    size_t room = ROOM - c->filled;
    if (!c->tls) {
        ssize_t n = recv(c->socket, c->bytes + c->filled, room, 0);
        return n < 0 && errno != EAGAIN ? 0 : n;
    }
    int n = SSL_read(c->tls, c->bytes + c->filled, room);
    if (n > 0) return n;
    int error = SSL_get_error(c->tls, n);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? -1 : 0;
}

static void forget(struct connection *c) {
    if (c->tls) SSL_free(c->tls);
    free(c);
}

/* All answers are as late, so that they go out in the order in which their requests came. */
static void keep(struct connection *c, size_t size) {
    c->answer = malloc(size);
    memcpy(c->answer, answer, size);
    c->size = size;
    c->due = milliseconds() + delay;
    c->later = NULL;
    if (last) last->later = c; else first = c;
    last = c;
}

/* Returns how many milliseconds there are until the next one, -1 if there is none. */
static int write_due(void) {
    while (first) {
        struct connection *c = first;
        int64_t left = c->due - milliseconds();
        if (left > 0) return (int)left;
        first = c->later;
        if (!first) last = NULL;
        if (!c->is_closed) write_all(c, c->answer, c->size);
        free(c->answer);
        c->answer = NULL;
        if (c->is_closed) forget(c);
    }
    return -1;
}

static void reply(struct connection *c, const char *status, size_t length) {
    int head = snprintf(
        answer, sizeof answer,
        "HTTP/1.1 %s\r\nDate: %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
        status, date, length);
    memcpy(answer + head, body, length);
    if (delay > 0) keep(c, head + length);
    else write_all(c, answer, head + length);
}

static size_t item(size_t at, const char *owner, uint32_t number) {
    time_t when = made[number];
    struct tm parts;
    char text[64];
    gmtime_r(&when, &parts);
    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return at + snprintf(
        body + at, sizeof body - at,
        "%s{\"_id\":\"65f0c0ffee00%012x\",\"_created\":\"%s\",\"_updated\":\"%s\","
        "\"creditor\":\"%.24s\",\"state\":\"reminder\","
        "\"status\":\"active\",\"debt\":{\"invoice_number\":\"%u\"}}",
        body[at - 1] == '[' ? "" : ",", number, text, text, owner, number);
}

/* The numbers asked for stand between %22 each, behind %5B. */
static void list(struct connection *c, const char *path, const char *end) {
    size_t at = snprintf(body, sizeof body, "{\"_items\":[");
    unsigned total = 0;
    const char *key = "creditor%22%3A%22", *owner = memmem(path, end - path, key, strlen(key));
    owner = owner && end - owner >= 41 ? owner + strlen(key) : creditor;
    const char *in = memmem(path, end - path, "%24in", 5);
    for (const char *p = in; p && (p = memmem(p, end - p, "%22", 3));) {
        uint32_t number = 0;
        const char *digit = p += 3;
        for (; digit < end && *digit >= '0' && *digit <= '9'; digit++)
            number = number * 10 + (*digit - '0');
        if (digit == p || strncmp(digit, "%22", 3) != 0) continue;
        if (number >= MOST || !made[number]) continue;
        at = item(at, owner, number);
        total++;
    }
    at += snprintf(
        body + at, sizeof body - at,
        "],\"_meta\":{\"page\":1,\"max_results\":100,\"total\":%u}}", total);
    reply(c, "200 OK", at);
}

static void note_arrival(char kind) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    fprintf(arrivals, "%lld %c\n", now.tv_sec * 1000000000LL + now.tv_nsec, kind);
}

static void refuse_next(int number) {
    (void)number;
    refuses_next = 1;
}

static void post(struct connection *c, const char *text, const char *end) {
    if (refuses_next) {
        refuses_next = 0;
        reply(c, "429 Too Many Requests\r\nRetry-After: 1", snprintf(body, sizeof body, "{}"));
        return;
    }
    const char *key = "\"invoice_number\":\"";
    const char *p = memmem(text, end - text, key, strlen(key));
    uint32_t number = 0;
    for (p = p ? p + strlen(key) : end; p < end && *p >= '0' && *p <= '9'; p++)
        number = number * 10 + (*p - '0');
    if (number >= MOST) number = 0;
    made[number] = (uint32_t)stamped;
    reply(c, "201 Created", snprintf(
        body, sizeof body,
        "{\"_id\":\"65f0c0ffee01%012x\",\"_created\":\"%s\",\"_updated\":\"%s\",\"_status\":\"OK\","
        "\"_cases\":[\"65f0c0ffee00%012x\"],\"_ocr_numbers_ocr\":[\"%u\"]}",
        number, stamp, stamp, number, number));
}

/* Takes one whole request from the front. Returns its length, 0 if it is not whole yet. */
static size_t take(struct connection *c) {
    char *end = memmem(c->bytes, c->filled, "\r\n\r\n", 4);
    if (!end) return 0;
    size_t head = end + 4 - c->bytes, length = 0;
    const char *field = memmem(c->bytes, head, "Content-Length: ", 16);
    if (field) length = strtoul(field + 16, NULL, 10);
    if (c->filled < head + length) return 0;
    tell_time();
    if (arrivals) note_arrival(c->bytes[0] != 'P' ? '-' : refuses_next ? 'R' : 'L');
    const char *line = memchr(c->bytes, '\r', head);
    if (c->bytes[0] == 'P') {
        post(c, c->bytes + head, c->bytes + head + length);
    } else if (memmem(c->bytes, line - c->bytes, "/authenticates/", 15)) {
        reply(c, "200 OK", snprintf(body, sizeof body, "{\"token\":\"bench\"}"));
    } else {
        list(c, c->bytes, line);
    }
    return head + length;
}

static int is_served(struct connection *c) {
    do {
        ssize_t n = read_some(c);
        if (n < 0) return 1;
        if (n == 0) return 0;
        c->filled += n;
        for (size_t length; (length = take(c)) > 0;) {
            memmove(c->bytes, c->bytes + length, c->filled - length);
            c->filled -= length;
        }
        if (c->filled == ROOM) return 0;
        /* epoll does not tell of what TLS has read and not handed out. */
    } while (c->tls && SSL_pending(c->tls) > 0);
    return 1;
}

int main(int count, char **words) {
    if (count < 3 || count > 5)
        return fprintf(stderr, "usage: amili PORT CREDITOR [MILLISECONDS [PEM]]\n"), 64;
    creditor = words[2];
    if (count > 3) delay = atoi(words[3]);
    if (count > 4) {
        signal(SIGPIPE, SIG_IGN);
        secure = SSL_CTX_new(TLS_server_method());
        SSL_CTX_set_mode(secure, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        if (SSL_CTX_use_certificate_chain_file(secure, words[4]) != 1
            || SSL_CTX_use_PrivateKey_file(secure, words[4], SSL_FILETYPE_PEM) != 1)
            return fprintf(stderr, "amili: no certificate and key in %s\n", words[4]), 1;
    }
    signal(SIGUSR1, refuse_next);
    const char *path = getenv("AMILI_ARRIVALS");
    if (path && !(arrivals = fopen(path, "w"))) return perror(path), 1;
    if (arrivals) setlinebuf(arrivals);
    int door = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(atoi(words[1])),
        .sin_addr = {htonl(INADDR_LOOPBACK)}};
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(door, (struct sockaddr *)&address, sizeof address) || listen(door, 1024))
        return perror("amili"), 1;
    int poll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[256];
    epoll_ctl(poll, EPOLL_CTL_ADD, door, &event);
    for (;;) {
        int ready = epoll_wait(poll, events, 256, write_due());
        for (int i = 0; i < ready; i++) {
            struct connection *c = events[i].data.ptr;
            if (c) {
                if (is_served(c)) continue;
                close(c->socket);
                c->is_closed = 1;
                if (!c->answer) forget(c);
            } else {
                int socket = accept4(door, NULL, NULL, SOCK_NONBLOCK);
                if (socket < 0) continue;
                setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                c = calloc(1, sizeof *c);
                c->socket = socket;
                if (secure) {
                    c->tls = SSL_new(secure);
                    SSL_set_fd(c->tls, socket);
                    SSL_set_accept_state(c->tls);
                }
                event.data.ptr = c;
                epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
            }
        }
    }
}
