"""Counting: from ballots and a rule to a result that anyone can recompute, figure by figure.

Every function here is pure: the same ballots, rule and seed give the same result on every machine. No floating-point
number occurs; votes are scaled integers inside a count and fractions in its result.
"""
