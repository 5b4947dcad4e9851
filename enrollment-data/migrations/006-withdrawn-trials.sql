-- A trial that was taken back, or stopped before it was decided, stays and is marked: it counts in no rate.
ALTER TABLE trials ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1));

-- 1 where the voice was to be asked for only where the face was unsure.
ALTER TABLE trials ADD COLUMN cascade INTEGER NOT NULL DEFAULT 0 CHECK (cascade IN (0, 1));
