/*
 * The least that fan-out can cost on this machine: one `send` a client and tick, with nothing around it.
 *
 *     floor <port> <messages a second> <tick in ms>
 *
 * Answers every upgrade, then makes messages of the usual size by itself and sends each client those of a tick in
 * one piece. What the gateway needs beyond this is its own.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 16384, PAYLOAD = 290 };

static int clients[MOST], count;

static long long now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void take_one(int listener) {
    static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    char request[2048];
    int fd = accept(listener, NULL, NULL), yes = 1;
    if (fd < 0 || count == MOST) return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (recv(fd, request, sizeof request, 0) <= 0 || send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL) < 0) close(fd);
    else clients[count++] = fd;
}

static int add_message(char *into, long long number) {
    char text[PAYLOAD + 1];
    int length = snprintf(text, sizeof text, "{\"topic\":\"measurements\",\"n\":%lld,\"sent_ns\":%lld}", number, now_ns());
    memset(text + length, ' ', PAYLOAD - length);
    into[0] = (char)0x81;
    into[1] = 126;
    into[2] = PAYLOAD >> 8;
    into[3] = (char)(PAYLOAD & 255);
    memcpy(into + 4, text, PAYLOAD);
    return PAYLOAD + 4;
}

int main(int argc, char **argv) {
    if (argc != 4) return fprintf(stderr, "usage: floor <port> <messages a second> <tick in ms>\n"), 2;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) || listen(listener, 1024)) return perror("floor"), 1;
    long long tick_ns = atoll(argv[3]) * 1000000, due_ns = now_ns() + tick_ns, number = 0;
    int a_tick = (int)(atof(argv[2]) * atof(argv[3]) / 1000 + 0.5);
    char *joined = malloc((size_t)a_tick * (PAYLOAD + 4));
    for (;;) {
        struct pollfd waiting = {.fd = listener, .events = POLLIN};
        long long left_ns = due_ns - now_ns();
        if (left_ns > 0) {
            if (poll(&waiting, 1, (int)(left_ns / 1000000) + 1) > 0) take_one(listener);
            continue;
        }
        due_ns += tick_ns;
        int length = 0;
        for (int i = 0; i < a_tick; i++) length += add_message(joined + length, number++);
        for (int i = 0; i < count; i++) send(clients[i], joined, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}
