// What live attempts record of their surroundings, for `supernet serve --stream`: when, policy, security, battery, load,
// the time that was allowed, how often each network was to run. Nothing of the person, and no decision.

import { VisemeError } from '../../errors.ts'
import { parseCsv } from '../../evaluation/csv.ts'
import { type Policy, policies } from '../policy.ts'
import { type RecordedAttempt, recordedAttempts } from '../stream-file.ts'

export interface LiveRecord extends RecordedAttempt {
  /** ISO 8601, UTC. */
  at: string
  policy: Policy
}

export const RECORDING_HEADS = 'time,policy,security,battery,load,allowed_ms,pictures,windows'

/** One line of a recording, without its end. */
export const recordingLine = ({
  at,
  policy,
  security,
  battery,
  load,
  allowedMs,
  pictures,
  windows,
}: LiveRecord): string => [at, policy, security, battery, load, allowedMs ?? '', pictures, windows].join(',')

/** A recording as CSV. */
export const recordingCsv = (records: readonly LiveRecord[]): string =>
  `${[RECORDING_HEADS, ...records.map(recordingLine)].join('\n')}\n`

/** Reads a recording back. Throws `bad-stream` (exit 2). */
export function readRecording(text: string, path: string): LiveRecord[] {
  const { heads, rows } = parseCsv(text, path)
  const field = (fields: readonly string[], name: string) => fields[heads.indexOf(name)] ?? ''
  if (rows.length === 0 && heads.join() === RECORDING_HEADS) return []
  return recordedAttempts(text, path).map((attempt, i) => {
    const { fields, line } = rows[i]
    const policy = policies.find((each) => each === field(fields, 'policy'))
    if (policy !== undefined) return { ...attempt, policy, at: field(fields, 'time') }
    throw new VisemeError({
      code: 'bad-stream',
      message: `${path} is no recording of live attempts: line ${line} has no policy.`,
      next: `Give another file; a recording begins with ${RECORDING_HEADS}.`,
      exitCode: 2,
    })
  })
}
