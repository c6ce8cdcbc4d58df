-- A scenario as it is now. Everything in it follows from the events; `check` compares.
CREATE TABLE scenarios (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    version    INTEGER NOT NULL,          -- the number of its events
    status     TEXT NOT NULL CHECK (status IN ('draft', 'frozen', 'signed')),
    plan       TEXT NOT NULL,             -- canonical JSON
    parent     TEXT REFERENCES scenarios (id),
    created_at TEXT NOT NULL,
    created_by TEXT,
    updated_at TEXT NOT NULL,
    updated_by TEXT
) STRICT;

-- Who did what and when, in one chain over all scenarios.
CREATE TABLE events (
    seq      INTEGER PRIMARY KEY,
    scenario TEXT NOT NULL REFERENCES scenarios (id),
    at       TEXT NOT NULL,
    by       TEXT,
    action   TEXT NOT NULL,
    body     TEXT NOT NULL,               -- canonical JSON
    previous TEXT NOT NULL UNIQUE,
    hash     TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX events_of_scenario ON events (scenario, seq);

-- The frozen selection: everything that exports print.
CREATE TABLE frozen (
    scenario TEXT PRIMARY KEY REFERENCES scenarios (id),
    document TEXT NOT NULL,               -- canonical JSON
    hash     TEXT NOT NULL                -- BLAKE3 of document
) STRICT;

-- The frozen ranking: every candidate, for letters and comparisons.
CREATE TABLE frozen_candidates (
    scenario TEXT NOT NULL REFERENCES scenarios (id),
    code     TEXT NOT NULL,
    rank     INTEGER,
    entry    TEXT NOT NULL,               -- canonical JSON
    PRIMARY KEY (scenario, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE signatures (
    seq      INTEGER PRIMARY KEY REFERENCES events (seq),
    scenario TEXT NOT NULL REFERENCES frozen (scenario),
    level    TEXT NOT NULL CHECK (level IN ('regency', 'province', 'ministry')),
    area     TEXT,
    decision TEXT NOT NULL CHECK (decision IN ('approved', 'returned')),
    by       TEXT NOT NULL,
    at       TEXT NOT NULL,
    comment  TEXT
) STRICT;

-- What was written stays written.
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER frozen_stay BEFORE UPDATE ON frozen BEGIN SELECT RAISE(ABORT, 'frozen selections never change'); END;
CREATE TRIGGER frozen_remain BEFORE DELETE ON frozen BEGIN SELECT RAISE(ABORT, 'frozen selections never change'); END;
CREATE TRIGGER candidates_stay BEFORE UPDATE ON frozen_candidates BEGIN SELECT RAISE(ABORT, 'frozen rankings never change'); END;
CREATE TRIGGER candidates_remain BEFORE DELETE ON frozen_candidates BEGIN SELECT RAISE(ABORT, 'frozen rankings never change'); END;
CREATE TRIGGER signatures_stay BEFORE UPDATE ON signatures BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END;
CREATE TRIGGER signatures_remain BEFORE DELETE ON signatures BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END;
CREATE TRIGGER scenarios_remain BEFORE DELETE ON scenarios BEGIN SELECT RAISE(ABORT, 'scenarios are kept'); END;
CREATE TRIGGER frozen_plans_stay BEFORE UPDATE OF id, name, plan, parent ON scenarios WHEN OLD.status <> 'draft'
BEGIN SELECT RAISE(ABORT, 'frozen scenarios never change'); END;
