-- Imports: what was uploaded, how it was read, what was decided, and what it changed

CREATE TABLE import_profile_text (
    digest TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL
) {strict};

CREATE TABLE import_profile (
    name TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    revision {bigint} NOT NULL,
    changed_at {bigint} NOT NULL,
    changed_by TEXT NOT NULL
) {strict};

CREATE TABLE import (
    id {id},
    profile TEXT NOT NULL,
    profile_digest TEXT NOT NULL REFERENCES import_profile_text (digest),
    under_unit {bigint},
    state TEXT NOT NULL,
    revision {bigint} NOT NULL,
    decisions TEXT NOT NULL,
    preview TEXT,
    readings {bigint} NOT NULL,
    units {bigint} NOT NULL,
    created_at {bigint} NOT NULL,
    created_by TEXT NOT NULL,
    confirmed_at {bigint},
    confirmed_by TEXT,
    closed_at {bigint},
    closed_by TEXT,
    failure TEXT
) {strict};

CREATE TABLE import_file (
    import_id {bigint} NOT NULL REFERENCES import (id),
    position {bigint} NOT NULL,
    file_id {bigint} NOT NULL REFERENCES file (id),
    name TEXT NOT NULL,
    sheets TEXT NOT NULL,
    PRIMARY KEY (import_id, position)
) {clustered};

CREATE TABLE import_cell_text (
    import_id {bigint} NOT NULL,
    cell {bigint} NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (import_id, cell)
) {clustered};

-- Its one row is locked by whoever confirms or undoes an import, so that they take turns
CREATE TABLE import_turn (
    id {bigint} NOT NULL PRIMARY KEY,
    taken {bigint} NOT NULL
) {strict};
