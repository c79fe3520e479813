-- Facts that are recorded for assessment alone, and score sheets as they were drawn up and published

-- What a version says, its evidence and who confirmed it lie in its versions. entry: the name of the figure in
-- the scheme, or of the veto.
CREATE TABLE assessment_fact (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    year {bigint} NOT NULL,
    entry TEXT NOT NULL
) {strict};

CREATE INDEX assessment_fact_by_unit ON assessment_fact (unit_id, year, entry);
CREATE INDEX assessment_fact_by_year ON assessment_fact (year, unit_id);

-- A version is appended, never changed. said: what it says, as JSON; null withdraws the fact. reason: why it
-- takes the place of the one before. It counts once somebody else has confirmed it.
CREATE TABLE assessment_fact_version (
    fact_id {bigint} NOT NULL REFERENCES assessment_fact (id),
    version {bigint} NOT NULL,
    said TEXT,
    evidence TEXT NOT NULL,
    reason TEXT NOT NULL,
    user_id {bigint},
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    confirmed_user {bigint},
    confirmed_by TEXT,
    confirmed_at {bigint},
    PRIMARY KEY (fact_id, version)
) {clustered};

-- A version of a unit's sheet. rule: the scheme's whole text; inputs and sources: what it was computed from;
-- trace: how it was computed, with digest over its bytes. All of them stay as they were drawn up.
CREATE TABLE assessment_sheet (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    year {bigint} NOT NULL,
    number {bigint} NOT NULL,
    stage TEXT NOT NULL,
    reason TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    rule_digest TEXT NOT NULL,
    rule TEXT NOT NULL,
    inputs TEXT NOT NULL,
    sources TEXT NOT NULL,
    trace TEXT NOT NULL,
    digest TEXT NOT NULL,
    total TEXT,
    grade TEXT,
    standing TEXT NOT NULL,
    coverage TEXT NOT NULL,
    low TEXT NOT NULL,
    high TEXT NOT NULL,
    drawn_user {bigint},
    drawn_by TEXT NOT NULL,
    drawn_at {bigint} NOT NULL,
    decided_user {bigint},
    decided_by TEXT,
    decided_at {bigint},
    said TEXT NOT NULL
) {strict};

CREATE UNIQUE INDEX assessment_sheet_by_unit ON assessment_sheet (unit_id, year, number);
CREATE UNIQUE INDEX assessment_sheet_drawn ON assessment_sheet (unit_id, year) WHERE stage = 'drawn';
CREATE INDEX assessment_sheet_by_year ON assessment_sheet (year, unit_id);
