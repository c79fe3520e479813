-- Who wants the daily digest of what waits, and how its ways out are

CREATE TABLE account_digest (
    account_id {bigint} NOT NULL PRIMARY KEY REFERENCES account (id),
    address TEXT NOT NULL,
    -- The day whose digest has gone out, and until when a server holds the turn of this account.
    sent_on {bigint} NOT NULL,
    taken_until {bigint} NOT NULL
) {strict};

CREATE TABLE digest_channel (
    name TEXT NOT NULL PRIMARY KEY,
    sent_on {bigint} NOT NULL,
    taken_until {bigint} NOT NULL,
    failing_since {bigint},
    error TEXT
) {strict};
