"""The store: keeps every reading and what is derived from it, and answers questions about them.

====================  =====================================================================
``app``               the story: fetch, decode, write, acknowledge; answer; purge
``decoding``          PURE: deliveries -> what an engine writes
``progress``          PURE: up to which point of the stream everything is stored
``engine``            what an engine must do, and the values that go in and out
``engines``           which one it is
``sqlite``            the engine that needs nothing but Python
``influx``            the engine on InfluxDB 2
``summing``           PURE: one bucket of several finer ones
``newest``            PURE: the newest reading of each device, in memory
``requests``          PURE: what may be asked
``planning``          PURE: steps of buckets, sizes of chunks
``shaping``           PURE: columns -> answers
``answers``           the methods on ``iaq.rpc.store.*``
``refusing``          PURE: what is said of what a database does not take
``purging``           PURE: what may leave the stream
``restored``          the configuration that came with a restored copy
``upkeep``            purging and maintenance, now and then
====================  =====================================================================
"""
