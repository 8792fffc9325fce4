"""The register's index: what lists show of published editions, and what finds and counts them.

For each published edition there is an entry with a serial number that says how late it was
published, and beside it a drawing: its card, its row in a table and its case's page as HTML; for
each value of a facet the serials of its entries, as a bitmap, and the keys of its figures for what
figures are asked; for each day the entries that tell of it; for each organisation its counts by
direction and role. So a list, a page deep in it and the counts of any choice take the same time in
a register of eighteen cases and of a million.
Publishing writes the index in its own transaction, `manage.py rebuild_index` makes it anew.

Milliseconds of processor time in a register of a million cases, with it and without:

    counts of the whole list      0.1   40,500   GROUP BY, once for each facet
    counts of a third of it        12    6,500   the same
    counts of all figures           6   26,000   the same
    a page in its midst          0.01       27   OFFSET
    twenty cards                  1.0       17   drawn, with three queries
    the page of a case            0.9       16   drawn, with eleven queries
    an organisation's page        2.4       35   twenty rows of its table drawn
    organisations by direction    1.3   15,500   GROUP BY
    cases by the size of a figure  95    2,200   sorted
"""
