# People
people-title = People
people-name = Name
people-number = Staff number
people-number-help = May be empty; it tells people of one name apart
people-no-number = no staff number
people-comma = {", "}
people-name-and-number = { $name } ({ $number })
people-least = Only name and staff number are kept. Enter no identity-card number, telephone or anything else.
people-new = New person
people-created = “{ $name }” has been added.
people-changed = Saved.
people-others = Others of this name
people-theirs = What is stored now
people-none = There is nobody yet
people-none-hint = Import a list from a workbook, or add people one by one
people-none-wait = HR imports people
people-alike-question = There is somebody of this name. Add “{ $name }” all the same?
people-alike-detail = There is: { $names }. If it is the same person, cancel and change that record; if it is another, it is best to give both a staff number.
people-alike-do = It is another person: add

# Lists
people-import = Import a list
people-template = Template for people
people-template-get = Download the template
people-file = List of people
people-file-help = xlsx, xls or csv with the headings “Name, Staff number” in the first row; the staff number may be empty; at most 200,000 rows. Other columns are neither read nor kept
people-preview = Preview
people-row = Row
people-reason = Reason
people-example-name = 买买提·艾力
people-example-staff_number = 007
people-note-name = Name: as in official papers, with dots and rare characters.
people-note-number = Staff number: may be empty, but tells people of one name apart. The cells are text, so leading zeros stay.
people-note-other = Add no identity-card number, telephone, sex, birth date or other column: they are neither read nor kept. This sheet is an example; only the first sheet is read.
people-list-preview = Preview of the list
people-list-done = The list has been imported
people-list-fresh = To be added
people-list-written = Added
people-list-known = Already there, unchanged
people-list-refused = Refused
people-list-confirm = { $n ->
    [one] Add { $n } person
   *[other] Add { $n } people
}
people-list-confirm-question = { $n ->
    [one] Add { $n } person? Rows that were refused are left out.
   *[other] Add { $n } people? Rows that were refused are left out.
}
people-list-created = { $n ->
    [one] { $n } person has been added.
   *[other] { $n } people have been added.
}
people-list-discard = Discard
people-list-discard-question = Discard this list? All rows that were read will be forgotten.
people-list-discarded = Discarded; the rows have been forgotten.
people-list-other-file = Choose another file
people-errors = Refused people
people-errors-get = Download the refused rows

problem-person-number-is-identity = This looks like an identity-card number. The program keeps none: enter the staff number, or leave it empty.
problem-people-number-twice = The staff number “{ $number }” stands in row { $row } already. One person has one number: check it.
problem-people-homonym = There is already { $name } (staff number { $number }). Fill in the staff number, so that the two can be told apart.
problem-people-homonym-alike = There is already { $name } without a staff number. If it is the same person, remove this row; if it is another, give that one a staff number first, then fill one in here.
problem-people-homonym-unnumbered = There is already { $name } without a staff number. Give that one a number first: this row's, if it is the same person.
problem-people-homonym-row = Row { $row } is “{ $name }”, too. Fill in the staff number, so that the two can be told apart.
problem-people-list-nothing = Nobody can be added. Correct the rows by their reasons and upload the list again.
problem-people-list-stale = Somebody else has confirmed this list, or its preview is a newer one. This is how it stands now: check it.
problem-people-list-other = People have changed since the preview; nobody was added. This is the list judged again: confirm it once more.
