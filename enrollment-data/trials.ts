// Researchers' trial runs in the store: named, continued at will, each attempt with what was declared and what came out.

import type { Database } from 'better-sqlite3'
import { VisemeError } from '../main/errors.ts'

export const trialRoles = ['genuine', 'impostor', 'attack'] as const
export type TrialRole = (typeof trialRoles)[number]

export interface TrialRun {
  id: number
  name: string
  /** ISO 8601, UTC. */
  created: string
  /** The false-accept rate that the run is to show. */
  claim: number
  /** Where pictures and recordings are kept; null: they are not. */
  rawFolder: string | null
  /** How many there are, those withdrawn among them. */
  trials: number
}

export interface Trial {
  /** ISO 8601, UTC. */
  at: string
  role: TrialRole
  /** Kind of attack; empty for the other roles. */
  attack: string
  /** Number of the claimed person. */
  claimed: number
  /** Who presented, as the researcher declared. */
  presenter: string
  simulated: boolean
  outcome: 'accept' | 'reject' | 'not-acquired'
  reason: string
  /** Log-likelihood ratio that decided, and what it was held against; null where nothing could be acquired. */
  score: number | null
  threshold: number | null
  face: number | null
  voice: number | null
  /** The voice was to be asked for only where the face was unsure. */
  cascade: boolean
  /** Taken back, or stopped before it was decided: kept, and counted in no rate. */
  withdrawn: boolean
}

type Flag = 'simulated' | 'cascade' | 'withdrawn'

/** How the store reads and writes: guarded, a change in one transaction. */
export interface Access {
  read<T>(body: (database: Database) => T): T
  change<T>(body: (database: Database) => T): T
}

const SELECT_RUN = `SELECT id, name, created, claim, raw_folder AS rawFolder,
  (SELECT count(*) FROM trials WHERE run_id = trial_runs.id) AS trials FROM trial_runs`

/** Names of runs are the same when they agree after Unicode compatibility folding and lower-casing. */
const runKey = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()

export class TrialRuns {
  readonly #access: Access

  constructor(access: Access) {
    this.#access = access
  }

  /** Every run, the newest first. */
  list(): TrialRun[] {
    return this.#access.read((database) =>
      database.prepare<[], TrialRun>(`${SELECT_RUN} ORDER BY id DESC`).all(),
    )
  }

  /** The run of that name. Throws `unknown-trial-run`. */
  run(name: string): TrialRun {
    const found = this.#access.read((database) => this.#find(database, name))
    if (found) return found
    const names = this.list().map((run) => run.name)
    throw new VisemeError({
      code: 'unknown-trial-run',
      message: `There is no trial run called ${name}.`,
      next: names.length > 0 ? `There are: ${names.join(', ')}.` : 'Begin one in the window under Trials.',
      exitCode: 2,
    })
  }

  /** Begins a run. Throws `duplicate-trial-run`. */
  begin({ name, claim, rawFolder }: Pick<TrialRun, 'name' | 'claim' | 'rawFolder'>): TrialRun {
    return this.#access.change((database) => {
      const tidy = name.normalize('NFC').trim().replace(/\s+/g, ' ')
      if (this.#find(database, tidy)) {
        throw new VisemeError({
          code: 'duplicate-trial-run',
          message: `There is a trial run called ${tidy} already.`,
          next: 'Resume it, or choose another name.',
          exitCode: 2,
        })
      }
      database
        .prepare('INSERT INTO trial_runs (name, name_key, created, claim, raw_folder) VALUES (?, ?, ?, ?, ?)')
        .run(tidy, runKey(tidy), new Date().toISOString(), claim, rawFolder)
      return this.#find(database, tidy)!
    })
  }

  /** Removes a run and its trials. */
  remove(runId: number): void {
    this.#access.change((database) => database.prepare('DELETE FROM trial_runs WHERE id = ?').run(runId))
  }

  /** Adds a trial; on disk when this returns, with the number of it. */
  add(runId: number, trial: Trial): number {
    return this.#access.change((database) =>
      Number(
        database
          .prepare(
            `INSERT INTO trials (run_id, at, role, attack, claimed, presenter, simulated, outcome, reason, score,
               threshold, face, voice, cascade, withdrawn)
             VALUES (@runId, @at, @role, @attack, @claimed, @presenter, @simulated, @outcome, @reason, @score,
               @threshold, @face, @voice, @cascade, @withdrawn)`,
          )
          .run({
            runId,
            ...trial,
            simulated: Number(trial.simulated),
            cascade: Number(trial.cascade),
            withdrawn: Number(trial.withdrawn),
          }).lastInsertRowid,
      ),
    )
  }

  /**
   * Withdraws the last trial of a run that still counts, as a researcher does who declared the wrong role; it stays, and
   * is marked. Its number, null where there is none.
   */
  withdrawLast(runId: number): number | null {
    return this.#access.change(
      (database) =>
        database
          .prepare<[number], { id: number }>(
            `UPDATE trials SET withdrawn = 1
             WHERE id = (SELECT max(id) FROM trials WHERE run_id = ? AND withdrawn = 0) RETURNING id`,
          )
          .get(runId)?.id ?? null,
    )
  }

  /** The trials of a run, oldest first, those withdrawn among them. */
  trials(runId: number): Trial[] {
    return this.#access.read((database) =>
      database
        .prepare<[number], Omit<Trial, Flag> & Record<Flag, number>>(
          `SELECT at, role, attack, claimed, presenter, simulated, outcome, reason, score, threshold, face, voice,
             cascade, withdrawn
           FROM trials WHERE run_id = ? ORDER BY id`,
        )
        .all(runId)
        .map((row) => ({
          ...row,
          simulated: row.simulated === 1,
          cascade: row.cascade === 1,
          withdrawn: row.withdrawn === 1,
        })),
    )
  }

  #find(database: Database, name: string): TrialRun | undefined {
    return database.prepare<[string], TrialRun>(`${SELECT_RUN} WHERE name_key = ?`).get(runKey(name))
  }
}
