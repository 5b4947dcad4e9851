// `viseme attacks`: presentation attacks on simulated people. APCER of each kind and BPCER, and what is accepted in all.

import type { Command } from 'commander'
import type { CountedRate } from '../evaluation/interval.ts'
import type { AttackReport } from '../evaluation/simulated-attacks.ts'
import { wholeFrom } from './arguments.ts'
import { answer } from './output.ts'
import { table } from './table.ts'

export function attacksCommand(program: Command): void {
  program
    .command('attacks')
    .description('presentation attacks on simulated people: how many each kind of them gets through')
    .option('--people <number>', 'simulated people', wholeFrom(2, 500), 20)
    .option('--seed <number>', 'other people for another number', wholeFrom(0, 99_999), 7)
    .option('--json', 'print one JSON document')
    .action(async (options: { people: number; seed: number; json?: boolean }) => {
      const { startSystem } = await import('../authentication/system.ts')
      const { simulateAttacks } = await import('../evaluation/simulated-attacks.ts')
      const { progressBar } = await import('./progress.ts')
      const bar = progressBar(options.people * 11)
      try {
        const report = await simulateAttacks({
          ...options,
          system: startSystem(),
          onPresentation: (done) => bar.update(done, 'presentation'),
        })
        bar.stop()
        answer(options, report, attackText)
      } finally {
        bar.stop()
      }
    })
}

function attackText({ people, detection, system, checks, sharpness, depth }: AttackReport): string {
  const permille = (kind: string) =>
    (['low', 'median', 'high'] as const).map((part) => (1000 * sharpness[kind][part]).toFixed(0)).join(' / ')
  const rate = ({ value, low, high, errors, trials }: CountedRate) =>
    `${(100 * value).toFixed(1)} % (${(100 * low).toFixed(1)}-${(100 * high).toFixed(1)}), ${errors} of ${trials}`
  const failed = (kind: string) =>
    Object.entries(checks[kind] ?? {})
      .filter(([, count]) => count > 0)
      .map(([check, count]) => `${check} ${count}`)
      .join(', ')
  return [
    `Presentation attacks on ${people} simulated people; 95 % intervals (Clopper-Pearson). Real instruments differ.`,
    '',
    ...table(
      ['attack', 'passes the checks (APCER)', 'accepted in all', 'checks failed'],
      detection.species.map(({ name, apcer }, index) => [
        name,
        rate(apcer),
        rate(system.kinds[index].accepted),
        failed(name),
      ]),
      [0, 1, 2, 3],
    ),
    '',
    `  worst kind (APCER)                   ${rate(detection.apcer)}`,
    `  bona fide taken for attacks (BPCER)  ${rate(detection.bpcer)}  ${failed('bona-fide')}`,
    `  bona fide not accepted in all        ${rate(system.rejected)}`,
    '',
    `Sharpness of the faces (5 % / median / 95 %, ‰): bona fide ${permille('bona-fide')}, print ${permille('print-held')}, film ${permille('replayed-video')}: no check rests on it.`,
    `Depth of the movements: bona fide at least ${depth['bona-fide'].least.toFixed(3)}, moved prints at most ${depth['print-moved'].most.toFixed(3)}.`,
    '',
    ...system.kinds.map(({ name, what }) => `  ${name}: ${what}`),
    '',
    'An RGB webcam cannot promise Android class 3 (SAR below 7 %): whoever films the person making the movement',
    'asked for, or wears a mask, passes these checks.',
  ].join('\n')
}
