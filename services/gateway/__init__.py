"""The gateway: what the bus keeps, live in the browser; and the HTTP interface that people read and write by.

Pure, without clock, socket or await::

    messages       a message of the stream, read once
    subscriptions  what a client wants, and what it may say
    encodings      one frame's bytes for each kind of client
    lastvalues     the newest message of every subject
    resume         a ring of recent messages; what a returning client gets
    backlog        what a client has yet to get
    hub            clients in groups, ticks, who is too slow
    closing        why a socket was closed
    sparklines     the last hour of every room
    snapshot       everything the first screen needs
    queries        query strings, checked

Thin, with I/O: ``live`` (bus), ``sockets`` and ``framesink`` (WebSocket), ``polling``, the routes, ``app``.
"""
