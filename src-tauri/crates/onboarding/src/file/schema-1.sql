-- Version 1 of an onboarding's file. Times are milliseconds since 1970 in the time of the onboarding's world. region is '' where a task is
-- not done per Region.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE inputs (
    step TEXT NOT NULL, region TEXT NOT NULL, json TEXT NOT NULL, changed_at INTEGER NOT NULL,
    PRIMARY KEY (step, region)) STRICT;
CREATE TABLE step_state (
    account TEXT NOT NULL, region TEXT NOT NULL, step TEXT NOT NULL, json TEXT NOT NULL, checked_at INTEGER NOT NULL,
    PRIMARY KEY (account, region, step)) STRICT;
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, step TEXT NOT NULL, json TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE approval (
    id INTEGER PRIMARY KEY, hash TEXT NOT NULL, account TEXT NOT NULL, world TEXT NOT NULL, approved_at INTEGER NOT NULL) STRICT;
CREATE TABLE change (
    row INTEGER PRIMARY KEY, approval INTEGER NOT NULL REFERENCES approval (id), id TEXT NOT NULL, step TEXT NOT NULL, region TEXT NOT NULL,
    json TEXT NOT NULL, token TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'begun', 'done', 'failed', 'dropped')),
    outputs TEXT NOT NULL, trouble TEXT, waiting TEXT,
    UNIQUE (approval, id)) STRICT;
CREATE TABLE call (
    id INTEGER PRIMARY KEY, change INTEGER NOT NULL REFERENCES change (row), attempt INTEGER NOT NULL, action TEXT NOT NULL,
    request TEXT NOT NULL, stage TEXT, began_at INTEGER NOT NULL, began_real INTEGER NOT NULL, ended_at INTEGER,
    outcome TEXT CHECK (outcome IN ('done', 'adopted', 'refused', 'not-sent', 'absent')), answer TEXT) STRICT;
CREATE TABLE allow_list (
    principal TEXT PRIMARY KEY, name TEXT NOT NULL, note TEXT NOT NULL, added_at INTEGER NOT NULL) STRICT;
CREATE TABLE allow_list_removed (principal TEXT PRIMARY KEY, removed_at INTEGER NOT NULL) STRICT;
CREATE TABLE package (
    sha256 TEXT PRIMARY KEY, file_name TEXT NOT NULL, bytes BLOB NOT NULL, files TEXT NOT NULL, made_at INTEGER NOT NULL, saved_to TEXT) STRICT;
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY, package TEXT NOT NULL REFERENCES package (sha256), message_id TEXT NOT NULL UNIQUE, recipient TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'not-sent', 'maybe-sent')), stage TEXT NOT NULL, at INTEGER NOT NULL, why TEXT) STRICT;
