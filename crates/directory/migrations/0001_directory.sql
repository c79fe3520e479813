-- Who and where: the dated unit tree with its closure, other names and notes, the bare person.
-- Validity is half-open, in day codes (yyyymmdd), and 99991231 stands for "no end".

CREATE TABLE unit (
    id {bigint} NOT NULL PRIMARY KEY,
    code TEXT,
    revision {bigint} NOT NULL,
    import_id {bigint},
    closing_import_id {bigint}
) {strict};

CREATE UNIQUE INDEX unit_by_code ON unit (code);
CREATE INDEX unit_by_import ON unit (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX unit_by_closing ON unit (closing_import_id) WHERE closing_import_id IS NOT NULL;

CREATE TABLE unit_version (
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    name TEXT NOT NULL,
    normal TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent_id {bigint} REFERENCES unit (id),
    import_id {bigint},
    PRIMARY KEY (unit_id, valid_from),
    CHECK (valid_from < valid_until)
) {clustered};

CREATE INDEX unit_version_by_parent ON unit_version (parent_id, valid_until, valid_from, unit_id);
CREATE INDEX unit_version_by_name ON unit_version (normal, unit_id);
CREATE INDEX unit_version_by_import ON unit_version (import_id) WHERE import_id IS NOT NULL;

-- Derived from the versions: one row for each ancestor and each span of days on which the way between
-- the two is the same. Every unit is its own ancestor with depth 0.
CREATE TABLE unit_closure (
    descendant_id {bigint} NOT NULL,
    ancestor_id {bigint} NOT NULL,
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    depth {bigint} NOT NULL,
    PRIMARY KEY (descendant_id, ancestor_id, valid_from)
) {clustered};

CREATE INDEX unit_closure_below
    ON unit_closure (ancestor_id, depth, valid_until, valid_from, descendant_id);

CREATE TABLE unit_alias (
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    normal TEXT NOT NULL,
    alias TEXT NOT NULL,
    import_id {bigint},
    PRIMARY KEY (unit_id, normal)
) {clustered};

CREATE INDEX unit_alias_by_name ON unit_alias (normal, unit_id);
CREATE INDEX unit_alias_by_import ON unit_alias (import_id) WHERE import_id IS NOT NULL;

CREATE TABLE unit_note (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    label TEXT NOT NULL,
    body TEXT NOT NULL,
    import_id {bigint}
) {strict};

CREATE INDEX unit_note_by_unit ON unit_note (unit_id, id);
CREATE INDEX unit_note_by_import ON unit_note (import_id) WHERE import_id IS NOT NULL;

CREATE TABLE person (
    id {id},
    name TEXT NOT NULL,
    normal TEXT NOT NULL,
    staff_number TEXT,
    revision {bigint} NOT NULL
) {strict};

CREATE UNIQUE INDEX person_by_staff_number ON person (staff_number);
CREATE INDEX person_by_name ON person (normal, id);
-- Sorting by staff number puts people without one first.
CREATE INDEX person_by_number ON person ((COALESCE(staff_number, '')), id);

-- What a person is found by: the name from each of its characters on, and the staff number, all in the
-- form for search. Kept as bytes, so that "begins with" is a range in the index on both engines.
CREATE TABLE person_term (
    term {bytes} NOT NULL,
    person_id {bigint} NOT NULL REFERENCES person (id),
    PRIMARY KEY (term, person_id)
) {clustered};

CREATE INDEX person_term_by_person ON person_term (person_id);

-- One row: how many people there are, so that a list need not count them. Whoever writes people holds it.
CREATE TABLE person_tally (
    id {bigint} NOT NULL PRIMARY KEY,
    people {bigint} NOT NULL
) {strict};
