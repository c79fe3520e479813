-- What was due in some days, whichever unit it is of.

CREATE INDEX matter_by_due ON matter (due) WHERE due IS NOT NULL;
