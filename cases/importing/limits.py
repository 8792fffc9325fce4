"""How much of a file is read: enough for 5,000 rows, little enough for one process."""

MEGABYTE = 1_000_000
MOST_BYTES = 20 * MEGABYTE
MOST_UNPACKED = 80 * MEGABYTE  # of a workbook, which is a zip archive
MOST_PARTS = 500  # files in it
MOST_ELEMENTS = 1_500_000  # XML elements in it: cells, texts, styles
MOST_ROWS = 5_000
MOST_COLUMNS = 100
LONGEST_CELL = 32_767  # characters, as many as a spreadsheet holds


def megabytes(size):
    return f"{size / MEGABYTE:,.0f} MB"
