"""Elections of the Belenios protocol, crypto version 1: what is read and written, as immutable values.

Source: specification of Belenios 2.0, with the Ed25519 group, the later threshold structure and credentials that
docs/protocol/ballots.md describes.
"""
