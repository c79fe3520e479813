-- Schemes of scoring. A row is a version of one scheme, named by its code; what is in force never changes.

-- body: the one text of what the scheme says (docs/rule-language.md). digest: over that text, once in force.
-- effective: as the text has it. until: the first day on which it holds no more, once it is known; a version
-- that comes into force ends the one before.
CREATE TABLE scheme (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    code TEXT NOT NULL,
    number {bigint} NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    stage TEXT NOT NULL,
    effective {bigint} NOT NULL,
    until {bigint},
    digest TEXT,
    revision {bigint} NOT NULL
) {strict};

CREATE UNIQUE INDEX scheme_by_code ON scheme (code, number);
CREATE INDEX scheme_waiting ON scheme (unit_id) WHERE stage = 'submitted';

-- What happened to a version, in order; nothing is ever taken away.
CREATE TABLE scheme_step (
    scheme_id {bigint} NOT NULL REFERENCES scheme (id),
    number {bigint} NOT NULL,
    deed TEXT NOT NULL,
    said TEXT NOT NULL,
    -- The account that did it, with its name as it was.
    user_id {bigint},
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    PRIMARY KEY (scheme_id, number)
) {clustered};

-- Who was heard about a version: a body on a day, where the record is found, what was said, and when it was
-- made public.
CREATE TABLE scheme_consultation (
    scheme_id {bigint} NOT NULL REFERENCES scheme (id),
    number {bigint} NOT NULL,
    body TEXT NOT NULL,
    held {bigint} NOT NULL,
    record TEXT NOT NULL,
    said TEXT NOT NULL,
    published {bigint},
    user_id {bigint},
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    PRIMARY KEY (scheme_id, number)
) {clustered};
