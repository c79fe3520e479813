-- What every crate relies on: the audit chain, stored files, background jobs, settings

CREATE TABLE audit (
    id {id},
    at {bigint} NOT NULL,
    user_id {bigint},
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    before TEXT,
    after TEXT,
    seal {bigint}
) {strict};

CREATE INDEX audit_unsealed ON audit (id) WHERE seal IS NULL;
CREATE INDEX audit_by_seal ON audit (seal, id);
CREATE INDEX audit_by_subject ON audit (subject, subject_id, id);

CREATE TABLE audit_seal (
    seq {bigint} NOT NULL PRIMARY KEY,
    at {bigint} NOT NULL,
    entries {bigint} NOT NULL,
    digests {bytes} NOT NULL,
    hash {bytes} NOT NULL
) {strict};

CREATE TABLE audit_head (
    id {bigint} NOT NULL PRIMARY KEY,
    seq {bigint} NOT NULL,
    hash {bytes} NOT NULL
) {strict};

CREATE TABLE file (
    id {id},
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    size {bigint} NOT NULL,
    at {bigint} NOT NULL
) {strict};

CREATE INDEX file_by_digest ON file (digest);

CREATE TABLE job (
    id {id},
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    run_after {bigint} NOT NULL,
    taken_until {bigint} NOT NULL,
    attempts {bigint} NOT NULL,
    error TEXT
) {strict};

CREATE INDEX job_waiting ON job (run_after, id) WHERE state <> 'done';

CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    revision {bigint} NOT NULL
) {strict};
