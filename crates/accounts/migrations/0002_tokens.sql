-- What programs name themselves with: the digest of a token, never the token

CREATE TABLE access_token (
    id {id},
    account_id {bigint} NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    digest {bytes} NOT NULL,
    created_at {bigint} NOT NULL,
    expires_on {bigint} NOT NULL,
    ended_at {bigint}
) {strict};

CREATE INDEX access_token_by_account ON access_token (account_id);
