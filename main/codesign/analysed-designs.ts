// The designs that interactions and guidelines are derived from. A small space is analysed whole; of a large one a part in
// which every pair of factors is crossed: all networks in each board's usual configuration, some in all of them.

import type { Candidate } from './candidates.ts'
import { designedParts } from './candidates.ts'
import type { Design, DesignedFace, DesignedVoice } from './design.ts'
import { factorNamed, levelsOf } from './factors.ts'
import { configurations, deciders, enumerate, type Space } from './space.ts'

type Decider = Pick<Design, 'modality' | 'face' | 'voice'>
type Configuration = ReturnType<typeof configurations>[number]

/** Larger spaces are analysed in part. */
const WHOLE = 20_000

/** Deterministic; in the order of the space. */
export function analysedDesigns(
  space: Space,
  candidates: { face: readonly Candidate[]; voice: readonly Candidate[] },
  whole = WHOLE,
): Design[] {
  const { faces, voices } = designedParts(candidates, space)
  const all = deciders(space, faces, voices)
  const count = space.boards.reduce((sum, board) => sum + configurations(space, board).length, 0) * all.length
  if (count <= whole) return [...enumerate(space, faces, voices)]
  const anchors = {
    face: anchored(faces, candidates.face),
    voice: anchored(voices, candidates.voice, [
      Math.min(...space.voice.seconds),
      Math.max(...space.voice.seconds),
    ]),
  }
  const often = new Set(deciders(space, anchors.face, anchors.voice).map(keyOf))
  const someFaces = new Set(anchors.face.map(partOf))
  const someVoices = new Set(anchors.voice.map(partOf))
  const usually = all.filter(
    ({ face, voice }) =>
      face === null ||
      voice === null ||
      (face.precision === 'int8' && voice.precision === 'int8') ||
      (someFaces.has(partOf(face)) && someVoices.has(partOf(voice))),
  )
  return space.boards.flatMap((board) => {
    const configured = configurations(space, board)
    const usual = usualOf(configured)
    return configured.flatMap((configuration) =>
      (configuration === usual ? usually : all.filter((decider) => often.has(keyOf(decider)))).map(
        (decider): Design => ({ ...decider, ...configuration }),
      ),
    )
  })
}

const partOf = (part: DesignedFace | DesignedVoice): string =>
  `${part.network} ${part.precision} ${'seconds' in part ? part.seconds : ''}`
const keyOf = ({ modality, face, voice }: Decider): string =>
  `${modality} ${face && partOf(face)} ${voice && partOf(voice)}`

/** The smallest and the largest SubNet (by multiply-accumulates) in every precision; of voices with least and most speech. */
function anchored<Part extends DesignedFace>(
  parts: readonly Part[],
  candidates: readonly Candidate[],
  seconds?: readonly number[],
): Part[] {
  const subnets = candidates.filter(({ choice }) => Object.keys(choice).length > 0)
  const known = [...(subnets.length > 0 ? subnets : candidates)].sort(
    (a, b) => a.macs - b.macs || a.name.localeCompare(b.name),
  )
  const names = new Set([known[0]?.name, known.at(-1)?.name])
  return parts.filter(
    (part) =>
      names.has(part.network) &&
      (seconds === undefined || seconds.includes((part as unknown as DesignedVoice).seconds)),
  )
}

const CONFIGURED = {
  cpu_mhz: 'cpuMhz',
  flash: 'flash',
  psram: 'psram',
  arena: 'arena',
  kernels: 'kernels',
} as const

/** The configuration with the last level of every factor. */
function usualOf(all: readonly Configuration[]): Configuration {
  let left = [...all]
  for (const [name, field] of Object.entries(CONFIGURED)) {
    const last = levelsOf(
      left.map((configuration) => configuration[field]),
      factorNamed(name),
    ).at(-1)
    left = left.filter((configuration) => configuration[field] === last)
  }
  return left[0]
}
