"""A member's keys: words on a card, keys derived from them, what they sign. docs/protocol/member-keys.md is the text.

Deliberately lacks: storage, the network, a clock, and any act of the organisation (those are in `organisation`).
"""
