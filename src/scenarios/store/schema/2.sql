-- Events of people stand in the same chain, and belong to no scenario.
CREATE TABLE events_of_all (
    seq      INTEGER PRIMARY KEY,
    scenario TEXT REFERENCES scenarios (id),
    at       TEXT NOT NULL,
    by       TEXT,
    action   TEXT NOT NULL,
    body     TEXT NOT NULL,               -- canonical JSON
    previous TEXT NOT NULL UNIQUE,
    hash     TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO events_of_all SELECT * FROM events;
DROP TABLE events;
ALTER TABLE events_of_all RENAME TO events;
CREATE INDEX events_of_scenario ON events (scenario, seq);
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

-- People with an account. Who they are and what they may do follows from the events; `check` compares.
CREATE TABLE people (
    id       TEXT PRIMARY KEY,
    login    TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    added_at TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1))
) STRICT;

-- What they may do, where and until when.
CREATE TABLE grants (
    person TEXT NOT NULL REFERENCES people (id),
    place  INTEGER NOT NULL,
    role   TEXT NOT NULL,
    area   TEXT,
    until  TEXT,
    PRIMARY KEY (person, place)
) STRICT, WITHOUT ROWID;

-- Secrets are not in the chain: here are hashes of them.
CREATE TABLE passwords (
    person TEXT PRIMARY KEY REFERENCES people (id),
    phc    TEXT NOT NULL,                 -- Argon2id with its salt and costs
    set_at TEXT NOT NULL
) STRICT;
CREATE TABLE second_factors (
    person    TEXT PRIMARY KEY REFERENCES people (id),
    secret    TEXT NOT NULL,              -- base32; it has to be known, not only recognised
    confirmed INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1)),
    last_step INTEGER NOT NULL DEFAULT 0  -- of the last code that was taken: none holds twice
) STRICT;
CREATE TABLE invitations (
    hash   TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id),
    until  TEXT NOT NULL
) STRICT;
CREATE TABLE sessions (
    hash      TEXT PRIMARY KEY,
    person    TEXT NOT NULL REFERENCES people (id),
    begun_at  TEXT NOT NULL,
    proved_at TEXT NOT NULL,
    seen_at   TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_of_person ON sessions (person);
CREATE TABLE tokens (
    id      TEXT PRIMARY KEY,
    person  TEXT NOT NULL REFERENCES people (id),
    name    TEXT NOT NULL,
    hash    TEXT NOT NULL UNIQUE,
    scopes  TEXT NOT NULL,                -- names with commas between
    made_at TEXT NOT NULL,
    until   TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX tokens_of_person ON tokens (person);
