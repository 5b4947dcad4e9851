// What evaluations have captured, by content: `measurements.db` beside the store. Several processes may read and write
// at once; a row that is there is never changed, so that whoever comes second finds the same.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, Statement } from 'better-sqlite3'
import { applicationRoot } from '../main/application-root.ts'
import { guarded } from './errors.ts'
import { openDatabase } from './open.ts'

const FILE_NAME = 'measurements.db'

/** A sample by its content (sha256), and the way it was captured (sha256). */
export interface CacheKey {
  sample: Uint8Array
  pipeline: Uint8Array
}

/** An embedding of unit norm, or why there is none. */
export type CachedCapture =
  | { embedding: Float32Array; quality: number }
  | { failed: 'read' | 'capture'; code: string; message: string }

export interface CacheSize {
  file: string
  embeddings: number
  failures: number
  bytes: number
}

interface Row {
  embedding: Buffer | null
  quality: number
  stage: 'read' | 'capture'
  code: string
  message: string
}

export class EmbeddingCache {
  readonly file: string
  readonly #database: Database
  readonly #find: Statement<[Uint8Array, Uint8Array], Row>
  readonly #keep: Statement

  /** Opens (and creates or migrates) the cache of a store's folder. Throws StoreError. */
  constructor(directory: string) {
    const { database, file } = openDatabase({
      directory,
      fileName: FILE_NAME,
      migrationsDirectory: join(applicationRoot(), 'enrollment-data', 'measurement-migrations'),
    })
    // What a power cut takes is captured again; nothing waits for the disk after each sample.
    database.pragma('synchronous = NORMAL')
    this.#database = database
    this.#find = database.prepare(
      'SELECT embedding, quality, stage, code, message FROM embeddings WHERE sample = ? AND pipeline = ?',
    )
    this.#keep = database.prepare(
      `INSERT INTO embeddings (sample, pipeline, embedding, quality, stage, code, message)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    this.file = file
  }

  /** What was captured of a sample; undefined where nothing was. */
  find({ sample, pipeline }: CacheKey): CachedCapture | undefined {
    const row = guarded(this.file, () => this.#find.get(sample, pipeline))
    if (!row) return undefined
    const { embedding, quality, stage, code, message } = row
    return embedding
      ? { embedding: new Float32Array(Uint8Array.from(embedding).buffer), quality }
      : { failed: stage, code, message }
  }

  /** Keeps a capture; where another process was first, its row stays. */
  keep({ sample, pipeline }: CacheKey, captured: CachedCapture): void {
    const row =
      'embedding' in captured
        ? [bytesOf(captured.embedding), captured.quality, null, null, null]
        : [null, null, captured.failed, captured.code, captured.message]
    guarded(this.file, () => this.#keep.run(sample, pipeline, ...row))
  }

  size(): CacheSize {
    return guarded(this.file, () => {
      const count = (condition: string) =>
        this.#database.prepare(`SELECT count(*) FROM embeddings WHERE ${condition}`).pluck().get() as number
      const pages = this.#database.pragma('page_count', { simple: true }) as number
      const pageBytes = this.#database.pragma('page_size', { simple: true }) as number
      return {
        file: this.file,
        embeddings: count('embedding IS NOT NULL'),
        failures: count('embedding IS NULL'),
        bytes: pages * pageBytes,
      }
    })
  }

  /** Forgets everything and overwrites it on disk; returns how many rows there were. */
  empty(): number {
    return guarded(this.file, () => {
      const { changes } = this.#database.prepare('DELETE FROM embeddings').run() // secure_delete is on
      this.#database.exec('VACUUM')
      this.#database.pragma('wal_checkpoint(TRUNCATE)')
      return changes
    })
  }

  close(): void {
    this.#database.close()
  }
}

const bytesOf = (embedding: Float32Array): Buffer =>
  Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength)

/** The cache of a store's folder; null where there is none. */
export function embeddingCacheFile(directory: string): string | null {
  const file = join(directory, FILE_NAME)
  return existsSync(file) ? file : null
}
