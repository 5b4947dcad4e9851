// Types of node-record-lpcm16 1.0.1, which has none of its own.

declare module 'node-record-lpcm16' {
  import type { ChildProcess } from 'node:child_process'
  import type { Readable } from 'node:stream'

  export interface RecordingOptions {
    sampleRate?: number
    channels?: number
    /** `raw`: no WAV header. */
    audioType?: 'wav' | 'raw'
    recorder?: 'rec' | 'sox' | 'arecord'
    device?: string
  }

  export interface Recording {
    process: ChildProcess
    stream(): Readable
    stop(): void
  }

  const library: { record(options: RecordingOptions): Recording }
  export default library
}
