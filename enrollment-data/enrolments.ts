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

export interface EnrolmentCounts {
  transactions: number
  failures: number
}

/** Transactions so far, and those that failed: of people, and apart from them of simulated ones. */
export function enrolmentCounts(database: Database): EnrolmentCounts & { simulated: EnrolmentCounts } {
  const rows = database
    .prepare<[], EnrolmentCounts & { simulated: number }>(
      `SELECT simulated, count(*) AS transactions, count(*) FILTER (WHERE outcome = 'failed') AS failures
       FROM enrolments GROUP BY simulated`,
    )
    .all()
  const of = (simulated: number): EnrolmentCounts => {
    const { transactions = 0, failures = 0 } = rows.find((row) => row.simulated === simulated) ?? {}
    return { transactions, failures }
  }
  return { ...of(0), simulated: of(1) }
}
