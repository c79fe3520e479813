# Lists: preview, correction, confirmation
roll-file = List
roll-template-get = Download the template
roll-least = Only these columns are read; others are neither read nor kept. Enter no identity-card number, telephone or anything else.
roll-read = Preview
roll-row = Row
roll-reason = Reason
roll-was = As registered
roll-preview = Preview of the list
roll-done = The list has been imported
roll-fresh = To be added
roll-changed = To be changed
roll-known = Already there, unchanged
roll-refused = Refused
roll-fresh-written = Added
roll-changed-written = Changed
roll-all-known = Everything on the list is there already; nothing changes.
roll-correct = Correct
roll-judge-again = Check again
roll-corrected = Row { $row } is accepted.
roll-still-refused = Row { $row } is still refused: see why.
roll-discard = Discard
roll-discard-question = Discard this list? All rows that were read will be forgotten.
roll-discarded = Discarded; the rows have been forgotten.
roll-other-file = Choose another file
roll-errors = Refused rows
roll-errors-get = Download the refused rows

# Lists of people
roll-people-import = Import a list of people
roll-people-template = Template for people
roll-people-help = xlsx, xls or csv with the headings “Name, Staff number, Unit, Start date” in the first row; the last three may be empty; at most 200,000 rows
roll-people-confirm = { $n ->
    [one] Write { $n } person
   *[other] Write { $n } people
}
roll-people-question = { $n ->
    [one] Write { $n } person? Rows that were refused are left out.
   *[other] Write { $n } people? Rows that were refused are left out.
}
roll-people-written = { $n ->
    [one] { $n } person has been written.
   *[other] { $n } people have been written.
}
roll-people-example-name = 买买提·艾力
roll-people-example-staff_number = 007
roll-people-example-unit = 一矿 / 主洗车间
roll-people-example-from = 2026-03-01
roll-people-notes =
    Name: as in official papers, with dots and rare characters.
    Staff number: may be empty, but tells people of one name apart. The cells are text, so leading zeros stay.
    Unit: code, name or path; another unit than the recorded one is a move.
    Start date: empty means today.
    Add no identity-card number, telephone, sex, birth date or other column: they are neither read nor kept. This sheet is an example; only the first sheet is read.

# Lists of members
roll-members-import = Import a list of members
roll-members-template = Template for members
roll-members-help = xlsx, xls or csv with the headings “Staff number, Name, Party organisation, Member status, Valid from” in the first row; the last may be empty; at most 200,000 rows
roll-members-confirm = { $n ->
    [one] Write { $n } member
   *[other] Write { $n } members
}
roll-members-question = { $n ->
    [one] Write { $n } member? Rows that were refused are left out.
   *[other] Write { $n } members? Rows that were refused are left out.
}
roll-members-written = { $n ->
    [one] { $n } member has been written.
   *[other] { $n } members have been written.
}
roll-members-example-staff_number = 007
roll-members-example-name = 买买提·艾力
roll-members-example-org = 主洗车间党支部
roll-members-example-status = 预备党员
roll-members-example-from = 2026-07-01
roll-members-notes =
    Staff number and name: the person must be recorded; the name is compared.
    Party organisation: the name of a branch; where several bear it, the way to it, such as “一矿党委 / 一支部”.
    Member status: 预备党员 or “probationary”, 正式党员 or “full”.
    Valid from: empty means today. Whoever moves to another branch is moved on her own page.
    Membership is sensitive personal information, seen only by those whose work needs it. This sheet is an example; only the first sheet is read.

# Lists of posts
roll-posts-import = Import a list of posts
roll-posts-template = Template for posts
roll-posts-seat = Party organisation or body
roll-posts-from = Took office
roll-posts-last = Left office
roll-posts-help = xlsx, xls or csv with the headings “Staff number, Name, Post, Party organisation or body, Took office, Left office, Document number, Basis, Direction of entry” in the first row; the last four may be empty; at most 200,000 rows
roll-posts-confirm = { $n ->
    [one] Write { $n } tenure
   *[other] Write { $n } tenures
}
roll-posts-question = { $n ->
    [one] Write { $n } tenure? Rows that were refused are left out.
   *[other] Write { $n } tenures? Rows that were refused are left out.
}
roll-posts-written = { $n ->
    [one] { $n } tenure has been written.
   *[other] { $n } tenures have been written.
}
roll-posts-example-staff_number = 007
roll-posts-example-name = 买买提·艾力
roll-posts-example-post = Branch secretary
roll-posts-example-seat = 主洗车间党支部
roll-posts-example-from = 2023-09-01
roll-posts-example-last = 2026-08-31
roll-posts-example-document = 某党〔2023〕3号
roll-posts-example-basis = Elected by the members
roll-posts-example-direction = No two-way entry
roll-posts-notes =
    Staff number and name: the person must be recorded; the name is compared.
    Post: as under “Kinds and posts”, in Chinese or English.
    Party organisation or body: one of today; where several bear the name, the way to it, such as “一矿 / 董事会”.
    Took office: the first day of the tenure.
    Left office: its last day, empty for whoever is in office; filled in for a tenure that is recorded, it ends it.
    Document number and basis: may be empty; a two-way entry counts only with a document number.
    Direction of entry: “No two-way entry”, “From the Party committee to board or management” or “From board or management to the Party committee”; empty means none.
    This sheet is an example; only the first sheet is read.

problem-roll-nothing = No row can be written. Correct the rows by their reasons.
problem-roll-stale = This list has been confirmed, or its preview is a newer one. This is how it stands now: check it.
problem-roll-other = Something has changed since the preview; nothing was written. This is the list judged again: confirm it once more.
