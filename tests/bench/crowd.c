/*
 * A crowd of WebSocket clients in one thread, cheap enough to leave the cores to what is measured.
 *
 *     crowd <port> <clients> <addresses> <iaq|nats> <path>
 *
 * Clients come from <addresses> different 127.0.0.x. Every frame's payload is searched for `"n":<number>` and
 * `"sent_ns":<CLOCK_MONOTONIC>`, in this order, which the publisher put into each message: so the way messages are
 * wrapped and joined does not matter. Commands on standard input, one a line; each is answered by a line of JSON:
 *
 *     reset      forget what was counted
 *     report     deliveries, gaps and doubles in `n`, closes, latency percentiles in ms
 *     stall <k>  the first k clients read nothing from now on; `stall 0`: all read again
 *     quit
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 18, CARRY = 64, BUCKET_US = 50, BUCKETS = 200000 };

typedef struct {
    int fd;
    int open;
    int stalled;
    unsigned char header[14]; /* of the frame that is being read */
    int header_got;
    uint64_t payload_left;
    int is_close;
    char carry[CARRY]; /* the end of the last payload: a mark may be cut in two */
    int carried;
    int64_t last_n;
} Client;

static Client *clients;
static int count, epoll_fd;
static uint64_t deliveries, gaps, doubles, closes, stalled_closes, bytes, reads;
static uint32_t histogram[BUCKETS];
static char scratch[BUFFER + CARRY];

static void fail(const char *what) {
    fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void delivered(Client *client, int64_t n, int64_t sent_ns, int64_t at_ns) {
    int64_t bucket = (at_ns - sent_ns) / 1000 / BUCKET_US;
    if (bucket < 0) bucket = 0;
    if (bucket >= BUCKETS) bucket = BUCKETS - 1;
    histogram[bucket]++;
    deliveries++;
    if (client->last_n >= 0 && n > client->last_n + 1) gaps += n - client->last_n - 1;
    if (client->last_n >= 0 && n <= client->last_n) doubles++;
    if (n > client->last_n) client->last_n = n;
}

/* Find marks in `text`; return how many bytes at its end may be the beginning of one. */
static int search(Client *client, const char *text, int length, int64_t at_ns) {
    static const char mark[] = "\"n\":", stamp[] = "\"sent_ns\":";
    const char *end = text + length, *from = text;
    for (;;) {
        const char *at = memmem(from, end - from, mark, sizeof mark - 1);
        if (!at) break;
        const char *sent = memmem(at, end - at, stamp, sizeof stamp - 1);
        const char *stop = sent ? memchr(sent, '}', end - sent) : NULL;
        if (!stop) return end - at;
        delivered(client, strtoll(at + sizeof mark - 1, NULL, 10), strtoll(sent + sizeof stamp - 1, NULL, 10), at_ns);
        from = stop;
    }
    return end - from < (int)sizeof mark ? end - from : (int)sizeof mark - 1;
}

static void take_payload(Client *client, const char *data, int length, int64_t at_ns) {
    if (client->is_close) return;
    const char *text = data;
    int size = length;
    if (client->carried) {
        memcpy(scratch, client->carry, client->carried);
        memcpy(scratch + client->carried, data, length);
        text = scratch;
        size += client->carried;
    }
    int left = search(client, text, size, at_ns);
    if (left > CARRY) left = CARRY;
    memcpy(client->carry, text + size - left, left);
    client->carried = left;
}

/* Read the frames in `data` (RFC 6455, 5.2; a server does not mask). */
static void take(Client *client, const unsigned char *data, int length, int64_t at_ns) {
    while (length > 0) {
        if (client->payload_left) {
            int size = client->payload_left < (uint64_t)length ? (int)client->payload_left : length;
            take_payload(client, (const char *)data, size, at_ns);
            client->payload_left -= size;
            data += size;
            length -= size;
            if (!client->payload_left) client->header_got = 0;
            continue;
        }
        client->header[client->header_got++] = *data++;
        length--;
        if (client->header_got < 2) continue;
        int small = client->header[1] & 127, wanted = small == 126 ? 4 : small == 127 ? 10 : 2;
        if (client->header_got < wanted) continue;
        uint64_t size = small;
        if (wanted > 2) {
            size = 0;
            for (int i = 2; i < wanted; i++) size = size << 8 | client->header[i];
        }
        client->is_close = (client->header[0] & 15) >= 8;
        client->payload_left = size;
        if (!size) client->header_got = 0;
    }
}

static void readable(Client *client) {
    static unsigned char buffer[BUFFER];
    ssize_t got = recv(client->fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        if (client->stalled) stalled_closes++; else closes++;
        client->open = 0;
        close(client->fd);
        return;
    }
    reads++;
    bytes += got;
    take(client, buffer, got, now_ns());
}

static void send_all(int fd, const char *data, size_t length) {
    while (length) {
        ssize_t sent = send(fd, data, length, MSG_NOSIGNAL);
        if (sent < 0) fail("send");
        data += sent;
        length -= sent;
    }
}

static void send_masked(int fd, const char *text) {
    size_t length = strlen(text);
    unsigned char frame[256] = {0x82, 0x80 | (unsigned char)length}; /* the mask is zero: nothing changes */
    memcpy(frame + 6, text, length);
    send_all(fd, (char *)frame, length + 6);
}

static void open_client(Client *client, int number, int port, int addresses, int is_nats, const char *path) {
    struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET, .sin_port = htons(port)};
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + number % addresses);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    client->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (client->fd < 0 || bind(client->fd, (struct sockaddr *)&from, sizeof from)) fail("socket");
    if (connect(client->fd, (struct sockaddr *)&to, sizeof to)) fail("connect");
    char text[1024];
    snprintf(text, sizeof text,
             "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n\r\n", path, port);
    send_all(client->fd, text, strlen(text));
    int got = 0; /* the head byte by byte: what follows it is the first frame's */
    do {
        if (recv(client->fd, text + got, 1, 0) != 1) fail("the answer to an upgrade");
        text[++got] = 0;
    } while (!strstr(text, "\r\n\r\n") && got < (int)sizeof text - 1);
    if (strncmp(text, "HTTP/1.1 101", 12)) {
        fprintf(stderr, "crowd: refused: %.*s\n", (int)strcspn(text, "\r"), text);
        exit(1);
    }
    if (is_nats) send_masked(client->fd, "CONNECT {\"verbose\":false,\"headers\":true}\r\nSUB live.> 1\r\nPING\r\n");
    client->open = 1;
    client->last_n = -1;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, client->fd, &event)) fail("epoll_ctl");
}

static double percentile_ms(double share) {
    uint64_t wanted = (uint64_t)(deliveries * share), seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += histogram[i];
        if (seen > wanted) return (i + 0.5) * BUCKET_US / 1000.0;
    }
    return 0;
}

static void reset(void) {
    deliveries = gaps = doubles = closes = stalled_closes = bytes = reads = 0;
    memset(histogram, 0, sizeof histogram);
}

static void report(void) {
    int open = 0;
    for (int i = 0; i < count; i++) open += clients[i].open;
    printf("{\"deliveries\":%lu,\"gaps\":%lu,\"doubles\":%lu,\"closes\":%lu,\"stalled_closes\":%lu,\"open\":%d,"
           "\"bytes\":%lu,\"reads\":%lu,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.2f}\n",
           deliveries, gaps, doubles, closes, stalled_closes, open, bytes, reads, percentile_ms(0.5),
           percentile_ms(0.99), percentile_ms(0.9999999));
}

static void stall(int wanted) {
    for (int i = 0; i < count; i++) {
        int stalled = i < wanted;
        if (!clients[i].open || stalled == clients[i].stalled) continue;
        clients[i].stalled = stalled;
        struct epoll_event event = {.events = stalled ? 0 : EPOLLIN, .data.ptr = &clients[i]};
        if (epoll_ctl(epoll_fd, EPOLL_CTL_MOD, clients[i].fd, &event)) fail("epoll_ctl");
    }
    printf("{}\n");
}

static void obey(void) {
    static char line[256];
    static int got;
    char letter;
    while (read(0, &letter, 1) == 1) {
        if (letter != '\n') {
            if (got < (int)sizeof line - 1) line[got++] = letter;
            continue;
        }
        line[got] = 0;
        got = 0;
        if (!strcmp(line, "reset")) reset(), printf("{}\n");
        else if (!strcmp(line, "report")) report();
        else if (!strncmp(line, "stall ", 6)) stall(atoi(line + 6));
        else exit(0);
        fflush(stdout);
    }
    if (errno != EAGAIN) exit(0);
}

int main(int argc, char **argv) {
    if (argc != 6) return fprintf(stderr, "usage: crowd <port> <clients> <addresses> <iaq|nats> <path>\n"), 2;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    count = atoi(argv[2]);
    clients = calloc(count, sizeof *clients);
    epoll_fd = epoll_create1(0);
    for (int i = 0; i < count; i++)
        open_client(&clients[i], i, atoi(argv[1]), atoi(argv[3]), !strcmp(argv[4], "nats"), argv[5]);
    fcntl(0, F_SETFL, O_NONBLOCK);
    struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &input)) fail("epoll_ctl");
    printf("{\"open\":%d}\n", count);
    fflush(stdout);
    static struct epoll_event events[512];
    for (;;) {
        int ready = epoll_wait(epoll_fd, events, 512, -1);
        for (int i = 0; i < ready; i++) {
            Client *client = events[i].data.ptr;
            if (!client) obey();
            else if (client->open) readable(client);
        }
    }
}
