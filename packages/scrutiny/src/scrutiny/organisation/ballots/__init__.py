"""Ballots of an organisation as rules on values: when what happens, who is counted together, and what is decided.

How votes are kept secret and counted is elsewhere (scrutiny.elections, scrutiny.counting); nothing here sees a vote.
"""
