"""Zero-knowledge proofs of the Belenios protocol, one a file.

`prove` needs a secret and the door to entropy; `verify` raises Refused with the name of the step. Source of all:
specification of Belenios 2.0; the number of the section stands in each file.
"""
