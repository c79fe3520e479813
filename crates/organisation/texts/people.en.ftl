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

people-unit = Unit
people-from = Start date
people-from-help = From this day on the person works there; work elsewhere ends with it.
people-all = Everybody
people-of-unit = Unit:{" "}
people-nowhere = no unit yet
people-nowhere-count = { $n ->
    [one] { $n } more person has no unit yet
   *[other] { $n } more people have no unit yet
}
people-in-other-unit = in another unit
people-work = Works in
people-work-none = No unit is recorded yet.
people-work-record = Record a move or that the person left
people-now = On this day
people-employ-do = Record the start
people-move-do = Record the move
people-employed = The unit has been recorded.
people-left-from = Gone from
people-left-help = The day before is the last in the unit; the start date itself means that the person was never there.
people-leave-do = Record leaving
people-left = It has been recorded that the person left.

problem-person-number-is-identity = This looks like an identity-card number. The program keeps none: enter the staff number, or leave it empty.
problem-people-number-twice = The staff number “{ $number }” stands in row { $row } already. One person has one number: check it.
problem-people-homonym = There is already { $name } (staff number { $number }). Fill in the staff number, so that the two can be told apart.
problem-people-homonym-alike = There is already { $name } without a staff number. If it is the same person, remove this row; if it is another, give that one a staff number first, then fill one in here.
problem-people-homonym-unnumbered = There is already { $name } without a staff number. Give that one a number first: this row's, if it is the same person.
problem-people-homonym-row = Row { $row } is “{ $name }”, too. Fill in the staff number, so that the two can be told apart.
problem-people-elsewhere = The staff number “{ $number }” is that of somebody in another unit. HR of that unit must record this.
problem-people-homonym-elsewhere = There is already { $name } in another unit. Fill in the staff number, so that the two can be told apart.
problem-people-unit-beyond = “{ $unit }” is outside your part of the enterprise.
problem-people-from-without-unit = There is a start date: fill in the unit, too.
problem-employment-beyond-unit = “{ $unit }” exists from { $from } to { $last }: choose a day in between.
problem-employment-later = From { $day } on a unit is recorded already, and what came before is not written anew. Choose a later day.
problem-employment-same-day = On that very day ({ $day }) a start in another unit is recorded. If that is wrong, correct it on the person's page.
problem-employment-known = The person works in “{ $unit }” on that day already.
problem-employment-none = No unit is recorded on { $day }.
problem-employment-closes-too = “{ $unit }” closes too, or has an end already: choose another unit.
problem-unit-open-people = { $n ->
    [one] { $n } person still works here. Choose first what becomes of that person.
   *[other] { $n } people still work here. Choose first what becomes of them.
}
