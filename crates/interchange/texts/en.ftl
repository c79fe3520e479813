# Files that cannot be read
problem-file-empty = { $file }: the file is empty. Choose the file again.
problem-file-too-large = { $file }: the file is larger than { $limit } MB. Split it by month or unit and import the parts.
problem-file-not-a-table = { $file }: this is no Excel workbook and no CSV text. Open it in a spreadsheet program and save it as .xlsx.
problem-file-not-xlsx = { $file }: this is no .xlsx workbook. Download the workbook from the page, or save the file as .xlsx.
problem-file-not-a-document = { $file }: this is no Word document. Open it in a word processor and save it as .docx.
problem-file-damaged = { $file }: the file is damaged or was cut off on its way. Ask for it again, or save it anew from the program that wrote it.
problem-file-password = { $file }: the file is protected by a password. Remove the password and save it again.
problem-file-bomb = { $file }: the file would unpack to an unreasonable size and was not opened. If it is genuine, save it again as CSV.
problem-file-encoding = { $file }: the text is neither UTF-8 nor { $encoding }. Save it as “CSV UTF-8”.
problem-sheet-missing = { $file }: none of its sheets ({ $sheets }) is one that the profile reads. Choose another profile or file.
problem-headings-missing = { $file }, sheet “{ $sheet }”: the profile { $profile } expects these headings and they are not there: { $headings }. Choose the profile that fits, or add this spelling to it.
problem-headings-count = { $file }: { $headings } headings stand over { $columns } columns with data, so it is not certain which belongs to which. Check for added or merged columns.
problem-heading-moved = The column under “{ $heading }” is empty, while column { $column } has numbers and no heading. A merged heading may have moved: put it over its numbers.
problem-too-many-files = { $count } files at once are too many. Import them in several goes.
problem-too-many-sheets = The workbook has more sheets than can be read at once (255). Split it.
problem-too-many-units = The files name more units than can be read at once. Import them in parts.

# Periods
problem-periods-differ = { $file }: the file’s name or title says { $first }, another place says { $second }. Correct one of them.
problem-period-unreadable = “{ $text }” cannot be read as a period here. Write it as 2026-08.
problem-period-missing = No period is stated for this row. Fill it in, or give one when importing.
problem-period-not-given = The profile { $profile } does not take the period from the file. Give it when importing, such as --period 2026-08.

# Units
problem-unit-not-given = The profile { $profile } does not take the unit from the file. Give it when importing, such as --unit CODE.
problem-unit-missing = The row names no unit. Fill in the unit, or mark the row as one to skip in the profile.
problem-unit-ambiguous = { $count } units are named “{ $name }”. Use their codes, or name the parent unit, too.
problem-unit-repeated = This unit already has a row ({ $cell }). Only the first was taken; give the others a code of their own.
problem-unit-section-unknown = The row stands under no heading, and no other file and no known unit tells where it belongs. Import a month with headings together with this one.
problem-unit-day-unreadable = “{ $text }” cannot be read as a day. Write it as 2026-08-31.
problem-unit-last-before-first = The last day { $last } is before the first day { $from }. Check both.
problem-unit-stated-otherwise = Another row of this unit says otherwise. Keep the right one only.
problem-unit-above-unknown = Neither the file nor the tree has “{ $above }”, which is to stand above. Correct it, or add its row.
problem-unit-above-refused = The row of “{ $above }” above it was refused, so this unit has no place. Correct that row first.
problem-units-in-circle = These units stand below themselves: { $units }. Correct the column of the units above.
problem-units-two-tops = { $count } units have none above them: { $units }. A tree has one top; say what stands above the others.

# Cells
problem-cell-error = The cell holds the error { $error }. Correct its formula.
problem-cell-date = The cell holds the date { $day }, not a number. Enter the number and set the cell’s format to “number”.
problem-cell-not-a-number = “{ $text }” is not a number. Enter digits only; explanations belong into the notes column.
problem-cell-number-format = “{ $text }” can be read in more than one way. Write it as 1234.5, or state decimal and thousands marks in the profile.
problem-cell-range = “{ $text }” is a range, not one number. Enter one number.
problem-cell-negative = { $value } is negative, which this quantity cannot be. Check the sign.
problem-value-twice = The same unit, period and indicator has { $value } here and { $other } in { $cell }. Neither was taken; leave the right one only.
problem-weight-missing = “{ $indicator }” is made of two numbers: its denominator (or weight) is missing. Fill it in beside this one.
problem-indicator-unknown = “{ $name }” is no known indicator. Correct the name or add it to the indicator dictionary.

# Blocks that a person must decide about
problem-total-differs = “{ $line }” (row { $row }) does not come out, printed ≠ added up: { $figures }. Correct the rows, or accept them with a reason.
problem-total-differs-twins = “{ $line }” (row { $row }) does not come out, printed ≠ added up: { $figures }. Rows { $rows } hold the same numbers, which explains the difference: is it one unit whose name takes two rows?
problem-total-of-another = The total in row { $row } names another region than the heading above. Correct the heading or the total.
problem-rates-differ = { $count } printed { $count ->
    [one] rate does
   *[other] rates do
 } not come out; the first in { $cell } ({ $line }): printed { $printed }, computed { $ours }. Correct them, or accept with a reason.
problem-sums-differ = { $count } { $count ->
    [one] row does
   *[other] rows do
 } not add up; the first in { $cell } ({ $line }): printed { $printed }, its parts give { $ours }. Correct them, or accept with a reason.
problem-rows-wrapped = Rows { $first } and { $second } (“{ $upper }”, “{ $lower }”) hold the same numbers, and their names join to “{ $name }”. Is this one unit, to be counted once?
problem-parents-from-elsewhere = { $file }: headings are missing. For { $count } rows the parent unit was taken from other months or known units. Confirm that this is right.

# Profiles
problem-profile-syntax = Line { $line } of the profile cannot be read: { $message }
problem-profile-unknown = Line { $line } of the profile: { $key } names “{ $name }”, which is declared nowhere or twice.
problem-profile-needs = Line { $line } of the profile: { $key } is missing or does not fit.

# Sheets that we write
problem-export-failed = The file could not be written: { $message }. Please report this.
sheet-errors-reason = Reason
sheet-errors-title = Refused
sheet-template-title = Fill in here
sheet-template-notes = Notes

# Lists
problem-list-headings = The first row does not have the headings that are needed. Download the template and use its headings.
problem-list-empty = There is nothing below the headings. Fill in the list and upload it again.
problem-list-long = The list has more than { $most } rows. Upload it in parts.
problem-list-cell-error = The cell holds the error { $error }. Correct the formula, or type the text.
problem-list-cell-date = The cell holds the date { $day }. Format the cell as text and fill it in again.
problem-list-cell-digits = The number has more than 15 digits, and the spreadsheet program has made its last ones zeros. Format the cell as text and fill it in again.
