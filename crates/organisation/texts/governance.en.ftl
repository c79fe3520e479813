# Governing bodies, posts and tenures
tab-governance = Governance
tab-matters = Major matters
governance-title = Governance
governance-matrix = Governance matrix
governance-matrix-about = units that have governing bodies
governance-units = Units
governance-no-org = no Party organisation
governance-empty = No governing body is recorded on this day
governance-empty-hint = Record the board and the management first, then who holds each post.
body-part-board = Board
body-part-management = Management
body-part-other = Other
post-part-secretary = Secretary
post-part-deputy-secretary = Deputy secretary
post-part-committee-member = Committee member
post-part-chairman = Chairman
post-part-director = Director
post-part-outside-director = Outside director
post-part-general-manager = General manager
post-part-manager = Manager
post-part-none = Not in the checks
org-level-committee = Party committee
org-level-general-branch = General branch
org-level-branch = Branch
org-level-group = Party group
direction-of-entry-none = No two-way entry
direction-of-entry-to-governance = From the Party committee to board or management
direction-of-entry-to-party = From board or management to the Party committee

# Governing bodies
bodies-title = Governing bodies
bodies-none = No governing body is recorded yet
bodies-none-hint = Once recorded, both posts in one hand, two-way entry and overlap are compared.
body-new = Record governing body
body-found-do = Record body
body-founded = Governing body recorded.
body-change = Change name or days
body-change-do = Save change
body-changed = Change saved.
body-not-now = not on this day

# Posts and tenures
posts-title = Posts and holders
posts-none = There is no post to hold
posts-none-hint = Add or offer posts under “Kinds and posts”.
post-vacant = Vacant
post-vacant-since = { $n ->
    [one] since { $from }, { $n } day
   *[other] since { $from }, { $n } days
}
post-vacant-from = { $n ->
    [one] vacant from { $from } to { $last }, { $n } day
   *[other] vacant from { $from } to { $last }, { $n } days
}
post-nobody = nobody
tenure-title = Tenure
tenure-new = Name a holder
tenure-name = Name
tenure-name-for = Name a holder of “{ $post }”
tenure-open-do = Name holder
tenure-opened = Holder named.
tenure-correct-do = Save correction
tenure-corrected = Tenure saved.
tenures-all = All tenures
tenure-post = Post
tenure-holder = Holder
tenure-person = Person
tenure-person-help = Staff number or name; the number where names are alike.
tenure-direction = Direction of entry
tenure-direction-help = A two-way entry counts only with a document number.
tenure-basis = Basis
tenure-basis-help = The procedure or rule, such as an election by the shareholders.
tenure-document = Document number
tenure-file = Copy of the document
tenure-file-help = Not needed. Choose it again when the form comes back; a copy already kept stays.

# Both posts in one hand
one-person-title = Secretary and chairman
one-person-open = Both posts: to do
one-person-as-fits = as fits
one-person-same = one person
one-person-several = several holders
one-person-vacant = vacant
one-person-excepted = exception recorded
one-person-expired = exception ran out
one-person-needed = exception needed
one-person-rule = Party secretary and { $post } are normally one person (SOE Regulation, art. 14); where they are not, record the approval and its end.
one-person-fits-rule = A unit that is no legal person decides as fits (SOE Regulation, art. 14).
one-person-until = { $document }, until { $last }
one-person-ran-out = { $document }, ran out on { $last }
one-person-no-secretary = no secretary
one-person-no-leader = no chairman or general manager
one-person-nobody = neither a secretary nor a chairman or general manager
exceptions-title = Exceptions
exception-new = Record exception
exception-add = Record exception
exception-added = Exception recorded.
exception-expiry = Holds until
exception-last-help = An exception has an end; the rule is looked at again then.
exception-last = “{ $document }” holds until
exception-end = Change end
exception-end-of = Change the end of “{ $document }”
exception-ended = End of the exception changed.

# Two-way entry
entry-to-governance = Party to governance
entry-to-party = Governance to Party
entry-pending = Basis missing
entry-rule = Each direction is counted by itself, each person once; without a document number an entry waits and is not counted.
entry-lack-document = no document number
entry-lack-direction = sits on both sides, direction not recorded

# Overlap
overlap-board = Overlap of board
overlap-management = Overlap of management
overlap-no-data = no data
overlap-both = also in the Party organisation: { $names }
overlap-others = others: { $names }
overlap-outside = outside directors among them: { $names }
overlap-rule = Denominator: persons of the body on this day, outside directors included. Numerator: those of them who hold a post in the unit's Party organisation. Each person counts once.

# Kinds and posts
kinds-title = Kinds and posts
kinds-bodies = Kinds of governing bodies
kinds-posts = Posts
kinds-matters = Kinds of major matters
kinds-reader = These hold for the whole enterprise; Party affairs or HR of the topmost unit change them.
kinds-add = Add
kinds-zh = Chinese name
kinds-en = English name
kinds-stands = Stands in
kinds-stands-help = Decided once.
kinds-part = In the checks
kinds-single = one holder
kinds-active = Offered
kinds-place = Place
kinds-yes = yes
kinds-no = no
kinds-change = Change
kinds-change-of = Change “{ $name }”
kinds-save = Save entry
kinds-saved = Entry saved.

# Major matters
major-matters-title = Major matters
major-matters-list = Study and decision
major-matters-empty = No major matter is recorded on this day
major-matters-empty-hint = Record a matter when it is raised, then its study by the committee and its decision.
major-matter-new = Record major matter
major-matter-raise-do = Record matter
major-matter-raised-done = Matter recorded.
major-matter-title = Matter
major-matter-title-help = What is to be decided; nothing secret.
major-matter-kind = Kind
major-matter-raised = Raised on
major-matter-study-day = Studied on
major-matter-decision-day = Decided on
major-matter-stage = Progress
major-matter-stage-raised = to be studied
major-matter-stage-studied = studied, to be decided
major-matter-stage-in-order = studied, then decided
major-matter-stage-decided-before = decided before studied
major-matter-stage-decided-without = decided without study
major-matter-way = Way to the decision
major-matter-study = Study by the Party organisation
major-matter-decision = Decision of board or management
major-matter-not-yet = not recorded yet
major-matter-outcome = What was decided
major-matter-rule = The Party committee studies major matters before board or management decides (SOE Regulation, arts. 13 and 15, the latter number to be confirmed); a branch with decision power checks collectively (art. 16, to be confirmed).
study-beforehand = Studied beforehand by the committee
study-collective = Collectively checked by the branch
major-matter-record-study = Record study
major-matter-record-decision = Record decision
major-matter-edit = Correct matter
major-matter-org-help = Type its name and choose from the list.
major-matter-body = Deciding body
major-matter-day = Day of the meeting
major-matter-save = Save record
major-matter-saved = Saved.

# Problems
problem-body-kind-unknown = Bodies of this kind are not offered. Choose one from the list.
problem-body-name-taken = There is a body named “{ $name }” at that time (from { $from }). Choose another name, or end that one first.
problem-body-outside-unit = The unit exists from { $from } to { $last }; the body must stay within these days. Change the days.
problem-body-open-tenure = { $n } tenures lie outside these days. End or correct them first.
problem-body-changed = Somebody else has changed this body meanwhile. Compare and save again.
problem-unit-open-body = The governing body “{ $body }” still stands. End it first.
problem-catalogue-changed = Somebody else has changed this entry meanwhile. Compare it with the list above and save again.
problem-tenure-post-elsewhere = This post does not stand here. Choose one from the list.
problem-tenure-outside-life = “{ $name }” exists from { $from } to { $last }; the tenure must stay within these days. Change the days.
problem-tenure-seat-taken = This post has one holder, and { $holder } holds it from { $from } to { $last }. End that tenure first, or use other days.
problem-tenure-twice = { $holder } holds this post from { $from } to { $last } already. Correct that tenure.
problem-tenure-changed = Somebody else has corrected this tenure meanwhile. Compare and save again.
problem-post-seat-unknown = No Party organisation or body of today is called “{ $text }”.
problem-post-seat-several = { $n } Party organisations or bodies are called “{ $text }”. Write the way to it, such as “一矿 / 董事会”.
problem-post-unknown = “{ $seat }” has no post “{ $text }”. Write it as under “Kinds and posts”.
problem-post-not-offered = This post is no longer offered. Write another, or offer it again under “Kinds and posts”.
problem-entry-unknown = “{ $text }” is no direction. Write “No two-way entry”, “From the Party committee to board or management” or “From board or management to the Party committee”.
problem-entry-wrong-way = The direction does not lead here. Choose another.
problem-entry-outside-director = An outside director is no two-way entry. Choose “No two-way entry”.
problem-exception-overlaps = “{ $document }” holds from { $from } to { $last } already; exceptions must not overlap. Change the days.
problem-exception-changed = Somebody else has changed this exception meanwhile. Compare and save again.
problem-party-org-open-tenure = { $n } tenures have not ended. End them first.
problem-unit-open-major-matters = { $n ->
    [1] One major matter is
   *[other] { $n } major matters are
} still undecided there. Say which unit takes them.
problem-major-matter-kind-unknown = There is no such kind. Choose one from the list.
problem-major-matter-outside-unit = The unit exists from { $from } to { $last }; a matter is raised within these days. Change the day.
problem-major-matter-changed = Somebody else has changed this matter meanwhile. Compare and save again.
problem-major-matter-study-nobody = A Party group studies no major matters. Choose a committee or branch.
problem-major-matter-body-elsewhere = This body is not the unit's. Choose one from the list.
problem-major-matter-step-outside = “{ $name }” exists from { $from } to { $last }; the meeting lies within these days. Change the day.
problem-api-org-or-body = Name one place: either org, a Party organisation, or body, a governing body.
tenure-gone = has left
