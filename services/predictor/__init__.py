"""The predictor: what each room's air will be in an hour, what to do about it, what is wrong.

Pure, values in and values out: ``tables``, ``history``, ``features``, ``model``, ``patterns``, ``trees``,
``gate``, ``intervals``, ``exceedance``, ``waiting``, ``accuracy`` and ``forecaster``, which holds them
together; ``advice`` and ``alerts`` decide; ``recordings`` and ``backtest`` measure.

``shipped`` has the trees, ``training`` makes them, ``workbench`` is ``iaqverse model``.
"""
