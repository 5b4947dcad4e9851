// Trial runs: begun, continued, exported; lock-out does not act in them.

import type { Trial, TrialRun } from '../../enrollment-data/trials.ts'
import type { TrialStanding } from '../api/trials.ts'
import type { Presented } from '../authentication/capture.ts'
import { waitForBoard } from '../authentication/pace.ts'
import { runTrial } from '../authentication/trial.ts'
import { trialEnded } from '../authentication/trial-endings.ts'
import { exportTrials, forgetRaw, keepRaw, requireFolder } from '../evaluation/trial-files.ts'
import { personLabel, summariseTrials } from '../evaluation/trial-run.ts'
import { withPresence } from './authentication.ts'
import type { Handlers, Surroundings } from './handlers.ts'
import type { Challenges } from './liveness.ts'
import { present } from './presented.ts'

/** Trials that are listed, the newest. */
const LISTED = 8

type TrialHandlers = Pick<
  Handlers,
  'trial-runs' | 'trial-begin' | 'trial-standing' | 'trial' | 'trial-undo' | 'trial-export'
>

export function trialHandlers({ store, system }: Surroundings, challenges: Challenges): TrialHandlers {
  const { trialRuns } = store
  const standing = (name: string): TrialStanding => {
    const run = trialRuns.run(name)
    const trials = trialRuns.trials(run.id)
    const names = new Map(store.people().map((person) => [personLabel(person.id), person.name]))
    const called = (label: string) => names.get(label) ?? label
    const shown = ({ claimed, presenter, ...trial }: Trial) => ({
      ...trial,
      claimed: called(personLabel(claimed)),
      presenter: called(presenter),
    })
    return {
      run,
      summary: summariseTrials(run, trials),
      last: trials.slice(-LISTED).reverse().map(shown),
    }
  }
  return {
    'trial-runs': async () => ({ runs: trialRuns.list() }),

    'trial-begin': async ({ name, claim, rawFolder }) => {
      if (rawFolder !== null) await requireFolder(rawFolder)
      return standing(trialRuns.begin({ name, claim, rawFolder }).name)
    },

    'trial-standing': async ({ run }) => standing(run),

    trial: async ({ run: name, person, role, attack, presenter, challenge, pace, ended, ...inputs }) => {
      const run: TrialRun = trialRuns.run(name)
      const asked = { challenge, cascade: inputs.cascade, person, trial: true }
      let settled = () => {}
      const raw: { presented: Presented | null } = { presented: null }
      let started = performance.now()
      const { decision, advice, number } = await runTrial(
        store,
        system(),
        run,
        { person, role, attack, presenter },
        async () => {
          if (ended) throw trialEnded(ended)
          raw.presented = await present(inputs)
          const prepared = await withPresence(raw.presented, asked, challenges)
          raw.presented = prepared.presented
          settled = prepared.settled
          started = performance.now()
          return prepared.presented
        },
      )
      if (pace && decision) await waitForBoard(decision, started)
      if (decision) settled()
      // The trial is counted whether or not its pictures could be kept: the answer says so instead of failing.
      const warning = raw.presented
        ? await keepRaw(run, number, raw.presented).then(
            () => null,
            (error: Error) => error.message,
          )
        : null
      return { ...standing(name), decision, advice, warning }
    },

    'trial-undo': async ({ run: name }) => {
      const run = trialRuns.run(name)
      const withdrawn = trialRuns.withdrawLast(run.id)
      if (withdrawn !== null) await forgetRaw(run, withdrawn)
      return standing(name)
    },

    'trial-export': async ({ run: name, folder }) => {
      const run = trialRuns.run(name)
      return { files: await exportTrials(run, trialRuns.trials(run.id), folder) }
    },
  }
}
