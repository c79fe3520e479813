-- 代办: somebody who is away has named another account for one kind of step on a unit and all below it, for
-- some days. It gives what who is away may do themselves on each day, and ends by itself.

CREATE TABLE stand_in (
    id {id},
    -- Who is away, and who takes the step for them.
    account_id {bigint} NOT NULL REFERENCES account (id),
    delegate_id {bigint} NOT NULL REFERENCES account (id),
    step TEXT NOT NULL,
    unit_id {bigint} NOT NULL,
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    reason TEXT NOT NULL,
    named_at {bigint} NOT NULL
) {strict};

CREATE INDEX stand_in_by_delegate ON stand_in (delegate_id, valid_until);
CREATE INDEX stand_in_by_account ON stand_in (account_id, valid_until);

-- The day whose digest was being sent: marked before it goes, so that a server that dies between sending and
-- noting sends none twice.
ALTER TABLE account_digest ADD COLUMN attempted_on {bigint} NOT NULL DEFAULT 0;
ALTER TABLE digest_channel ADD COLUMN attempted_on {bigint} NOT NULL DEFAULT 0;
