# Signing in
accounts-sign-in-title = Sign in
accounts-sign-in-name = Sign-in name
accounts-sign-in-name-help = 2–40 letters, digits and . - _ @, Chinese characters allowed, case ignored
accounts-password = Password
accounts-forgotten = Forgotten? The system administrator can reset it.
accounts-demo = Demonstration accounts
accounts-demo-hint = each role sees something else; try them one by one
accounts-demo-enter = Sign in as { $role }
accounts-no-database = The database cannot be reached. Try again shortly.

# First run
accounts-set-up-title = First set-up
accounts-set-up-intro = Done once: name the enterprise and create separate accounts for its system, security and audit administrators.
accounts-set-up-enterprise = Enterprise
accounts-enterprise = Name of the enterprise
accounts-enterprise-help = The top of the unit tree; it can be renamed later
accounts-kind = Kind of unit
accounts-zone = Time zone
accounts-zone-help = Such as Asia/Shanghai
accounts-year-start = Financial year starts in
accounts-month = Month { $n }
accounts-system-admin-does = creates and closes accounts and keeps the settings; gives no roles. This is you
accounts-security-admin-does = gives and ends roles; creates no accounts
accounts-audit-admin-does = reads the audit and does nothing else
accounts-set-up = Finish set-up
accounts-set-up-done-title = Set-up finished
accounts-set-up-done = One-time passwords of the other two administrators
accounts-shown-once = Shown this once: write it down now.
accounts-hand-over = Hand it over in person or by a safe way; it must be changed at the first sign-in.
accounts-hand-over-apart = Hand each to its holder. No one person should use all three accounts; both must change their password at the first sign-in.
accounts-one-time = One-time password
accounts-one-time-title = One-time password
accounts-to-account = Go to the account

# One's own account
accounts-account-title = My account
accounts-must-change = Your password is a one-time password. Choose your own before using other pages.
accounts-change-password = Change password
accounts-password-present = Present password
accounts-password-new = New password
accounts-password-repeat = Once more
accounts-password-help = At least 10 characters, a sentence is fine; not your sign-in name and nothing common
accounts-password-ends-sessions = Every other device will be signed out.
accounts-password-changed = Password changed; other devices are signed out.
accounts-own-roles = My roles
accounts-tokens = Access tokens
accounts-token = Access token
accounts-tokens-what-for = About the API
accounts-token-title = New access token
accounts-token-number = No.
accounts-token-name = Purpose
accounts-token-name-help = Which program uses it, such as “monthly report script”
accounts-token-made = Made
accounts-token-expiry-help = { $day } at the latest
accounts-token-make = Make a token
accounts-token-end = End
accounts-token-works = Works
accounts-token-ended = Ended
accounts-token-expired = Expired
accounts-token-ended-now = The token has ended; programs that use it are refused.
accounts-token-keep = A program that uses it acts as you, with your roles of the day. Keep it like a password and end it when it is no longer used.
accounts-no-tokens = No access tokens
accounts-no-tokens-hint = When a program is to read or write data, make one below.
problem-token-name-empty = Say what the token is for.
problem-token-name-long = A purpose has { $longest } characters at the most.
problem-token-expiry = The last day lies between today and { $last }.
problem-token-refused = The token is wrong, has ended or expired, or its account is closed or must change its password. Make another one under My account.
problem-page-first = Open { $page } in the browser first and do what it asks.
accounts-digest = Daily digest
accounts-digest-address = Mail address
accounts-digest-help = One letter a day when something waits, with what your first page shows; sent only where an administrator has set up a mail server. Leave it empty to get none
accounts-digest-kept = Saved: when something waits, a letter a day goes to this address.
accounts-digest-ended = The daily digest has ended.
problem-mail-address-wrong = An address is like li.hua@example.com, and there is one.
accounts-preferences = Language and theme
accounts-lang-zh = Chinese

# Pages of the system
accounts-tab-settings = Settings
accounts-tab-users = Users
accounts-tab-grants = Roles
accounts-tab-audit = Audit

# Users
accounts-users-title = Users
accounts-name = Name
accounts-state = State
accounts-last-sign-in = Last sign-in
accounts-never = never
accounts-state-active = In use
accounts-state-one-time = Password to be changed
accounts-state-locked = Locked for now
accounts-state-closed = Closed
accounts-locked-until = until { $moment }
accounts-staff-number = Staff number
accounts-person = Person
accounts-staff-number-help = Links the account to the person with this number; one account a person
accounts-not-linked = not linked to a person
accounts-new = New user
accounts-new-title = New user
accounts-new-note = A one-time password is shown afterwards. A new account has no role until the security administrator gives one.
accounts-from-list = Import a list
accounts-changed = Saved.
accounts-acts = Actions
accounts-own-note = Change your own password under “My account”; nobody closes or resets their own account.
accounts-reset = Reset password
accounts-reset-question = Reset the password of “{ $name }”?
accounts-reset-detail = A one-time password is made and the account is signed out everywhere.
accounts-close = Close account
accounts-close-question = Close the account of “{ $name }”?
accounts-close-detail = It is signed out everywhere at once and cannot sign in. Its records stay, and it can be reopened.
accounts-open = Reopen
accounts-closed = Account closed; all its sessions have ended.
accounts-opened = Account reopened.
accounts-roles = Roles
accounts-no-roles = No roles yet
accounts-no-roles-hint = Ask the security administrator for one.

# Import of a list
accounts-roster-title = Import users
accounts-roster-template = Download the template
accounts-roster-file = List of users
accounts-roster-help = xlsx, xls or csv with the headings “Sign-in name, Name, Staff number, Action” in the first row. No action means create; the others are deactivate, activate, reset and link; at most 2,000 rows
accounts-roster-preview = Preview
accounts-roster-preview-title = Preview of the list
accounts-roster-good = To be done
accounts-roster-idle = Unchanged
accounts-roster-bad = With problems
accounts-roster-row = Row
accounts-roster-action = Action
accounts-roster-will = What will be done, or the problem
accounts-roster-as-is = Is so already
accounts-roster-person = Person: { $name }
accounts-roster-confirm = { $n ->
    [one] Do what { $n } row asks for
   *[other] Do what { $n } rows ask for
}
accounts-roster-errors = Download the rows with problems
accounts-roster-errors-n = { $n ->
    [one] Download the { $n } row with problems
   *[other] Download the { $n } rows with problems
}
accounts-roster-other = Choose another file
accounts-roster-done-title = Import finished
accounts-roster-passwords = One-time passwords
accounts-roster-passwords-get = Download the passwords
accounts-roster-note-action = Action: empty or “Create” makes an account; for an account that is there, “Deactivate”, “Activate”, “Reset” (another one-time password) or “Link” (to the person with the staff number).
accounts-roster-note-number = Staff number: for creating and linking only. The name of an account that is there may be left empty; if it is given, it must be the account's. This sheet is an example; only the first sheet is read.
accounts-example-sign_in = li.na
accounts-example-name = 李娜
accounts-example-staff_number = 007
accounts-example-action = Create
accounts-act-create = Create
accounts-act-close = Deactivate
accounts-act-open = Activate
accounts-act-reset = Reset
accounts-act-link = Link
accounts-will-create = Create the account with a one-time password
accounts-will-close = Close the account and end its sessions
accounts-will-open = Open the account
accounts-will-reset = Give another one-time password and end its sessions
accounts-will-link = Link to the person
accounts-done-create = Created
accounts-done-close = Closed
accounts-done-open = Opened
accounts-done-reset = Passwords reset
accounts-done-link = Linked

# Roles given
accounts-grants-title = Roles
accounts-grants-all = Show roles that have ended
accounts-grants-alive = Show present and future roles only
accounts-role = Role
accounts-unit = Unit
accounts-unit-help = Code or name, “parent/name” where a name is not unique; empty for the whole enterprise. The role reaches every unit below
accounts-from = From
accounts-last-day = Until (included)
accounts-last-day-help = Empty for no end
accounts-open-ended = no end
accounts-given-by = Given by
accounts-give = Give a role
accounts-granted = Role given.
accounts-apart-note = System, security and audit administrator are kept apart from each other and from all other roles; nobody gives a role to themselves.
accounts-grant-holds = In force
accounts-grant-to-come = To come
accounts-grant-over = Ended
accounts-grant-withdrawn = Withdrawn
accounts-end = End this role
accounts-end-on-day = End on this day
accounts-end-now = End at once
accounts-ended = The role's last day is saved.

# Audit
accounts-audit-title = Audit
accounts-audit-note = Read only
accounts-audit-number = No.
accounts-audit-at = Time
accounts-audit-actor = Who
accounts-audit-action = Action
accounts-audit-subject = Subject
accounts-audit-subject-id = Subject id
accounts-audit-change = Content
accounts-audit-before = Before
accounts-audit-after = After
accounts-audit-seal = Seal
accounts-unsealed = not sealed
accounts-nobody = not signed in
accounts-first-day = From
accounts-last-seal = Last seal
accounts-seal-hash = Hash of the chain's head (SM3)
accounts-no-seal = Nothing is sealed yet.
accounts-seal-note = Entries are sealed in batches every few seconds; those of the last 5 seconds may be unsealed. Keep a copy of the head's hash from time to time; ronghe verify audit names the first entry that was changed afterwards.

# Problems
problem-sign-in-refused = Sign-in name or password is wrong. After { $most } wrong passwords in a row the account is locked for { $minutes } minutes, then twice as long each time. Check both and try again, or ask the system administrator.
problem-sign-in-name-malformed = “{ $name }” cannot be a sign-in name. Use { $shortest }–{ $longest } letters, digits and . - _ @.
problem-password-short = The password is too short. Use at least { $shortest } characters; a sentence is fine.
problem-password-long = The password is too long. Use at most { $longest } characters.
problem-password-is-name = The password is little more than the sign-in name. Choose one that has nothing to do with it.
problem-password-common = Everyone tries this password first. Choose another, such as a sentence that only you would think of.
problem-password-repeat = The two passwords differ. Type them again.
problem-password-same = The new password is the present one. Choose another.
problem-password-wrong = The present password is wrong. Type it again; several wrong ones lock the account for a while.
problem-account-name-empty = There is no name. Fill it in.
problem-account-name-long = The name has more than { $longest } characters. Shorten it.
problem-account-name-taken = The sign-in name “{ $name }” is taken. Choose another.
problem-account-staff-number-unknown = Nobody has the staff number “{ $number }”. Check it, have HR import the person first, or leave it empty.
problem-account-person-taken = The person with staff number “{ $number }” already has the account “{ $other }”. One person has one account: use that one.
problem-account-changed = Somebody else changed this account while you were editing. What is stored now stands above, what you typed in the form; saving again keeps yours.
problem-account-own = Nobody closes or resets their own account. Ask another system administrator; change your password under “My account”.
problem-last-administrator = Nobody would be left as { $role ->
    [system-admin] system administrator
    [security-admin] security administrator
   *[audit-admin] audit administrator
}. Appoint another one first.
problem-reset-by-operator = The system administrator cannot reset the password of a security or audit administrator: the three would be one. Run ronghe user reset on the server.
problem-set-up-done = Somebody else has just finished the set-up; what you typed was not saved. Go to the sign-in page.
problem-set-up-names-alike = The three administrators need different sign-in names. Give each their own.
problem-set-up-month = The first month is a number from 1 to 12. Choose again.
problem-roster-nothing = No row can be done. Correct the rows by their problems and upload the list again.
problem-roster-name-twice = The sign-in name “{ $name }” stands in the list before. One account has one row.
problem-roster-person-taken = The person with staff number “{ $number }” has an account. Remove this row.
problem-roster-person-twice = The staff number “{ $number }” stands in the list before. One person has one account.
problem-roster-action-unknown = “{ $action }” is no action. Use create, deactivate, activate, reset or link; empty means create.
problem-roster-name-known = There is an account “{ $name }” already. Use another name for a new one; to deactivate, activate, reset or link this one, say so in the column “Action”.
problem-roster-account-unknown = There is no account “{ $name }”. Check the sign-in name; to create one, leave the action empty.
problem-roster-name-differs = This account belongs to { $name }. Check the sign-in name, or leave the name empty.
problem-roster-number-needed = Linking needs a staff number. Fill it in.
problem-grant-own = Nobody gives or ends their own roles. Ask another security administrator.
problem-grant-twice = The account has this role on this unit at that time already. End it first, or use days that do not overlap.
problem-grant-administrators-apart = System, security and audit administrators need accounts of their own without any other role. Use another account, or end the other role first.
problem-grant-administrator-below-root = An administrator's role covers the whole enterprise. Leave the unit empty.
problem-grant-password-first = This account still has a one-time password, which whoever created it knows. Its holder must sign in and change it before it gets an administrator's role.
problem-grant-account-unknown = There is no such sign-in name. Check it, or have the system administrator create the account first.
problem-grant-account-closed = This account is closed. Have the system administrator reopen it first.
problem-grant-unit-unknown = There is no unit “{ $name }”. Use a code or name of the unit tree.
problem-grant-unit-several = Several units are called “{ $name }”. Use the code, or write “parent/name”.
problem-grant-days-reversed = The last day { $last } is before the first day { $from }. Check both.
problem-grant-in-the-past = A role cannot be given or ended for days before { $today }. Use today or a later day.
problem-grant-longer = This role ends on { $last }; it cannot be made longer here. Give the role again instead.
problem-grant-changed = Somebody else changed this role while you were looking. What is stored now stands above; check it and save again.
