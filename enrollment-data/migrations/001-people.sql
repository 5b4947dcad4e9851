-- People, what was learned of them at enrolment, and their trials. Times are ISO 8601 in UTC; no pictures, no recordings.

PRAGMA application_id = 0x56495345; -- 'VISE': tells a Viseme store from any other SQLite file

CREATE TABLE people (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never reused: the board's template records carry it
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  name_key TEXT NOT NULL UNIQUE,        -- the name as it is compared: NFKC, lower case
  created TEXT NOT NULL
) STRICT;

-- One row per accepted enrolment sample: a unit embedding (little-endian float32) and the quality it was captured with.
CREATE TABLE samples (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  modality TEXT NOT NULL CHECK (modality IN ('face', 'voice')),
  position INTEGER NOT NULL CHECK (position >= 0),
  model TEXT NOT NULL,                  -- sha256 of the network that made the embedding
  embedding BLOB NOT NULL CHECK (length(embedding) % 4 = 0),
  quality REAL NOT NULL CHECK (quality BETWEEN 0 AND 1),
  UNIQUE (person_id, modality, position)
) STRICT;

-- The record the board keeps in its templates partition, byte for byte.
CREATE TABLE templates (
  person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  modality TEXT NOT NULL CHECK (modality IN ('face', 'voice')),
  model TEXT NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (person_id, modality)
) STRICT, WITHOUT ROWID;

-- The trial log. `person_id` is the claimed person of a verification, the best candidate of an identification.
CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  task TEXT NOT NULL CHECK (task IN ('verify', 'identify')),
  decision TEXT NOT NULL CHECK (decision IN ('accept', 'reject')),
  reason TEXT NOT NULL,
  score REAL NOT NULL,
  threshold REAL NOT NULL,
  face_score REAL,
  face_quality REAL,
  face_model TEXT,
  voice_score REAL,
  voice_quality REAL,
  voice_model TEXT,
  latency_ms REAL NOT NULL,
  energy_mj REAL NOT NULL
) STRICT;

CREATE INDEX attempts_by_person ON attempts (person_id);
