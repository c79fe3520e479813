-- Governing bodies of units, posts in them and in Party organisations, who held which post on which days,
-- and the way of major matters from study to decision. Validity is half-open, in day codes (yyyymmdd),
-- and 99991231 stands for "no end".

-- Kinds and posts are the usual set of the program until somebody changes or uses them.
-- part: board, management or other: what it is for the checks
CREATE TABLE body_kind (
    id {bigint} NOT NULL PRIMARY KEY,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    place {bigint} NOT NULL,
    part TEXT NOT NULL,
    active {boolean} NOT NULL,
    revision {bigint} NOT NULL
) {strict};

-- A post stands either in Party organisations of a level (committee, general-branch, branch, group) or in
-- bodies of a kind. single: one holder at a time
CREATE TABLE post (
    id {bigint} NOT NULL PRIMARY KEY,
    org_level TEXT,
    body_kind_id {bigint} REFERENCES body_kind (id),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    place {bigint} NOT NULL,
    part TEXT NOT NULL,
    single {boolean} NOT NULL,
    active {boolean} NOT NULL,
    revision {bigint} NOT NULL,
    CHECK ((org_level IS NULL) <> (body_kind_id IS NULL))
) {strict};

CREATE TABLE governing_body (
    id {id},
    unit_id {bigint} NOT NULL,
    kind_id {bigint} NOT NULL REFERENCES body_kind (id),
    name TEXT NOT NULL,
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    revision {bigint} NOT NULL,
    CHECK (valid_from < valid_until)
) {strict};

CREATE INDEX governing_body_by_unit ON governing_body (unit_id, valid_until, valid_from);

-- direction: of a two-way entry. basis: the procedure or rule, document: its number, file_id: its copy
CREATE TABLE tenure (
    id {id},
    person_id {bigint} NOT NULL,
    org_id {bigint} REFERENCES party_org (id),
    body_id {bigint} REFERENCES governing_body (id),
    post_id {bigint} NOT NULL REFERENCES post (id),
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    direction TEXT NOT NULL,
    basis TEXT,
    document TEXT,
    file_id {bigint} REFERENCES file (id),
    revision {bigint} NOT NULL,
    CHECK (valid_from < valid_until),
    CHECK ((org_id IS NULL) <> (body_id IS NULL))
) {strict};

CREATE INDEX tenure_by_person ON tenure (person_id, valid_until);
CREATE INDEX tenure_by_org ON tenure (org_id, valid_until, valid_from, post_id, person_id);
CREATE INDEX tenure_by_body ON tenure (body_id, valid_until, valid_from, post_id, person_id);

-- That secretary and chairman (or general manager) are two persons was approved until a day
CREATE TABLE one_person_exception (
    id {id},
    unit_id {bigint} NOT NULL,
    document TEXT NOT NULL,
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    revision {bigint} NOT NULL,
    CHECK (valid_from < valid_until)
) {strict};

CREATE INDEX one_person_exception_by_unit ON one_person_exception (unit_id, valid_until);

CREATE TABLE matter_kind (
    id {bigint} NOT NULL PRIMARY KEY,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    place {bigint} NOT NULL,
    active {boolean} NOT NULL,
    revision {bigint} NOT NULL
) {strict};

-- outcome: what the body decided, empty until it did
CREATE TABLE major_matter (
    id {id},
    unit_id {bigint} NOT NULL,
    kind_id {bigint} NOT NULL REFERENCES matter_kind (id),
    title TEXT NOT NULL,
    normal TEXT NOT NULL,
    raised {bigint} NOT NULL,
    study_org_id {bigint} REFERENCES party_org (id),
    study_day {bigint},
    study_document TEXT,
    study_file_id {bigint} REFERENCES file (id),
    decision_body_id {bigint} REFERENCES governing_body (id),
    decision_day {bigint},
    decision_document TEXT,
    decision_file_id {bigint} REFERENCES file (id),
    outcome TEXT NOT NULL,
    revision {bigint} NOT NULL
) {strict};

CREATE INDEX major_matter_by_unit ON major_matter (unit_id, raised);
