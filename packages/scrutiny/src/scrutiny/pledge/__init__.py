"""Threshold pledges: nobody learns who signed until enough have signed. docs/protocol/pledges.md is the text.

An opening needs two independent things: enough signatures, which open the first lock, and a quorum of trustees who saw
for themselves that the count was reached in public and in time, which opens the second. Everything here is a function
on values; the site, the pages and the commands bring the values.

`terms` -> `ceremony` and `decks` -> `manifest` -> `cards` -> `entries` (`payload`, `sealing`, `checks`) -> `board` and
`counting` (`withdrawals`, `promises`) -> `trigger` (`together`) -> `partials` -> `opening`, or `expiry`.
"""
