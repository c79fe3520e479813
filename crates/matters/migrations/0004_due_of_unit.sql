-- What was due of a unit, found without what was due elsewhere

CREATE INDEX matter_by_unit_due ON matter (unit_id, due) WHERE due IS NOT NULL;
