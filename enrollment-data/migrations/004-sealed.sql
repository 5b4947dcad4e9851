-- Everything learned of a person is encrypted (sealing.ts) under a key of that person, which a master key wraps; the
-- trial log becomes the audit log. The plain rows are sealed, and their tables dropped, by migrate-sealed.ts.

-- Which store this is, and the number of its master key; one row.
CREATE TABLE vault (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  store TEXT NOT NULL CHECK (length(store) = 32),
  generation INTEGER NOT NULL CHECK (generation >= 1),
  chosen INTEGER NOT NULL CHECK (chosen IN (0, 1)) -- 1 when a person has said how the store is to be protected
) STRICT;

-- The master key, wrapped once per way to it. 'plain' is no wrapping at all: the store is unprotected.
CREATE TABLE master_keys (
  kind TEXT PRIMARY KEY CHECK (kind IN ('plain', 'passphrase', 'keyring')),
  parameters TEXT NOT NULL, -- JSON: how the wrapping key is derived
  wrapped BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Keys of the audit log's chain, under the master key: one per master key there has been.
CREATE TABLE audit_keys (
  epoch INTEGER PRIMARY KEY,
  wrapped BLOB NOT NULL
) STRICT;

-- A person's data key, under the master key. Without it nothing sealed of that person can be read.
CREATE TABLE person_keys (
  person_id INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
  wrapped BLOB NOT NULL
) STRICT;

ALTER TABLE samples RENAME TO plain_samples;
ALTER TABLE templates RENAME TO plain_templates;
ALTER TABLE attempts RENAME TO plain_attempts;

-- One row per accepted enrolment sample: a sealed unit embedding (little-endian float32), and its quality.
CREATE TABLE samples (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  modality TEXT NOT NULL CHECK (modality IN ('face', 'voice')),
  position INTEGER NOT NULL CHECK (position >= 0),
  model TEXT NOT NULL, -- sha256 of the network that made the embedding
  sealed BLOB NOT NULL,
  quality REAL NOT NULL CHECK (quality BETWEEN 0 AND 1),
  UNIQUE (person_id, modality, position)
) STRICT;

-- The record the board keeps in its templates partition, sealed.
CREATE TABLE templates (
  person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  modality TEXT NOT NULL CHECK (modality IN ('face', 'voice')),
  model TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (person_id, modality)
) STRICT, WITHOUT ROWID;

-- What happened, in order and only ever added to (audit.ts). It outlives the people it is about and names nobody.
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL REFERENCES audit_keys (epoch),
  person_id INTEGER, -- the claimed person of a verification, the best candidate of an identification
  entry TEXT NOT NULL, -- JSON
  mac BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT;

CREATE INDEX audit_by_person ON audit (person_id);

-- Failures in a row, and the wait they brought (main/authentication/lock-out.ts). Person 0 stands for identification.
CREATE TABLE lock_outs (
  person_id INTEGER PRIMARY KEY,
  failures INTEGER NOT NULL CHECK (failures >= 1),
  wait_ms REAL NOT NULL CHECK (wait_ms >= 0), -- still to wait when the machine had been up for `uptime_ms`
  boot TEXT NOT NULL,
  uptime_ms REAL NOT NULL
) STRICT;
