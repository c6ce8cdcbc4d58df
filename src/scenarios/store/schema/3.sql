-- Accounts that sign in with an OpenID provider. Whose they are follows from the events; `check` compares.
CREATE TABLE subjects (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,                -- names them at the provider for ever
    person  TEXT NOT NULL UNIQUE REFERENCES people (id),
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;

-- Whether a second factor was shown in a sign-in; none where the account's own was asked for, if it has one.
ALTER TABLE sessions ADD COLUMN second INTEGER CHECK (second IN (0, 1));
