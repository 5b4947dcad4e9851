// `viseme portability recommend`: the design for a board, by weights of accuracy, latency, energy and cost.

import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { Recommendation, RecommendedDesign } from '../../portability/recommendation.ts'
import { positiveNumber } from '../arguments.ts'
import { answer } from '../output.ts'
import { table } from '../table.ts'
import { type BoardArguments, boardArguments, boardOf, measuredText } from './board-arguments.ts'

interface RecommendArguments extends BoardArguments {
  weights: number[]
  power?: number
}

export function recommendCommand(portability: Command): void {
  boardArguments(
    portability
      .command('recommend [device]')
      .description('the design for a board: who decides, by which networks, after how much speech')
      .option('--weights <a,l,e,c>', 'of accuracy, latency, energy and cost', fourWeights, [1, 1, 1, 1])
      .option('--power <milliwatts>', 'what the board draws while it computes', positiveNumber),
  ).action(async (name: string | undefined, options: RecommendArguments) => {
    const { currentOptimiser, openDesigns } = await import('../../portability/design-sources.ts')
    const { measuredPairs, recommend } = await import('../../portability/recommendation.ts')
    const { zooNetworks } = await import('../../portability/zoo-networks.ts')
    const device = await boardOf(name, options)
    const sources = openDesigns()
    const log = await measuredText(options)
    const recommendation = recommend(sources, currentOptimiser(sources.choices), {
      device,
      weights: options.weights,
      own: log === '' ? [] : measuredPairs(sources, zooNetworks(), device, log, options.measured),
      milliwatts: options.power ?? null,
    })
    answer(options, recommendation, text)
  })
}

function fourWeights(text: string): number[] {
  const weights = text.split(',').map(Number)
  if (
    weights.length !== 4 ||
    !weights.every((weight) => weight >= 0) ||
    weights.every((each) => each === 0)
  ) {
    throw new InvalidArgumentError('Give four numbers from 0, not all of them 0, e.g. 2,1,0,1.')
  }
  return weights
}

const row = (
  title: string,
  { modality, face, voice, seconds, eer, attempt_s, energy_mj, sensors_dollars }: RecommendedDesign,
): string[] => [
  title,
  modality,
  face ?? '-',
  voice === null ? '-' : `${voice}, ${seconds} s`,
  `${(100 * eer).toFixed(1)} %`,
  attempt_s.toFixed(2),
  energy_mj === null ? '' : energy_mj.toFixed(0),
  sensors_dollars.toFixed(0),
]

function text(document: Recommendation): string {
  const { device, weights, recommended, optimiser_design, searched, regret, designs, front, proxy } = document
  const names = ['accuracy', 'latency', 'energy', 'cost']
  return [
    `${device.name}: ${designs} designs fit. Weights: ${weights
      .flatMap((weight, at) => (weight > 0 ? `${names[at]} ${weight.toFixed(2)}` : []))
      .join(', ')}.`,
    ...table(
      ['', 'decides', 'face', 'voice', 'EER', 'attempt s', 'mJ', 'sensors $'],
      [
        row('recommended', recommended),
        row('best by search', searched),
        ...front.map((design) => row('front', design)),
      ],
      [0, 1, 2, 3],
    ),
    {
      recommended: `The optimiser’s design is recommended: ${regret.toFixed(3)} farther from the best of everything than the search’s.`,
      none: 'The search’s design is recommended: no optimiser is trained for these networks and error rates (`portability optimiser --train`).',
      'does-not-fit': 'The search’s design is recommended: the optimiser’s does not fit.',
      'too-far':
        'The search’s design is recommended: the optimiser’s is more than 0.01 farther from the best of everything.',
    }[optimiser_design],
    `Of the ${proxy.designs} designs on the ${proxy.device}’s front ${proxy.removed} do not fit or are not optimal here.`,
    ...(recommended.design_id === null ? [] : [`In co-design: ${recommended.design_id}`]),
    document.figures_from === 'emulation'
      ? 'EER: development people. Times, energies and what fits: emulated, as in co-design; of a cascade, the mean attempt.'
      : 'EER: development people. Times and energies: estimates for the networks alone, with portable int8 kernels; what fits: by shares of RAM and flash.',
  ].join('\n')
}
