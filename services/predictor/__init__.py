"""The predictor: what each room's air will be in an hour, what to do about it, what is wrong.

Pure, values in and values out: ``tables``, ``history``, ``features``, ``model``, ``patterns``, ``trees``,
``gate``, ``intervals``, ``exceedance``, ``waiting``, ``accuracy`` and ``forecaster``, which holds them
together; ``recordings`` and ``backtest`` measure.

What to do, as pure: ``limits`` (when), ``outlook`` and ``present`` (how it is), ``remedies`` (what helps),
``effect`` (what it brings), ``realised`` (what it brought), ``advice`` (the life of an action) and
``adviser``, which holds them together. ``decay`` and ``air`` measure air changes, ``alerts`` says what is
wrong.

``shipped`` has the trees, ``training`` makes them, ``workbench`` is ``iaqverse model``.
"""
