// What a board has to know of a network, kept so that no SubNet has to be converted before it is costed:
// models/codesign/networks.json, written by `codesign measure`. An entry holds for the files it was made from (`source`)
// and is left aside where these have changed.

import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { VisemeError } from '../errors.ts'
import { PRECISIONS } from '../inference/convert/convert.ts'
import type { NetworkCost, OperatorCost, PreparedModel } from '../inference/interpreter.ts'
import type { Operator, TensorType } from '../inference/model.ts'

const whole = z.number().int().nonnegative()
const amount = z.number().nonnegative()
/** macs, weight bytes, outputs, input elements, activation bytes, needs reference, inputs, outputs, the kernel's shape, 4-bit weights. */
const operator = z.tuple([
  z.string(),
  z.string(),
  amount,
  whole,
  whole,
  whole,
  whole,
  z.union([z.literal(0), z.literal(1)]),
  whole,
  whole,
  z.tuple([whole, whole, whole, whole, whole, amount, amount]),
  whole,
])
const profile = z.object({
  /** SHA-256 of the files of the SuperNet it is a part of. */
  source: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().min(1),
  precision: z.enum(PRECISIONS),
  /** Of the .tflite. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: whole,
  /** Used, head, tail. */
  arena: z.tuple([whole, whole, whole]),
  operators: z.array(operator).min(1),
})
const profileFile = z.object({ format: z.literal('viseme-profiles/1'), networks: z.array(z.unknown()) })

export type Profile = z.infer<typeof profile>

/** The profiles of a file, those of an earlier form left aside; none where there is no such file. Exit 4 where it is malformed. */
export function readProfiles(path: string): Profile[] {
  if (!existsSync(path)) return []
  try {
    const { networks } = profileFile.parse(JSON.parse(readFileSync(path, 'utf8')))
    return networks.flatMap((each) => profile.safeParse(each).data ?? [])
  } catch (cause) {
    throw new VisemeError({
      code: 'bad-profiles',
      message: `${path} is malformed.`,
      next: 'Restore it from the repository, or write it again with codesign measure.',
      exitCode: 4,
      cause,
    })
  }
}

/** The file's text, one network a line. */
export const profilesText = (networks: readonly Profile[]): string =>
  `{\n "format": "viseme-profiles/1",\n "networks": [\n${networks.map((each) => `  ${JSON.stringify(each)}`).join(',\n')}\n ]\n}\n`

/** What is kept of a prepared network. */
export function encodeCost({
  model,
  arena,
  operators,
}: PreparedModel): Pick<Profile, 'bytes' | 'arena' | 'operators'> {
  return {
    bytes: model.bytes.length,
    arena: [arena.usedBytes, arena.headBytes, arena.tailBytes],
    operators: operators.map((cost, at) => encodeOperator(cost, model.operators[at])),
  }
}

function encodeOperator(
  cost: OperatorCost,
  { inputs, outputs: results }: Operator,
): Profile['operators'][number] {
  const {
    index: _,
    op,
    type,
    macs,
    weightBytes,
    outputs,
    inputElements,
    activationBytes,
    needsReference,
    unpackedWeights = 0,
    ...more
  } = cost
  const { kernel, ...unknown } = more
  const { height, width, inChannels, outChannels, depthMultiplier, taps, rows, ...unknownOfKernel } = kernel
  // A field that is not kept would be lost: this does not type-check where there is one.
  const complete: Record<string, never>[] = [unknown, unknownOfKernel]
  if (complete.some((rest) => Object.keys(rest).length > 0))
    throw new TypeError('a cost has a field that is not kept')
  return [
    op,
    type,
    macs,
    weightBytes,
    outputs,
    inputElements,
    activationBytes,
    needsReference ? 1 : 0,
    inputs.length,
    results.length,
    [height, width, inChannels, outChannels, depthMultiplier, taps, rows],
    unpackedWeights,
  ]
}

/** The network as a board sees it. */
export function decodeCost({
  bytes,
  arena,
  operators,
}: Pick<Profile, 'bytes' | 'arena' | 'operators'>): NetworkCost {
  const [usedBytes, headBytes, tailBytes] = arena
  return {
    arena: { usedBytes, headBytes, tailBytes },
    model: {
      bytes: { length: bytes },
      operators: operators.map(([op, , , , , , , , inputs, outputs], index) => ({
        index,
        op,
        inputs: { length: inputs },
        outputs: { length: outputs },
      })),
    },
    operators: operators.map(
      (
        [
          op,
          type,
          macs,
          weightBytes,
          outputs,
          inputElements,
          activationBytes,
          reference,
          ,
          ,
          kernel,
          unpackedWeights,
        ],
        index,
      ) => {
        const [height, width, inChannels, outChannels, depthMultiplier, taps, rows] = kernel
        return {
          index,
          op,
          macs,
          weightBytes,
          outputs,
          inputElements,
          activationBytes,
          type: type as TensorType,
          kernel: { height, width, inChannels, outChannels, depthMultiplier, taps, rows },
          needsReference: reference === 1,
          ...(unpackedWeights > 0 && { unpackedWeights }),
        }
      },
    ),
  }
}
