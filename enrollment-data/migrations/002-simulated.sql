-- Whether a person or a trial is simulated: figures about them are told as such everywhere.

ALTER TABLE people ADD COLUMN simulated INTEGER NOT NULL DEFAULT 0 CHECK (simulated IN (0, 1));

-- 1 where what was presented, or the person it was compared with, is simulated.
ALTER TABLE attempts ADD COLUMN simulated INTEGER NOT NULL DEFAULT 0 CHECK (simulated IN (0, 1));
