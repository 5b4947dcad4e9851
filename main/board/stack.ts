// How deep an inference reaches into its task's stack, in bytes; a board that reserves less is refused.
// Nobody has published high-water marks: this is an estimate from the sources of TFLM and of the Xtensa ABI, good to
// about a third. Counted: the task and MicroInterpreter around every operator, the interrupt frame that is pushed on
// the same stack, and of each operator its frames and the RuntimeShapes it passes by value.

import { VisemeError } from '../errors.ts'
import type { NetworkCost } from '../inference/interpreter.ts'
import type { Resident } from './boards.ts'

/** Windowed calls: 16 bytes of spilled registers and 32 of the next window, beside the locals. */
const CALL = 48

/** Task function, MicroInterpreter::Invoke, MicroInterpreterGraph::InvokeSubgraph with 96 bytes of locals in all. */
const AROUND = 3 * CALL + 96

/** An interrupt saves registers and the FPU's (esp-idf, xtensa_context.h: XT_STK_FRMSZ and the coprocessor area). */
const INTERRUPT = 208 + 176

/** AllocateTensors: the allocator, the builder of lifetimes, the planner, flatbuffer accessors; deepest of all set-up. */
const PREPARATION = 8 * CALL + 640

/** sizeof(RuntimeShape): a count and six dimensions (runtime_shape.h). */
const SHAPE = 28

/** Eval, the kernel, a helper; 160 bytes of locals and parameter structures (ConvParams has 76). */
const PLAIN_OPERATOR = 3 * CALL + 160

/** What is more in operators with arrays of their own or deeper calls. */
const EXTRA: Record<string, number> = {
  // Ten shapes, pointers to them and pointers to data, however many inputs there are (kMaxInputNum).
  CONCATENATION: 10 * (SHAPE + 4 + 4),
  // Start, stop and stride of five dimensions, twice.
  STRIDED_SLICE: 2 * 84,
  PAD: 2 * 5 * 8,
  PADV2: 2 * 5 * 8,
  TRANSPOSE: 2 * 5 * 8,
  // Steps, gates, fully connected layers: three more calls, views of all tensors.
  UNIDIRECTIONAL_SEQUENCE_LSTM: 3 * CALL + 24 * 12 + 4 * SHAPE,
}

export interface StackUse {
  bytes: number
  /** The operator that reaches deepest; null where preparing the network does. */
  operator: { index: number; op: string } | null
}

/** The deepest point of preparing and running a network. */
export function stackUse({ model }: Pick<NetworkCost, 'model'>): StackUse {
  let deepest: StackUse = { bytes: AROUND + INTERRUPT + PREPARATION, operator: null }
  for (const { index, op, inputs, outputs } of model.operators) {
    const shapes = SHAPE * (inputs.length + outputs.length)
    const bytes = AROUND + INTERRUPT + PLAIN_OPERATOR + shapes + (EXTRA[op] ?? 0)
    if (bytes > deepest.bytes) deepest = { bytes, operator: { index, op } }
  }
  return deepest
}

/** A task's stack is too small for what it has to run. Figures in bytes. */
export class StackOverflowError extends VisemeError {
  constructor(name: string, { bytes, operator }: StackUse, stack: Resident) {
    const where = operator === null ? 'preparing it' : `operator ${operator.index} (${operator.op})`
    super({
      code: 'stack-overflow',
      message:
        `About ${bytes} bytes of stack are needed by ${name} (${where}); ${stack.name} has ${stack.bytes}: ` +
        `${bytes - stack.bytes} bytes too few.`,
      next: 'Give the task a larger stack (residents in the board’s JSON file), or choose another board.',
      exitCode: 3,
    })
  }
}

/** The smallest stack of a task that runs inferences; null where the board names none. */
export function inferenceStack(residents: readonly Resident[]): Resident | null {
  const stacks = residents.filter(({ stackOfCore }) => stackOfCore !== undefined)
  return stacks.length === 0
    ? null
    : stacks.reduce((least, stack) => (stack.bytes < least.bytes ? stack : least))
}

/** Throws StackOverflowError where a network reaches deeper than the smallest stack it may run on. */
export function checkStack(
  name: string,
  network: Pick<NetworkCost, 'model'>,
  residents: readonly Resident[],
): void {
  const stack = inferenceStack(residents)
  const use = stackUse(network)
  if (stack !== null && use.bytes > stack.bytes) throw new StackOverflowError(name, use, stack)
}
