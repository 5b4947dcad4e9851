// Texts of trial mode.

import { counted } from './counted.ts'

const share = (claim: number) => `FAR ≤ ${100 * claim} %`

export const trials = {
  title: 'Trials',
  run: (name: string) => `Trials: ${name}`,
  banner: 'Trial mode.',
  bannerNote:
    'For measuring, not for letting anybody in: who presents is declared, lock-out does not act, every attempt is kept.',
  nobody: 'Nobody is enrolled yet: trials need people who can be claimed.',
  resume: 'Go on with a run',
  runNote: (trialCount: number, claim: number) =>
    `${counted(trialCount, 'trial', 'trials')}, claim ${share(claim)}`,
  begin: 'Begin a run',
  beginButton: 'Begin',
  name: 'Name of the run',
  claim: 'False-accept rate it is to show (0.01 is 1 %)',
  keepRaw: 'Keep pictures and recordings of this run. Everybody who presents must agree to that.',
  folder: 'Folder (whole path)',
  role: 'Declared role: keys G, I, A',
  roles: { genuine: 'Genuine (G)', impostor: 'Impostor (I)', attack: 'Attack (A)' },
  roleNames: { genuine: 'genuine', impostor: 'impostor' },
  claimed: 'Claimed person',
  presenter: 'Who presents',
  kind: 'Kind of attack',
  make: (role: string) => `Make this attempt (T): ${role.replace(/ \(.\)$/, '').toLowerCase()}`,
  working: 'Working…',
  decided: (accepted: boolean, score: string, threshold: string) =>
    `${accepted ? 'Accepted' : 'Rejected'}: score ${score}, threshold ${threshold}.`,
  notAcquired: 'Not acquired, and counted as such.',
  stopped: 'Stopped: kept as withdrawn, and counted in no rate.',
  notKept: (reason: string) => `The attempt counts, but its pictures and recordings were not kept: ${reason}`,
  figures: 'How the run stands',
  far: 'FAR: impostors accepted',
  frr: 'FRR: genuine not accepted',
  attackAccepted: (kind: string) => `IAPAR: attack “${kind}” accepted`,
  interval: (low: string, high: string, errors: number, total: number) =>
    `95 %: ${low} to ${high}; ${errors} of ${total}`,
  notAcquiredCount: (count: number, withdrawn: number) =>
    `${counted(count, 'attempt', 'attempts')} could not be acquired; they match nobody. ${withdrawn === 0 ? '' : `${counted(withdrawn, 'attempt was', 'attempts were')} withdrawn, and ${withdrawn === 1 ? 'counts' : 'count'} in no rate.`}`,
  voiceNeeded: 'Cascade: voice needed',
  withdrawn: 'withdrawn',
  stillNeeded: ({
    far,
    needed,
    independent,
    independent_errors: errors,
  }: {
    far: number
    needed: number
    independent: number
    independent_errors: number
  }) =>
    `The claim ${share(far)} (one-sided 95 %) needs ${counted(needed, 'impostor attempt', 'impostor attempts')}, each of another presenter against another person, ${errors === 0 ? 'without an error' : `with no more than ${counted(errors, 'error', 'errors')}`}; there are ${independent}.`,
  claimCarried: (claim: number) => `The impostor attempts carry the claim ${share(claim)} (one-sided 95 %).`,
  claimBroken: (claim: number, accepted: number) =>
    `${counted(accepted, 'impostor attempt was', 'impostor attempts were')} accepted: more than the claim ${share(claim)} allows.`,
  last: 'Last attempts',
  none: 'None yet.',
  outcomes: { accept: 'Accepted', reject: 'Rejected', 'not-acquired': 'Not acquired' },
  row: (role: string, presenter: string, claimed: string) => `${role}: ${presenter} as ${claimed}`,
  undo: 'Take the last one back',
  leave: 'Leave the run',
  export: 'Export',
  exportButton: 'Write score file, CSV and JSON',
  rawKept: (folder: string) => `Pictures and recordings of this run are kept in ${folder}.`,
}
