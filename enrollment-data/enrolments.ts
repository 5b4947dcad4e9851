// Transactions of enrolment, each counted with its outcome: the failure-to-enrol rate.

import type { Database } from 'better-sqlite3'

/** Counts one transaction; `reason` is the code of the failure, or empty. */
export function countEnrolment(
  database: Database,
  outcome: 'enrolled' | 'failed',
  reason: string,
  simulated: boolean,
): void {
  database
    .prepare('INSERT INTO enrolments (at, outcome, reason, simulated) VALUES (?, ?, ?, ?)')
    .run(new Date().toISOString(), outcome, reason, Number(simulated))
}

/** Transactions so far, and those that failed. */
export function enrolmentCounts(database: Database): { transactions: number; failures: number } {
  return database
    .prepare<[], { transactions: number; failures: number }>(
      "SELECT count(*) AS transactions, count(*) FILTER (WHERE outcome = 'failed') AS failures FROM enrolments",
    )
    .get()!
}
