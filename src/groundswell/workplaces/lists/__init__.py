"""Reading lists of workplaces: from bytes to a plan of units, headcounts and tests. No tables, no request, no person.

reading   bytes -> numbered rows of plain values, in bounded memory
header    which row names the columns
columns   what each column means; persons: which ones name people and are dropped
plan      rows and meanings -> units, headcounts, tests, and every problem by row
likeness  names that may be the same
writing   tables out again
"""
