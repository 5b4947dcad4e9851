// The samples presented so far: pictures and waveforms, each with the result of its check.

import { useEffect, useRef } from 'react'
import type { FaceInput, VoiceInput } from '../../main/api.ts'
import { texts } from '../texts.ts'
import type { Checked, Samples } from './samples.ts'

export function Gallery({ samples, face, voice }: { samples: Samples; face: boolean; voice: boolean }) {
  return (
    <div className="gallery">
      {face && (
        <Row title={texts.samples.faces} empty={samples.faces.length === 0}>
          {samples.faces.map((sample, index) => (
            <Item
              key={sample.id}
              sample={sample}
              label={`${texts.camera.title} ${index + 1}`}
              onRemove={samples.remove}
            >
              <Picture input={sample.input} />
            </Item>
          ))}
        </Row>
      )}
      {voice && (
        <Row title={texts.samples.voices} empty={samples.voices.length === 0}>
          {samples.voices.map((sample, index) => (
            <Item
              key={sample.id}
              sample={sample}
              label={`${texts.microphone.title} ${index + 1}`}
              onRemove={samples.remove}
              onPlay={playable(sample.input)}
            >
              <Recording input={sample.input} />
            </Item>
          ))}
        </Row>
      )}
    </div>
  )
}

function Row({ title, empty, children }: { title: string; empty: boolean; children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <h3>
        {title} {empty && <span className="hint">{texts.samples.none}</span>}
      </h3>
      <ul>{children}</ul>
    </section>
  )
}

interface ItemProps {
  sample: Checked<unknown>
  label: string
  onRemove: (id: number) => void
  onPlay?: () => void
  children: React.ReactNode
}

function Item({ sample, label, onRemove, onPlay, children }: ItemProps) {
  const state = sample.check === null ? 'checking' : sample.check.good ? 'good' : 'bad'
  return (
    <li className={`sample ${state}`} aria-label={label}>
      {children}
      <p className="verdict" role="status">
        {sample.check === null
          ? texts.samples.checking
          : sample.check.good
            ? texts.samples.good
            : sample.check.advice}
      </p>
      <div className="sample-buttons">
        {onPlay && (
          <button
            type="button"
            className="quiet"
            aria-label={`${texts.samples.play} ${label}`}
            onClick={onPlay}
          >
            {texts.samples.play}
          </button>
        )}
        <button
          type="button"
          className="quiet"
          aria-label={`${texts.samples.remove} ${label}`}
          onClick={() => onRemove(sample.id)}
        >
          {texts.samples.remove}
        </button>
      </div>
    </li>
  )
}

export function Picture({ input }: { input: FaceInput }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    let gone = false
    picture(input).then(
      (bitmap) => {
        if (gone || !canvas.current) return
        canvas.current.width = bitmap.width
        canvas.current.height = bitmap.height
        canvas.current.getContext('2d')?.drawImage(bitmap, 0, 0)
      },
      () => undefined, // a file that is no picture has already been told by its check
    )
    return () => {
      gone = true
    }
  }, [input])
  return <canvas ref={canvas} width={160} height={120} />
}

function picture(input: FaceInput): Promise<ImageBitmap> {
  if (input.kind === 'file') return createImageBitmap(new Blob([new Uint8Array(input.bytes)]))
  const rgba = new Uint8ClampedArray(input.width * input.height * 4).fill(255)
  for (let pixel = 0; pixel < input.width * input.height; pixel++) {
    for (let channel = 0; channel < 3; channel++) rgba[pixel * 4 + channel] = input.data[pixel * 3 + channel]
  }
  return createImageBitmap(new ImageData(rgba, input.width, input.height))
}

function Recording({ input }: { input: VoiceInput }) {
  if (input.kind === 'file') return <p className="file-name">{input.name}</p>
  return <Waveform samples={input.samples} />
}

const COLUMNS = 120

/** Peaks of 120 slices of the recording. */
export function Waveform({ samples }: { samples: Float32Array }) {
  const slice = Math.max(1, Math.floor(samples.length / COLUMNS))
  const peaks = Array.from({ length: COLUMNS }, (_, column) => {
    let peak = 0
    for (let at = column * slice; at < Math.min((column + 1) * slice, samples.length); at++) {
      peak = Math.max(peak, Math.abs(samples[at]))
    }
    return Math.max(peak * 20, 0.3)
  })
  const path = peaks.map((peak, column) => `M${column + 0.5} ${20 - peak}V${20 + peak}`).join('')
  return (
    <svg viewBox={`0 0 ${COLUMNS} 40`} className="waveform" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}

/** What plays a recording here; a file is decoded by the main process only. */
function playable(input: VoiceInput): (() => void) | undefined {
  return input.kind === 'samples' ? () => play(input.samples) : undefined
}

export function play(samples: Float32Array) {
  const context = new AudioContext({ sampleRate: 16_000 })
  const buffer = context.createBuffer(1, samples.length, 16_000)
  buffer.copyToChannel(new Float32Array(samples), 0)
  const source = context.createBufferSource()
  source.buffer = buffer
  source.connect(context.destination)
  source.onended = () => void context.close()
  source.start()
}
