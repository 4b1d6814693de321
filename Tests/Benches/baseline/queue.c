/* The least that a durable queue can do: claim 500, hand each to the server, write back.
 *
 *     queue CONNINFO URL THREADS IN_FLIGHT [CERTIFICATE]
 *
 * Each thread has a connection to PostgreSQL and a libcurl of its own. No look-up, veto, slot,
 * permit or evidence: what those cost is what is measured against it. With the URL `-` nothing is
 * sent. CERTIFICATE is the file of the one that the server must have. Prints letters done. */
#include <curl/curl.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLAIM = 500, WIDEST = 256 };

static const char *conninfo, *url, *certificate;
static int in_flight;
static atomic_long done;

struct letter {
    const char *id, *body;
    char answer[1024];
    size_t filled;
};

static void must(PGconn *database, PGresult *result) {
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return;
    fprintf(stderr, "queue: %s", PQerrorMessage(database));
    exit(1);
}

static size_t keep(char *bytes, size_t size, size_t count, void *to) {
    struct letter *letter = to;
    size_t length = size * count;
    if (letter->filled + length >= sizeof letter->answer) return 0;
    memcpy(letter->answer + letter->filled, bytes, length);
    letter->filled += length;
    return length;
}

static void start(CURLM *multi, CURL *handle, struct letter *letter) {
    letter->filled = 0;
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, letter->body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, letter);
    curl_easy_setopt(handle, CURLOPT_PRIVATE, letter);
    curl_multi_add_handle(multi, handle);
}

/* Sends all letters; fills `cases` with the text of an array of their cases. */
static void send_all(
    CURLM *multi, CURL **handles, struct letter *letters, int count, char *cases) {
    int begun = 0, ended = 0, running;
    if (strcmp(url, "-") == 0) {
        char *at = cases;
        for (int i = 0; i < count; i++)
            at += sprintf(at, "%c%024lx", i ? ',' : '{', strtol(letters[i].id, NULL, 10));
        strcpy(at, "}");
        return;
    }
    for (; begun < count && begun < in_flight; begun++)
        start(multi, handles[begun], &letters[begun]);
    while (ended < count) {
        curl_multi_perform(multi, &running);
        int left;
        for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
            if (message->msg != CURLMSG_DONE) continue;
            CURL *handle = message->easy_handle;
            long status = 0;
            curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
            if (message->data.result != CURLE_OK || status != 201) {
                fprintf(stderr, "queue: a letter failed\n");
                exit(1);
            }
            curl_multi_remove_handle(multi, handle);
            ended++;
            if (begun < count) start(multi, handle, &letters[begun++]);
        }
        if (ended < count) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    char *at = cases;
    for (int i = 0; i < count; i++) {
        letters[i].answer[letters[i].filled] = 0;
        char *id = strstr(letters[i].answer, "\"_cases\":[\"");
        at += sprintf(at, "%c%.24s", i ? ',' : '{', id ? id + 11 : "");
    }
    strcpy(at, "}");
}

static void *work(void *unused) {
    (void)unused;
    PGconn *database = PQconnectdb(conninfo);
    PGresult *prepared = PQprepare(
        database, "claim",
        "update bench_queue q set state = 1 from (select id from bench_queue where state = 0"
        " order by id limit 500 for update skip locked) c where q.id = c.id returning q.id, q.body",
        0, NULL);
    must(database, prepared);
    PQclear(prepared);
    prepared = PQprepare(
        database, "settle",
        "update bench_queue q set state = 2, case_id = s.c"
        " from unnest($1::bigint[], $2::text[]) s(i, c) where q.id = s.i", 0, NULL);
    must(database, prepared);
    PQclear(prepared);
    CURLM *multi = curl_multi_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Accept: application/json");
    headers = curl_slist_append(headers, "x-api-key: bench");
    headers = curl_slist_append(headers, "Idempotency-Key: bench/1-1/1");
    headers = curl_slist_append(headers, "Expect:");
    CURL *handles[WIDEST];
    for (int i = 0; i < in_flight; i++) {
        handles[i] = curl_easy_init();
        curl_easy_setopt(handles[i], CURLOPT_URL, url);
        curl_easy_setopt(handles[i], CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(handles[i], CURLOPT_WRITEFUNCTION, keep);
        curl_easy_setopt(handles[i], CURLOPT_TIMEOUT_MS, 30000L);
        curl_easy_setopt(handles[i], CURLOPT_NOSIGNAL, 1L);
        if (certificate) curl_easy_setopt(handles[i], CURLOPT_CAINFO, certificate);
    }
    static _Thread_local struct letter letters[CLAIM];
    char *ids = malloc(CLAIM * 24), *cases = malloc(CLAIM * 32);
    for (;;) {
        PGresult *claimed = PQexecPrepared(database, "claim", 0, NULL, NULL, NULL, 0);
        must(database, claimed);
        int count = PQntuples(claimed);
        if (count == 0) break;
        char *at = ids;
        for (int i = 0; i < count; i++) {
            letters[i].id = PQgetvalue(claimed, i, 0);
            letters[i].body = PQgetvalue(claimed, i, 1);
            at += sprintf(at, "%c%s", i ? ',' : '{', letters[i].id);
        }
        strcpy(at, "}");
        send_all(multi, handles, letters, count, cases);
        const char *values[] = {ids, cases};
        PGresult *settled = PQexecPrepared(database, "settle", 2, values, NULL, NULL, 0);
        must(database, settled);
        PQclear(settled);
        PQclear(claimed);
        atomic_fetch_add(&done, count);
    }
    PQfinish(database);
    return NULL;
}

int main(int count, char **words) {
    if (count != 5 && count != 6)
        return fprintf(stderr, "usage: queue CONNINFO URL THREADS IN_FLIGHT [CERTIFICATE]\n"), 64;
    if (count == 6) certificate = words[5];
    conninfo = words[1], url = words[2];
    int threads = atoi(words[3]);
    in_flight = atoi(words[4]) < WIDEST ? atoi(words[4]) : WIDEST;
    curl_global_init(CURL_GLOBAL_ALL);
    pthread_t started[16];
    for (int i = 0; i < threads; i++) pthread_create(&started[i], NULL, work, NULL);
    for (int i = 0; i < threads; i++) pthread_join(started[i], NULL);
    printf("%ld\n", (long)done);
}
