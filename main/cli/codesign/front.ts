// `viseme codesign front`: the best designs over two or three objectives under constraints; exit 1 where none meets them.

import { type Command, Option } from 'commander'
import type { Constraint } from '../../codesign/constraints.ts'
import { type Figure, figureNames, type Unit } from '../../codesign/figures.ts'
import type { NearestMiss } from '../../codesign/front.ts'
import type { DesignPoint } from '../../codesign/points.ts'
import type { SearchResult, SearchWay } from '../../codesign/search.ts'
import { VisemeError } from '../../errors.ts'
import { LARGEST_SEED, wholeFrom } from '../arguments.ts'
import { answer } from '../output.ts'
import { table } from '../table.ts'
import { addSpaceOptions, openSpace, type SpaceArguments } from './space-options.ts'

interface FrontArguments extends SpaceArguments {
  objectives: string
  constraint?: string[]
  search: SearchWay
  population: number
  generations: number
  seed: number
  json?: boolean
}

const collected = (text: string, before: string[] = []): string[] => [...before, text]

export function frontCommand(codesign: Command): void {
  const command = codesign
    .command('front')
    .description('designs that no other one beats in all objectives; exit 1 where none meets the constraints')
    .option('--objectives <list>', 'one to three figures, e.g. eer,latency,bom', 'eer,latency')
    .option(
      '--constraint <list>',
      'e.g. "latency<2s, bom<25, fnmr@10%<1%, modality=sum"; may come again',
      collected,
    )
    .addOption(
      new Option('--search <way>', 'cost all designs, or search by NSGA-II')
        .choices(['auto', 'enumerate', 'nsga2'])
        .default('auto'),
    )
    .addOption(new Option('--population <count>', 'of NSGA-II').argParser(wholeFrom(8, 2000)).default(120))
    .addOption(new Option('--generations <count>', 'of NSGA-II').argParser(wholeFrom(1, 2000)).default(60))
    .addOption(new Option('--seed <number>', 'of NSGA-II').argParser(wholeFrom(0, LARGEST_SEED)).default(1))
  addSpaceOptions(command)
    .addHelpText('after', `\nFigures: ${figureNames().join(', ')}; FMR is 10 % where it is left out.`)
    .option('--json', 'print one JSON document')
    .action(async (options: FrontArguments) => {
      const { figureCalled } = await import('../../codesign/figures.ts')
      const { parseConstraints } = await import('../../codesign/constraints.ts')
      const { searchFront } = await import('../../codesign/search.ts')
      const objectives = options.objectives.split(',').map((name) => figureCalled(name, options))
      if (objectives.length > 3) throw tooMany(objectives.length)
      const constraints = parseConstraints((options.constraint ?? []).join(','), options)
      const { search: way, population, generations, seed } = options
      const settings = { objectives, constraints, way, population, generations, seed }
      const found = searchFront(await openSpace(options), settings)
      if (found.designs === 0) throw nothingMeasured()
      const { points, nearest, ...counts } = found
      const document = {
        objectives: objectives.map(({ name, label, unit, better }) => ({ name, label, unit, better })),
        constraints: constraints.map(({ text }) => text),
        ...counts,
        front: points,
        nearest,
      }
      answer(options, document, () => frontText(found, objectives, constraints))
      if (points.length === 0) process.exitCode = 1
    })
}

const tooMany = (count: number): VisemeError =>
  new VisemeError({
    code: 'too-many-objectives',
    message: `${count} objectives make nearly every design a best one.`,
    next: 'Give one to three, and bounds on the others with --constraint.',
    exitCode: 2,
  })

const nothingMeasured = (): VisemeError =>
  new VisemeError({
    code: 'nothing-measured',
    message: 'No design of this space has measured error rates, and these figures rest on them.',
    next: 'Run codesign measure, or choose figures of cost alone.',
    exitCode: 2,
  })

/** A value with its unit. */
export function shown(value: number | null, unit: Unit): string {
  if (value === null) return 'not measured'
  switch (unit) {
    case 'share':
      return `${(100 * value).toFixed(2)} %`
    case 'ms':
      return `${value.toFixed(0)} ms`
    case 's':
      return `${value.toFixed(2)} s`
    case 'bytes':
      return `${(value / 1000).toFixed(0)} KB`
    case 'mJ':
      return `${value.toFixed(0)} mJ`
    case 'dollars':
      return `$${value}`
    case 'count':
      return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2)
  }
}

function frontText(
  found: SearchResult,
  objectives: readonly Figure[],
  constraints: readonly Constraint[],
): string {
  const how = found.way === 'enumerate' ? 'all costed' : `${found.evaluations} of them costed by NSGA-II`
  const head = `${found.designs} designs, ${how}; ${found.feasible} fit${constraints.length > 0 ? ' and meet the constraints' : ''}.`
  if (found.nearest) return [head, ...missText(found.nearest, constraints)].join('\n')
  const rows = found.points.map((point) => [
    ...objectives.map((figure) => shown(figure.of(point), figure.unit)),
    point.id,
  ])
  return [head, ...table([...objectives.map(({ name }) => name), 'design'], rows, [objectives.length])].join(
    '\n',
  )
}

function missText(
  { point, misses, change, relaxed }: NearestMiss,
  constraints: readonly Constraint[],
): string[] {
  const toldOf = (text: string, of: DesignPoint): string => {
    const constraint = constraints.find((each) => each.text === text)!
    if ('factor' in constraint) return String(of.factors[constraint.factor])
    return shown(constraint.figure.of(of), constraint.figure.unit)
  }
  const unitOf = (text: string): Unit => {
    const constraint = constraints.find((each) => each.text === text)!
    return 'figure' in constraint ? constraint.figure.unit : 'count'
  }
  return [
    'Nothing meets all constraints. Nearest:',
    `  ${point.id}`,
    ...misses.map(
      ({ constraint, by }) =>
        `  misses ${constraint} by ${(100 * by).toFixed(0)} %: ${toldOf(constraint, point)}`,
    ),
    ...(change
      ? [`  nearer in what it misses most with ${change.axis} ${change.to} instead of ${change.from}`]
      : []),
    ...relaxed.map(
      ({ constraint, value, id }) =>
        `Instead of ${constraint}, ${shown(value, unitOf(constraint))} would be met, all else as asked: ${id}`,
    ),
  ]
}
