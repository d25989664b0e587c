"""The public record: an append-only log in the formats of C2SP, so that tools of others verify it too.

merkle        hashes, roots, inclusion and consistency (RFC 6962)
notes         signed notes and the keys that sign them (signed-note)
checkpoints   the size and root of a log, as a note (tlog-checkpoint)
cosignatures  what witnesses add (tlog-cosignature)
tiles         how hashes and entries are cut into files (tlog-tiles)
policy        who is believed (tlog-policy)
receipts      one entry's way to a checkpoint (tlog-proof)
witnessing    when a witness signs (tlog-witness)
source        where files of a log come from: a folder, or anything that fetches
transport     the network, and nothing else
"""
