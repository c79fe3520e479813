-- Which matters were found at a record: the record shows them.

CREATE INDEX matter_by_place ON matter (place) WHERE place <> '';
