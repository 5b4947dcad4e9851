// The rival: TensorFlow Lite's official WebAssembly runtime with XNNPACK (@tensorflow/tfjs-tflite), single-threaded
// SIMD build. Its loader expects a browser's worker, so it runs in a context that looks like one.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import vm from 'node:vm'

/** The runtime with one model. */
export interface Rival {
  /** Runs it on the bytes of each input; returns the bytes of each output. */
  invoke(inputs: Uint8Array[]): Uint8Array[]
  /** Frees its memory. */
  close(): void
}

/** Prepares a model, or throws where the runtime rejects it. */
export type PrepareRival = (model: Uint8Array) => Rival

/** What the runtime's C++ classes look like from outside (dist/tflite_web_api_client.d.ts). */
interface TensorInfo {
  data(): Uint8Array
  shape: string
  delete(): void
}
interface TensorList {
  size(): number
  get(index: number): TensorInfo
}
interface Runner {
  GetInputs(): TensorList
  GetOutputs(): TensorList
  Infer(): boolean
  delete(): void
}
interface Runtime {
  HEAPU8: Uint8Array
  _malloc(bytes: number): number
  _free(address: number): void
  TFLiteWebModelRunner: {
    CreateFromBufferAndOptions(
      address: number,
      bytes: number,
      options: { numThreads: number; enableProfiling: boolean; maxProfilingBufferEntries: number },
    ): { ok(): boolean; errorMessage(): string; value(): Runner }
  }
}

/** Loads the runtime. */
export async function loadRival(): Promise<PrepareRival> {
  const packageFolder = dirname(
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-tflite/package.json'),
  )
  const script = join(packageFolder, 'wasm', 'tflite_web_api_cc_simd.js')
  const worker: Record<string, unknown> = {
    WebAssembly,
    URL,
    performance,
    setTimeout,
    clearTimeout,
    console: { log() {}, warn() {}, error() {}, info() {} },
    importScripts() {},
    location: { href: 'http://localhost/' },
  }
  worker.self = worker
  vm.createContext(worker)
  vm.runInContext(readFileSync(script, 'utf8'), worker, { filename: 'tflite_web_api_cc_simd.js' })
  const factory = worker.tflite_web_api_ModuleFactory as (options: object) => Promise<Runtime>
  const wasmBinary = readFileSync(script.replace(/\.js$/, '.wasm'))
  const runtime = await factory({ wasmBinary, print() {}, printErr() {} })
  return (model) => prepareRival(runtime, model)
}

function prepareRival(runtime: Runtime, model: Uint8Array): Rival {
  const address = runtime._malloc(model.length)
  runtime.HEAPU8.set(model, address)
  const options = { numThreads: 1, enableProfiling: false, maxProfilingBufferEntries: 1 }
  const created = runtime.TFLiteWebModelRunner.CreateFromBufferAndOptions(address, model.length, options)
  if (!created.ok()) {
    const reason = created.errorMessage()
    runtime._free(address)
    throw new Error(`the rival rejects the model: ${reason}`)
  }
  const runner = created.value()
  const tensors = (list: TensorList): TensorInfo[] =>
    Array.from({ length: list.size() }, (_, index) => list.get(index))
  const inputs = tensors(runner.GetInputs())
  const outputs = tensors(runner.GetOutputs())
  const bytes = (tensor: TensorInfo): Uint8Array => {
    const view = tensor.data()
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  }
  return {
    invoke(values) {
      for (const [index, value] of values.entries()) bytes(inputs[index]).set(value)
      if (!runner.Infer()) throw new Error('the rival failed to run the model')
      return outputs.map((tensor) => bytes(tensor).slice())
    },
    close() {
      runner.delete()
      runtime._free(address)
    },
  }
}
