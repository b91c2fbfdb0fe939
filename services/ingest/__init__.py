"""ingest: the door for readings. It answers 202 only after the bus acknowledged what it accepted.

The way of a reading: ``app`` (HTTP) or ``raw`` (NATS and MQTT) -> ``shapes`` (what was said) ->
``validation`` (what it means, whether it is plausible, its score) -> ``publisher`` (the bus) ->
``answers``. ``shapes``, ``places``, ``validation``, ``batching``, ``answers`` and ``rejecting`` decide
and do no I/O.
"""
