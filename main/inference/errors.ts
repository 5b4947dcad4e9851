// Failures of reading and preparing a model: what is wrong, and where in the file or graph.

import { VisemeError } from '../errors.ts'

/** The file is no valid .tflite model, or one of its operators contradicts itself. */
export class ModelError extends VisemeError {
  constructor(message: string) {
    super({
      code: 'bad-model',
      message,
      next: 'Export the model again, or check that the file was copied whole.',
      exitCode: 2,
    })
  }
}

/** What `body` returns; a failure of reading or preparing a model in it names the model or file it is about. */
export function aboutModel<T>(name: string, body: () => T): T {
  try {
    return body()
  } catch (error) {
    if (error instanceof ModelError || error instanceof UnsupportedOperatorError) {
      error.message = `${name}: ${error.message}`
    }
    throw error
  }
}

/** The model is sound but asks for something this interpreter has no kernel for. */
export class UnsupportedOperatorError extends VisemeError {
  readonly index: number
  readonly op: string

  constructor({ index, op, detail }: { index: number; op: string; detail?: string }) {
    super({
      code: 'unsupported-operator',
      message: `operator ${index} (${op}) is not supported${detail === undefined ? '' : `: ${detail}`}`,
      next: 'Replace the operator in the model, or quantise the model to int8.',
      exitCode: 2,
    })
    this.index = index
    this.op = op
  }
}
