-- Embeddings of the samples that evaluations captured, so that no sample is captured twice. No names, no paths.

PRAGMA application_id = 0x56495345; -- 'VISE', as the store's

-- One row per sample and chain: either an embedding (little-endian float32, unit norm) with its quality, or the reason
-- why there is none.
CREATE TABLE embeddings (
  sample BLOB NOT NULL CHECK (length(sample) = 32),     -- sha256 of the sample's content and the part of it
  pipeline BLOB NOT NULL CHECK (length(pipeline) = 32), -- sha256 of the networks and the program around them
  embedding BLOB CHECK (length(embedding) % 4 = 0),
  quality REAL CHECK (quality BETWEEN 0 AND 1),
  stage TEXT CHECK (stage IN ('read', 'capture')),
  code TEXT,
  message TEXT,
  PRIMARY KEY (sample, pipeline),
  CHECK ((embedding IS NULL) = (quality IS NULL)),
  CHECK ((embedding IS NULL) = (stage IS NOT NULL AND code IS NOT NULL AND message IS NOT NULL))
) STRICT, WITHOUT ROWID;
