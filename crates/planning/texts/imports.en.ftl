# Imports: list and upload
imports-title = Imports
imports-one = Import
imports-new = Import files
imports-none = Nothing has been imported yet
imports-none-hint = Bring the Excel or CSV tables you have: they are previewed first, stored when you confirm, and can be undone as one.
imports-at = When
imports-profile = Import profile
imports-profile-help = A profile says how such files are read: headings, units, periods, numbers and totals.
imports-state = State
imports-readings = Readings
imports-by = Brought by
imports-under = Goes under unit
imports-under-help = Where new units are put: a code, a name, or a path joined by “/”. Left empty: the highest unit you may import into.
imports-unit = Unit of the file
imports-period = Period
imports-given-help = Only for profiles that take it from outside the file.
imports-files = Files
imports-files-help = Several at once; .xls, .xlsx, .csv or .csv.gz, 200 MB together at the most.
imports-enterprise = Enterprise
imports-read = Read and preview

# States
imports-state-reading = Being read
imports-state-preview = Awaiting confirmation
imports-state-confirming = Being stored
imports-state-confirmed = Stored
imports-state-undone = Undone
imports-state-discarded = Given up
imports-busy = Working in the background; this page follows by itself. You may leave and come back.
imports-refresh = Refresh
imports-again = Read again
imports-confirmed-by = Confirmed
imports-written = Written
imports-written-counts = { $readings } readings, { $units } new units
imports-to-tracker = Go to the tracker

# Actions
imports-confirm = Confirm
imports-confirm-sure = Import all this?
imports-confirm-detail = { $readings } readings and { $units } new units will be written; blocked parts stay out. You can undo it as one later.
imports-confirmed = The import is stored.
imports-discard = Give up
imports-discard-sure = Give this import up? Nothing was stored yet; the files stay on record.
imports-discarded = Given up; nothing was stored.
imports-undo = Undo import
imports-undo-sure = Undo the whole import? Readings go back to their versions before it, and units and indicators that it created and nothing else uses are withdrawn.
imports-undone = Undone; the data are as they were before.

# Preview
imports-file = File
imports-sheet = Sheet
imports-cell = Cell
imports-cell-text = Content
imports-reason = Reason
imports-rows-read = Rows read
imports-accepted = Accepted
imports-refused = Refused
imports-refused-cells = Cells not read
imports-fresh = New readings
imports-restated = Restated readings
imports-restate-reason = Reason for restating
imports-restate-reason-help = { $n ->
    [one] { $n } reading that is there already gets a new version. Say why, such as “checked against the daily log”; every new version keeps it.
   *[other] { $n } readings that are there already get a new version. Say why, such as “checked against the daily log”; every new version keeps it.
}
imports-restated-note = the old value stays as an earlier version
imports-identical = Already there
imports-identical-note = same value, not written again
imports-units-new = New units
imports-rounded = Cells rounded
imports-totals = Totals matched
imports-rates = Rates matched
imports-rates-computed = { $computed } more computed, { $undefined } without a denominator
imports-blocked = Blocked parts
imports-blocked-note = these are not written; the rest is
imports-mismatches = Differs from the printed figure
imports-mismatch-total = total
imports-mismatch-rate = rate
imports-mismatch-sum = sum of the row
imports-line = Line
imports-printed = Printed
imports-ours = From the rows
imports-suspects = Suspect rows
imports-unit-name = Unit
imports-unit-code = Code
imports-unit-above = Above it
imports-unit-kind = Kind
imports-unit-from = First day
imports-unit-last = Last day
imports-change-close = Closed; { $to } is its last day{ $from }
imports-changes = Renames, other names and moves
imports-changes-note = confirming the import confirms them
imports-change = Change
imports-change-alias = Also called “{ $to }”{ $from }
imports-change-rename = Renamed from “{ $from }” to “{ $to }”
imports-change-move = Moved from “{ $from }” to “{ $to }”
imports-change-kept = The file shows it under “{ $to }”; a later change is known, so it stays{ $from }
imports-since = Since
imports-indicators-new = New indicators
imports-indicator = Indicator
imports-measure = Measured in
imports-notes = { $n } further facts are kept as notes on units, not as numbers.
imports-list-cut = Only the first { $n } rows are listed; the counts above are complete.
imports-kind = Kind
imports-kind-actual = Actual
imports-kind-target = Target
imports-kind-threshold = Threshold
imports-kind-stretch = Stretch
imports-kind-target-high = Upper target
imports-kind-threshold-high = Upper threshold
imports-old = Old
imports-new-value = New
imports-all-there = { $n ->
    [one] The { $n } reading of the files is there already with the same value; there is nothing to import again.
   *[other] All { $n } readings of the files are there already with the same values; there is nothing to import again.
}
imports-questions = For you to decide
imports-questions-open = { $n } open
imports-answer-open = Not decided yet
imports-answer-yes = Yes
imports-answer-no = No
imports-answer-out = Do not accept; this part stays out
imports-answer-accept = Accept the rows, with a reason
imports-answer-reason = Reason
imports-decide = Read again with these answers
imports-error-sheet = Import problems
imports-error-sheet-get = Download the sheet with reasons

# Import profiles
profiles-title = Import profiles
profiles-one = Import profile
profiles-note = one of your own goes before ours of the same name
profiles-name = Name
profiles-publisher = Publisher
profiles-origin = Origin
profiles-own = Own
profiles-shipped = Ships with Ronghe
profiles-template = Download an empty sheet
profiles-text = Text of the profile
profiles-text-note = change its name to save it as another one
profiles-toml = TOML
profiles-save = Save as own profile
profiles-saved = The profile is saved.
profiles-remove = Remove own profile
profiles-remove-sure = Remove this profile? What ships with Ronghe and finished imports stay as they are.
profiles-removed = The profile is removed.
profiles-try = Try with a file
profiles-try-note = reads with the text as opened; nothing is stored
profiles-tried = This is what a trial gives; nothing was stored.

# Problems
problem-import-no-files = No file was chosen. Choose the Excel or CSV files to import.
problem-import-needs-unit = This profile does not read the unit from the file. Say which unit the file is about.
problem-import-too-large = The files are larger than 200 MB together. Import them in parts.
problem-import-broken-off = The program broke off several times while at this import; no readings were stored. Try again or import in parts; if it fails again, ask the system administrator to look into the log.
problem-import-upload-broken = The upload broke off; nothing was stored. Choose the files and try again.
problem-import-under-unknown = There is no unit “{ $name }”. Give its code, its whole name, or a path joined by “/”.
problem-import-under-several = Several units are called “{ $name }”. Give a code, or a path joined by “/”.
problem-import-under-needed = You may import into several units. Name one of them under “Goes under unit”.
problem-import-profile-unknown = There is no import profile “{ $name }”. Those that ship with Ronghe: { $names }.
problem-import-profile-name = The profile's name “{ $name }” may hold letters, digits and hyphens only. Change its name.
problem-import-profile-changed = Somebody else has saved this profile. Copy your text, open the latest version and edit that.
problem-import-changed = Somebody else has dealt with this import, or the page is out of date. Refresh and decide again.
problem-import-changed-meanwhile = The data changed after you looked; nothing was written. As of now: { $fresh } new, { $restated } restated, { $identical } already there, { $units } new units. Look again and confirm.
problem-import-locked = { $period } of { $unit } is locked, and the file has { $n } of its numbers, so nothing can be confirmed. Take them out of the file, ask for corrections, or have the committee open the month.
problem-import-nothing-new = There is nothing new to write: the readings are there already, or blocked.
problem-import-restate-reason = { $n ->
    [one] { $n } reading that is there already would be restated, which needs a reason. Give one (on the command line with --reason).
   *[other] { $n } readings that are there already would be restated, which needs a reason. Give one (on the command line with --reason).
}
problem-import-reason-missing = Accepting a figure that does not come out needs a reason. Give one.
problem-import-indicator-differs = The dictionary measures or adds up “{ $code }” otherwise ({ $known }) than the profile ({ $unit }). Change the code in the profile, or ask the indicator's owner to change the dictionary.
problem-import-unit-not-alive = The unit “{ $unit }” does not exist in { $period } (not founded yet, or closed). Check the period, or correct the unit's days first.
problem-import-unit-refused = The unit “{ $unit }” was refused, so its figures have no place. Correct the unit's cells first.
problem-import-unit-older-than-parent = “{ $name }” begins on { $from }, before “{ $parent }” above it on { $day }. Correct one of the days, or choose another unit above.
problem-import-unit-open-below = { $n ->
    [one] Below “{ $name }”, which is closed here, { $n } unit stays open, such as “{ $first }”. Give them a last day, or another unit above.
   *[other] Below “{ $name }”, which is closed here, { $n } units stay open, such as “{ $first }”. Give them a last day, or another unit above.
}
problem-import-unit-kind-unknown = There is no kind of unit “{ $text }”. Use one of: { unit-kind-names }, or its Chinese name.
problem-import-unit-from-differs = “{ $name }” is on record since { $known }; here it is { $from }. An import changes no history: check the day.
problem-import-unit-last-differs = “{ $name }” is on record until { $known }; here it is { $last }. An import changes no history: check the day.
problem-import-unit-kind-differs = “{ $name }” is on record as “{ unit-kind-named }”; here it is “{ $text }”. Check it, or change the kind on the unit's page.
problem-import-unit-place-differs = “{ $name }” does not stand under “{ $above }” now. A list of units moves nothing: move it on the unit's page.
problem-import-built-upon = This cannot be undone: { $indicator } of “{ $unit }” for { $period } was reported or corrected by { $by } since. Undo that first.
problem-import-counted-above = { $indicator } ({ kind-named }) of { $unit } in { $period } would count twice: the same import gives it for { $other } above, in { $cell } of { $sheet }. Keep it at one level and import again.
problem-import-counted-below = { $indicator } ({ kind-named }) of { $unit } in { $period } would count twice: the same import gives it for { $other } below, in { $cell } of { $sheet }{ $n ->
        [1] {""}
       *[other] {" "}(and in all { $n } cells below)
    }. Keep it at one level and import again.
problem-import-may-not-units = You may not create or change units here. Ask HR or Party affairs to import the units first.
problem-import-may-not-readings = You may not import actual figures here. Ask dispatch to import them.
problem-import-may-not-targets = You may not import targets here. Ask dispatch to import them.
problem-import-may-not-indicators = You may not create indicators. Ask their owner to create these first.
problem-import-cycle = The parents in the file go in a circle: “{ $unit }” ends up below itself. Correct the column of parents.
