-- How many transactions of enrolment there were and how they ended (ISO/IEC 19795-1: failure to enrol). No names: a
-- person who failed to enrol is nobody known.
CREATE TABLE enrolments (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('enrolled', 'failed')),
  reason TEXT NOT NULL,
  simulated INTEGER NOT NULL CHECK (simulated IN (0, 1))
) STRICT;

-- Researchers' trial runs: a run is continued until its questions are answered, in as many sittings as that takes.
CREATE TABLE trial_runs (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  name_key TEXT NOT NULL UNIQUE,
  created TEXT NOT NULL,
  claim REAL NOT NULL CHECK (claim > 0 AND claim < 1),   -- the false-accept rate that the run is to show
  raw_folder TEXT                                         -- pictures and recordings go there; null: none are kept
) STRICT;

-- One attempt of a run. `claimed` is the number of the claimed person, which outlives the person and names nobody.
CREATE TABLE trials (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES trial_runs (id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('genuine', 'impostor', 'attack')),
  attack TEXT NOT NULL,                                   -- kind of attack, '' for the other roles
  claimed INTEGER NOT NULL,
  presenter TEXT NOT NULL,                                -- who presented, as the researcher declared
  simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  outcome TEXT NOT NULL CHECK (outcome IN ('accept', 'reject', 'not-acquired')),
  reason TEXT NOT NULL,
  score REAL,                                             -- null where nothing could be acquired
  threshold REAL,
  face REAL,                                              -- log-likelihood ratio of each modality presented
  voice REAL
) STRICT;

CREATE INDEX trials_by_run ON trials (run_id);
