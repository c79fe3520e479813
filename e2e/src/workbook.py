"""Reads and writes workbooks with openpyxl, so that another program than ours opens what we write and
makes what we read.

    python3 workbook.py read FILE     prints the first sheet's rows as text, and how many charts all have
    python3 workbook.py write FILE    makes a workbook of the rows on standard input (JSON), with a merged
                                      title above the headings, as people do, or none
"""

import datetime
import json
import sys

import openpyxl


def text(value):
    """A cell as a person reads it: whole numbers without a point, months as such, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def read(path):
    # A download has no ending, which openpyxl would judge a file by.
    with open(path, "rb") as file:
        sheets = openpyxl.load_workbook(file).worksheets
    rows = [[text(cell) for cell in row] for row in sheets[0].iter_rows(values_only=True)]
    # openpyxl keeps the charts it understands; ours are native ones.
    charts = sum(len(sheet._charts) for sheet in sheets)
    json.dump({"rows": rows, "charts": charts}, sys.stdout, ensure_ascii=False)


def write(path):
    asked = json.load(sys.stdin)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "月报"
    if asked["title"]:
        sheet.append([asked["title"]])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(asked["rows"][0]))
    for row in asked["rows"]:
        sheet.append(row)
    # A month typed into a spreadsheet becomes a date that is shown as a month.
    for column in sheet.iter_cols(min_row=3):
        for cell in column:
            if isinstance(cell.value, str) and len(cell.value) == 7 and cell.value[4] == "-":
                year, month = cell.value.split("-")
                cell.value = datetime.date(int(year), int(month), 1)
                cell.number_format = 'yyyy"年"m"月"'
    book.save(path)


if __name__ == "__main__":
    {"read": read, "write": write}[sys.argv[1]](sys.argv[2])
