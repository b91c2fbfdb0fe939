"""Where the shipped trees come from: recorded and simulated rooms, examples of them, a fit.

Nothing of it runs in the service; ``iaqverse model`` does.
"""
