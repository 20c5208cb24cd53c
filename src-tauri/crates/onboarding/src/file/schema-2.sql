-- Version 2: the allow list as a table to work with. folded is what a search looks through: name, note and principal in lower case (kept by the
-- program, because SQLite folds ASCII only). Times as in version 1.
ALTER TABLE allow_list RENAME TO allow_list_1;
CREATE TABLE allow_list (
    principal TEXT PRIMARY KEY, account TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('account', 'role', 'user', 'everyone')),
    name TEXT NOT NULL, note TEXT NOT NULL, added_at INTEGER NOT NULL,
    added_by TEXT NOT NULL, source_row INTEGER, name_folded TEXT NOT NULL, folded TEXT NOT NULL) STRICT;
INSERT INTO allow_list (principal, account, kind, name, note, added_at, added_by, source_row, name_folded, folded)
    SELECT principal,
        CASE WHEN principal = '*' THEN NULL ELSE substr(principal, instr(principal, '::') + 2, 12) END,
        CASE WHEN principal = '*' THEN 'everyone' WHEN principal LIKE '%:root' THEN 'account'
             WHEN principal LIKE '%:role/%' THEN 'role' ELSE 'user' END,
        name, note, added_at, 'hand', NULL, lower(name), lower(name || char(31) || note || char(31) || principal)
    FROM allow_list_1;
DROP TABLE allow_list_1;
CREATE INDEX allow_list_by_name ON allow_list (name_folded, principal);
CREATE INDEX allow_list_by_account ON allow_list (account, principal);
CREATE INDEX allow_list_by_added ON allow_list (added_at, principal);

-- Who has subscribed, by account, whether or not it is on the list: from a report, or attested by somebody.
CREATE TABLE subscription (
    account TEXT PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('yes', 'ended')),
    since TEXT, how TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX subscription_by_state ON subscription (state, account);

-- AWS's list in each Region as it was last seen, and what AWS refused. A Region without a row in allow_list_look has never been looked at.
CREATE TABLE allow_list_look (region TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE allow_list_seen (
    region TEXT NOT NULL, principal TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('listed', 'adding', 'removing', 'refused')),
    permission_id TEXT, reason TEXT, at INTEGER NOT NULL,
    PRIMARY KEY (principal, region)) STRICT, WITHOUT ROWID;
CREATE INDEX allow_list_seen_by_region ON allow_list_seen (region, state, principal);

-- What became of the list, here (region '') and at AWS. source is 'hand' or a file's name; answer is what AWS said, as JSON.
CREATE TABLE allow_list_history (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, region TEXT NOT NULL, principal TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('added', 'removed', 'renamed', 'noted', 'adopted', 'listed', 'unlisted', 'refused', 'undone')),
    source TEXT NOT NULL, before TEXT, after TEXT, answer TEXT) STRICT;
CREATE INDEX allow_list_history_by_principal ON allow_list_history (principal, id);
