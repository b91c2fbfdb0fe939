"""Where trees come from: recorded and simulated rooms, examples of them, a fit.

Nothing of it runs in the service; ``iaqverse model`` and the process that refits local trees do.
"""
