"""The gateway: what the bus keeps, live in the browser; and the HTTP interface that people read and write by.

``app`` is the story. Pure, without clock, socket or await::

    messages       a message of the stream, read once
    subscriptions  what a client wants, and what it may say
    encodings      one frame's bytes for each kind of client
    lastvalues     the newest message of every subject
    resume         a ring of recent messages; what a returning client gets
    backlog        what a client has yet to get
    hub            clients in groups, ticks, who is too slow
    allowance      how often a client may speak
    closing        why a socket was closed
    sparklines     the last hour of every room
    snapshot       everything the first screen needs
    queries        query strings, checked
    older          the shapes of the older system

Thin, with I/O::

    live           the stream, in order and without gaps
    store          asking the store
    returning      what the stream still has of what a returning client missed
    seeding        what the store remembers from before the stream
    clock          the hub's time
    framesink      how frames reach the transport
    sockets        one WebSocket from upgrade to close
    polling        the same frames without a WebSocket
    present, history, devices, configuration, feedback, status    the routes
    access, bodies, failures    who may come in, what they bring, what goes wrong
"""
