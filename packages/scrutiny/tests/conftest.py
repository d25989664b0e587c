"""Property tests here are many and small: half of hypothesis's examples each keep all of them under five seconds, and
no deadline keeps a busy machine from failing them.
"""

from hypothesis import settings

settings.register_profile("rules", max_examples=50, deadline=None)
settings.load_profile("rules")
