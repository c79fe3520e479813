-- Who may sign in, who is signed in, who holds which role where

CREATE TABLE account (
    id {id},
    sign_in TEXT NOT NULL,
    sign_in_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    active {boolean} NOT NULL,
    must_change {boolean} NOT NULL,
    failures {bigint} NOT NULL,
    locked_until {bigint} NOT NULL,
    last_sign_in {bigint},
    person_id {bigint} UNIQUE,
    lang TEXT,
    theme TEXT,
    revision {bigint} NOT NULL
) {strict};

CREATE TABLE account_session (
    digest {bytes} NOT NULL PRIMARY KEY,
    account_id {bigint} NOT NULL REFERENCES account (id),
    csrf TEXT NOT NULL,
    created {bigint} NOT NULL,
    seen {bigint} NOT NULL,
    expires {bigint} NOT NULL
) {clustered};

CREATE INDEX account_session_by_account ON account_session (account_id);
CREATE INDEX account_session_by_expiry ON account_session (expires);

CREATE TABLE role_grant (
    id {id},
    account_id {bigint} NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    unit_id {bigint} NOT NULL,
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    given_by TEXT NOT NULL,
    given_at {bigint} NOT NULL,
    revision {bigint} NOT NULL
) {strict};

CREATE INDEX role_grant_by_account ON role_grant (account_id, valid_until);

-- One row for ever: whoever writes it sets the enterprise up, whoever comes second is refused

CREATE TABLE account_set_up (
    id {bigint} NOT NULL PRIMARY KEY,
    at {bigint} NOT NULL
) {strict};
