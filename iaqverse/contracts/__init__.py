"""What crosses a boundary: names, units, messages, frames. Values in, values out; no I/O.

====================  ====================================================
``quantity``          what can be measured: unit, plausible range, bands
``score``             values -> score, level, limiting quantity
``names``             names -> subject tokens, places
``subjects``          subject names on the bus
``streams``           the JetStream streams and what they hold
``wire``              the base of all messages and their times
``reading`` … ``feedback``   one file per kind of message
``kinds``             which schema belongs to which kind and topic
``configuration``     building, sites, rooms, devices: what people edit
``codec``             strict JSON and MessagePack
``frames``            messages to browsers
``freshness``         until when a device counts as heard of
====================  ====================================================
"""
