-- Version 3: bringing AWS's allow lists to the user's. A run is one approved plan, a batch one call of it; a batch is begun on the disk before its
-- call leaves. A batch that AWS refuses is split until the entry that it refuses stands alone. Times as in version 1.
CREATE TABLE allow_run (
    id INTEGER PRIMARY KEY, hash TEXT NOT NULL, source TEXT NOT NULL, names INTEGER NOT NULL, approved_at INTEGER NOT NULL, ended_at INTEGER,
    state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'cancelled', 'done', 'undone'))) STRICT;
CREATE TABLE allow_run_region (
    run INTEGER NOT NULL REFERENCES allow_run (id), region TEXT NOT NULL, service TEXT NOT NULL, total INTEGER NOT NULL,
    calls INTEGER NOT NULL DEFAULT 0, read_back INTEGER, names_kept INTEGER NOT NULL DEFAULT 0, note TEXT, trouble TEXT,
    PRIMARY KEY (run, region)) STRICT, WITHOUT ROWID;
CREATE TABLE allow_batch (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES allow_run (id), region TEXT NOT NULL,
    verb TEXT NOT NULL CHECK (verb IN ('add', 'remove')), principals TEXT NOT NULL, size INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'begun', 'done', 'refused', 'split', 'dropped')),
    attempts INTEGER NOT NULL DEFAULT 0, began_at INTEGER, ended_at INTEGER, answer TEXT) STRICT;
CREATE INDEX allow_batch_by_state ON allow_batch (run, region, state, id);
ALTER TABLE allow_list_history ADD COLUMN run INTEGER;
CREATE INDEX allow_list_history_by_run ON allow_list_history (run, id);
-- The customer's name as the permission's tag in AWS has it.
ALTER TABLE allow_list_seen ADD COLUMN name TEXT;
-- A look at an allow list keeps numbers only; who is on it is in allow_list_seen.
INSERT OR IGNORE INTO allow_list_seen (region, principal, state, at)
    SELECT t.region, e.value, 'listed', t.checked_at FROM step_state t, json_each(t.json, '$.observed.inAws') e
    WHERE t.step = 'allow-list' AND json_type(t.json, '$.observed.inAws') = 'array';
INSERT OR IGNORE INTO allow_list_look (region, at)
    SELECT region, checked_at FROM step_state WHERE step = 'allow-list' AND json_type(json, '$.observed.inAws') = 'array';
UPDATE step_state SET json = json_set(json,
        '$.observed.inAws', json_array_length(json, '$.observed.inAws'), '$.observed.toAdd', json_array_length(json, '$.observed.toAdd'),
        '$.observed.toRemove', json_array_length(json, '$.observed.toRemove'),
        '$.observed.onlyInAws', json_array_length(json, '$.observed.onlyInAws'), '$.observed.refused', 0)
    WHERE step = 'allow-list' AND json_type(json, '$.observed.inAws') = 'array';
