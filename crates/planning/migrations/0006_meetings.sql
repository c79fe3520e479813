-- Dispatch meetings and analyses with their packs and decisions, and the three classes of arrangements.

-- A meeting. period: the month of a dispatch meeting, the quarter of an analysis.
CREATE TABLE meeting (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    kind TEXT NOT NULL,
    period {bigint} NOT NULL,
    day {bigint} NOT NULL,
    agenda TEXT NOT NULL,
    revision {bigint} NOT NULL
) {strict};

CREATE UNIQUE INDEX meeting_by_unit ON meeting (unit_id, kind, period);
CREATE INDEX meeting_by_day ON meeting (day);

-- What a meeting decided: the matter says who answers for it, until when, and how far it is.
CREATE TABLE meeting_decision (
    meeting_id {bigint} NOT NULL REFERENCES meeting (id),
    number {bigint} NOT NULL,
    said TEXT NOT NULL,
    matter_id {bigint} NOT NULL REFERENCES matter (id),
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    PRIMARY KEY (meeting_id, number)
) {clustered};

-- A pack as it was made, never changed. lang: the language of its words. digest: over its figures.
CREATE TABLE meeting_pack (
    meeting_id {bigint} NOT NULL REFERENCES meeting (id),
    number {bigint} NOT NULL,
    lang TEXT NOT NULL,
    digest TEXT NOT NULL,
    docx_id {bigint} NOT NULL REFERENCES file (id),
    xlsx_id {bigint} NOT NULL REFERENCES file (id),
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    PRIMARY KEY (meeting_id, number)
) {clustered};

-- The figures of a pack in their order: under which key each stands, and its text.
CREATE TABLE meeting_figure (
    meeting_id {bigint} NOT NULL,
    pack {bigint} NOT NULL,
    number {bigint} NOT NULL,
    tag TEXT NOT NULL,
    shown TEXT NOT NULL,
    PRIMARY KEY (meeting_id, pack, number)
) {clustered};

-- An arrangement of one of the three classes. since: the month from which its progress is said.
CREATE TABLE arrangement (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    class TEXT NOT NULL,
    title TEXT NOT NULL,
    effect TEXT NOT NULL,
    owner_id {bigint} NOT NULL REFERENCES person (id),
    since {bigint} NOT NULL,
    due {bigint} NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL
) {strict};

CREATE INDEX arrangement_by_unit ON arrangement (unit_id, since);
CREATE INDEX arrangement_by_owner ON arrangement (owner_id);

-- What is said of an arrangement for a month; a later version takes the place of an earlier one. That it is
-- finished counts once somebody else has confirmed it.
CREATE TABLE arrangement_status (
    arrangement_id {bigint} NOT NULL REFERENCES arrangement (id),
    period {bigint} NOT NULL,
    version {bigint} NOT NULL,
    state TEXT NOT NULL,
    said TEXT NOT NULL,
    user_id {bigint},
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    confirmed_by TEXT,
    confirmed_at {bigint},
    PRIMARY KEY (arrangement_id, period, version)
) {clustered};
