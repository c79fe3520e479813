-- What is dated about a person, and lists on their way in.
-- Validity is half-open, in day codes (yyyymmdd), and 99991231 stands for "no end". On any day a person has
-- at most one fact of each kind, which whoever writes keeps while holding the lock on people.

CREATE TABLE employment (
    person_id {bigint} NOT NULL REFERENCES person (id),
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    unit_id {bigint} NOT NULL,
    PRIMARY KEY (person_id, valid_from),
    CHECK (valid_from < valid_until)
) {clustered};

CREATE INDEX employment_by_unit ON employment (unit_id, valid_until, valid_from, person_id);

-- status: probationary or full. Without a row a person is no member
CREATE TABLE party_status (
    person_id {bigint} NOT NULL REFERENCES person (id),
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (person_id, valid_from),
    CHECK (valid_from < valid_until)
) {clustered};

-- Which Party organisation counts the member
CREATE TABLE affiliation (
    person_id {bigint} NOT NULL REFERENCES person (id),
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    org_id {bigint} NOT NULL REFERENCES party_org (id),
    PRIMARY KEY (person_id, valid_from),
    CHECK (valid_from < valid_until)
) {clustered};

CREATE INDEX affiliation_by_org ON affiliation (org_id, valid_until, valid_from, person_id);

-- Lists of any kind, each row with the text of its own columns until the list is confirmed or given up.
-- places: where each column stood in the file, as JSON
CREATE TABLE roll (
    id {id},
    kind TEXT NOT NULL,
    file TEXT NOT NULL,
    places TEXT NOT NULL,
    state TEXT NOT NULL,
    revision {bigint} NOT NULL,
    fresh {bigint} NOT NULL,
    changed {bigint} NOT NULL,
    known {bigint} NOT NULL,
    refused {bigint} NOT NULL,
    corrected {bigint} NOT NULL,
    created_at {bigint} NOT NULL,
    created_by TEXT NOT NULL,
    user_id {bigint}
) {strict};

CREATE INDEX roll_by_age ON roll (created_at);

-- staff_number, normal: whom a row is about, in the forms by which people are found
CREATE TABLE roll_row (
    roll_id {bigint} NOT NULL REFERENCES roll (id),
    number {bigint} NOT NULL,
    staff_number TEXT NOT NULL,
    normal TEXT NOT NULL,
    cells TEXT NOT NULL,
    unread TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reasons TEXT NOT NULL,
    PRIMARY KEY (roll_id, number)
) {clustered};

CREATE INDEX roll_row_by_verdict ON roll_row (roll_id, verdict, number);

-- They held only lists that wait for confirmation, for a week at the most
DROP TABLE person_list_line;
DROP TABLE person_list;
