#pragma once

/* curl/typecheck-gcc.h would wrap the functions in macros; the doors below are the check. */
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

/*
 * Swift imports no variadic function, and libcurl sets and reads everything through three of them:
 * one typed door for each kind of argument. libcurl 7.85 or later (CURLOPT_PROTOCOLS_STR).
 */

typedef size_t (*ccurl_write_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*ccurl_prereq_callback)(
    void *context, char *remote_address, char *local_address, int remote_port, int local_port);
typedef curl_socket_t (*ccurl_open_socket_callback)(
    void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*ccurl_close_socket_callback)(void *context, curl_socket_t socket);

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

/* The option wants the size set first (CURLOPT_POSTFIELDSIZE_LARGE); libcurl keeps its own copy. */
static inline CURLcode ccurl_copy_body(CURL *easy, const void *bytes) {
    return curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes);
}

/* The list stays the caller's and must outlive the transfer. */
static inline CURLcode ccurl_set_headers(CURL *easy, struct curl_slist *headers) {
    return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

static inline CURLcode ccurl_set_write_callback(
    CURL *easy, CURLoption option, ccurl_write_callback callback) {
    return curl_easy_setopt(easy, option, callback);
}

static inline CURLcode ccurl_set_prereq_callback(CURL *easy, ccurl_prereq_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode ccurl_set_open_socket_callback(
    CURL *easy, ccurl_open_socket_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
}

static inline CURLcode ccurl_set_close_socket_callback(
    CURL *easy, ccurl_close_socket_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, callback);
}

static inline CURLcode ccurl_get_private(CURL *easy, void **value) {
    return curl_easy_getinfo(easy, CURLINFO_PRIVATE, value);
}

/* What the TLS library thought of the server's certificate: 0 if it had nothing against it. */
static inline CURLcode ccurl_get_verification(CURL *easy, long *value) {
    return curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, value);
}

/* Bytes of the request's body that are written by now. */
static inline CURLcode ccurl_get_uploaded(CURL *easy, curl_off_t *value) {
    return curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, value);
}

/* What a proxy answered to CONNECT: 0 if none was asked, or none answered. */
static inline CURLcode ccurl_get_connect_code(CURL *easy, long *value) {
    return curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, value);
}

/* Connections of its own, for the handles that use the share. */
static inline CURLSHcode ccurl_share_connections(CURLSH *share) {
    return curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
}

/* Bytes of a TCP socket that the other end has not acknowledged, written or not; -1: unknown. */
static inline int ccurl_unacknowledged(int socket) {
    int count = 0;
    return ioctl(socket, SIOCOUTQ, &count) == 0 ? count : -1;
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/* Names the calling thread for `top -H` and a debugger: at most 15 bytes; more are cut off. */
static inline int ccurl_name_thread(const char *name) {
    return prctl(PR_SET_NAME, name, 0, 0, 0);
}
