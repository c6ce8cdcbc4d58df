-- What people have added to the dataset, row by row. Everything in it follows from the events; `check` compares.
CREATE TABLE registry (
    id        TEXT PRIMARY KEY,           -- of the batch it came with, a full stop, and its place there
    seq       INTEGER NOT NULL REFERENCES events (seq),
    place     INTEGER NOT NULL,
    kind      TEXT NOT NULL,              -- the table that it is a row of
    area      TEXT,                       -- whose matter it is; none where it is the country's
    row       TEXT NOT NULL,              -- canonical JSON
    replaces  TEXT REFERENCES registry (id),
    at        TEXT NOT NULL,
    by        TEXT,
    withdrawn INTEGER REFERENCES events (seq),
    approved  INTEGER REFERENCES events (seq)
) STRICT;
CREATE UNIQUE INDEX registry_in_order ON registry (seq, place);
CREATE INDEX registry_of_kind ON registry (kind, area);
CREATE TRIGGER registry_remain BEFORE DELETE ON registry BEGIN SELECT RAISE(ABORT, 'records are kept'); END;
CREATE TRIGGER registry_stay BEFORE UPDATE OF id, seq, place, kind, area, row, replaces, at, by ON registry
BEGIN SELECT RAISE(ABORT, 'records never change'); END;
CREATE TRIGGER registry_marks_stay BEFORE UPDATE OF withdrawn, approved ON registry
WHEN OLD.withdrawn IS NOT NULL OR (OLD.approved IS NOT NULL AND NEW.approved IS NOT OLD.approved)
BEGIN SELECT RAISE(ABORT, 'what was withdrawn or approved stays so'); END;
