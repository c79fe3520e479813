-- Party organisations, what they answer for, and how units and organisations follow each other.
-- Validity is half-open, in day codes (yyyymmdd), and 99991231 stands for "no end".

CREATE TABLE party_org (
    id {bigint} NOT NULL PRIMARY KEY,
    revision {bigint} NOT NULL
) {strict};

-- unit_id: where it has its seat. Who may see or change it follows the unit tree from there
CREATE TABLE party_org_version (
    org_id {bigint} NOT NULL REFERENCES party_org (id),
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    name TEXT NOT NULL,
    normal TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent_id {bigint} REFERENCES party_org (id),
    unit_id {bigint} NOT NULL,
    PRIMARY KEY (org_id, valid_from),
    CHECK (valid_from < valid_until)
) {clustered};

CREATE INDEX party_org_version_by_parent ON party_org_version (parent_id, valid_until, valid_from, org_id);
CREATE INDEX party_org_version_by_unit ON party_org_version (unit_id, valid_until, valid_from, org_id);

-- A Party organisation answers for a unit, and where it reaches below, for all under it that no nearer
-- link covers. document: the approval behind it, where there is one
CREATE TABLE coverage (
    unit_id {bigint} NOT NULL,
    org_id {bigint} NOT NULL REFERENCES party_org (id),
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    reaches_below {boolean} NOT NULL,
    document TEXT,
    revision {bigint} NOT NULL,
    PRIMARY KEY (unit_id, org_id, valid_from),
    CHECK (valid_from < valid_until)
) {clustered};

CREATE INDEX coverage_by_org ON coverage (org_id, valid_until, valid_from, unit_id);

-- What followed what in a merger or a split
CREATE TABLE party_org_succession (
    predecessor_id {bigint} NOT NULL REFERENCES party_org (id),
    successor_id {bigint} NOT NULL REFERENCES party_org (id),
    day {bigint} NOT NULL,
    document TEXT,
    PRIMARY KEY (predecessor_id, successor_id, day)
) {clustered};

CREATE INDEX party_org_succession_by_successor ON party_org_succession (successor_id, predecessor_id);

CREATE TABLE unit_succession (
    predecessor_id {bigint} NOT NULL,
    successor_id {bigint} NOT NULL,
    day {bigint} NOT NULL,
    document TEXT,
    PRIMARY KEY (predecessor_id, successor_id, day)
) {clustered};

CREATE INDEX unit_succession_by_successor ON unit_succession (successor_id, predecessor_id);

-- One row for each election. postponed_until: the next one put off, with higher approval
CREATE TABLE party_org_term (
    org_id {bigint} NOT NULL REFERENCES party_org (id),
    elected {bigint} NOT NULL,
    years {bigint} NOT NULL,
    document TEXT,
    postponed_until {bigint},
    postponed_document TEXT,
    PRIMARY KEY (org_id, elected)
) {clustered};

-- condition: place, funds, staff. A row says from when until when it was there
CREATE TABLE party_org_condition (
    org_id {bigint} NOT NULL REFERENCES party_org (id),
    condition TEXT NOT NULL,
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    PRIMARY KEY (org_id, condition, valid_from),
    CHECK (valid_from < valid_until)
) {clustered};
