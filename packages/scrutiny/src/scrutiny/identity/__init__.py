"""A member's keys: words on a card, keys derived from them, what they sign (docs/protocol/member-keys.md).

Deliberately lacks: storage, the network, a clock, and the organisation's acts (those are in `organisation`).
"""
