# Members
party-status-probationary = Probationary member
party-status-full = Full member
member-title = Members
member-org = Party organisation
member-org-help = Type the name of a branch and choose.
member-status = Member status
member-from = Valid from
member-since = Status since
member-what = What
member-standing = Party membership
member-standing-none = No membership is recorded.
member-record = Record status or branch
member-status-do = Record the status
member-status-set = The status has been recorded.
member-count-do = Count in this branch
member-move-do = Move to this branch
member-counted = The branch has been recorded.
member-end-from = No member from
member-end-help = Status and branch end on the same day; what came before stays.
member-end-do = End the membership
member-ended = The end has been recorded.
member-list = Members by name
member-list-none = There are no members on this day
member-list-none-hint = Import a list of members, or record them on their own pages
member-count-all = { $n ->
    [one] { $n } member
   *[other] { $n } members
}
member-count-own = { $n } of its own
member-unit-alone = Three full members or more: it can have a branch of its own
party-close-members = { $n ->
    [one] It still counts { $n } member.
   *[other] It still counts { $n } members.
}
party-close-members-to = Members go to
party-close-members-to-help = Type the branch that takes them, from the same day.
party-close-members-first = Party affairs must move its members to another branch first.

problem-party-status-known = That is the status on that day already.
problem-party-status-later = From { $day } on another status is recorded, and what came before is not written anew. Choose a later day.
problem-party-status-backwards = A full member cannot become probationary.
problem-party-status-same-day = On that very day ({ $day }) another status is recorded. If that is wrong, correct it on the person's page.
problem-party-status-unknown = The status “{ $text }” is not known. Write “probationary” or “full”.
problem-member-no-status = No member on { $day }. Record the status first.
problem-member-none = No membership on { $day }.
problem-member-not-a-branch = “{ $org }” is no branch. Members are counted in branches.
problem-member-beyond-org = “{ $org }” exists from { $from } to { $last }: choose a day in between.
problem-member-counted-here = Counted in “{ $org }” on that day already.
problem-member-counted-twice = Counted in “{ $other }” on that day, so “{ $org }” cannot count the same member. To move to another branch, use the person's page.
problem-member-counted-later = From { $day } on a branch is recorded already, and what came before is not written anew. Choose a later day.
problem-member-closes-too = “{ $org }” closes too, or has an end already: choose another branch.
problem-member-person-unknown = Nobody has the staff number “{ $number }”. HR must record the person first.
problem-member-other-name = The person with this staff number is { $name }: check it.
problem-member-org-unknown = No Party organisation is called “{ $text }”.
problem-member-org-several = { $n } Party organisations are called “{ $text }”. Write the way to it, such as “一矿党委 / 一支部”.
problem-member-org-beyond = “{ $org }” is outside your part of the enterprise.
problem-party-org-open-members = { $n ->
    [one] “{ $name }” still counts { $n } member. Move them to another branch first.
   *[other] “{ $name }” still counts { $n } members. Move them to another branch first.
}
problem-joint-branch-not-needed = Each of these { $n } units has three full members or more: each is to have a branch of its own, not a joint one.
