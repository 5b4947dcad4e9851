// The live check of the camera's frames: one instruction at a time, and the quantities it follows from.

import { useEffect, useRef, useState } from 'react'
import type { Answer, FaceInput, Payload } from '../../main/api.ts'
import { invoke } from '../bridge.ts'
import { texts } from '../texts.ts'
import type { Camera } from './camera.tsx'

export type FaceCheck = Answer<'face-check'>
type Wanted = NonNullable<Payload<'face-check'>['wanted']>

/** Pause between one check and the next, ms: about five a second. */
const PAUSE_MS = 150
/** Good frames in a row before one is taken. */
const STEADY = 2

interface GuidanceOptions {
  camera: Camera
  on: boolean
  wanted: Wanted
  /** Takes a frame that was good for a moment; the checks wait for it. */
  onGood: ((frame: FaceInput) => Promise<void>) | null
}

/** Checks frame after frame while `on`; null before the first. */
export function useGuidance({ camera, on, wanted, onGood }: GuidanceOptions): FaceCheck | null {
  const [check, setCheck] = useState<FaceCheck | null>(null)
  const latest = useRef({ wanted, onGood, frame: camera.frame })
  latest.current = { wanted, onGood, frame: camera.frame }
  const watching = on && camera.ready

  useEffect(() => {
    if (!watching) return
    let gone = false
    let before: FaceCheck['landmarks'] = null
    let steady = 0
    const look = async () => {
      while (!gone) {
        const { wanted, onGood, frame: grab } = latest.current
        const frame = grab()
        if (frame) {
          const seen = await invoke('face-check', {
            face: frame,
            wanted,
            ...(before && { before }),
          }).catch(() => null)
          if (gone) return
          setCheck(seen)
          before = seen?.landmarks ?? null
          steady = seen && seen.instruction === null && seen.advice === null ? steady + 1 : 0
          if (steady >= STEADY && onGood && wanted === latest.current.wanted) {
            steady = 0
            await onGood(frame)
          }
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      }
    }
    void look()
    return () => {
      gone = true
      setCheck(null)
    }
  }, [watching])
  return check
}

export function Meters({ meters }: { meters: FaceCheck['meters'] }) {
  return (
    <dl className="meters">
      {meters.map(({ name, value, unit, min, low, high, max }) => {
        const isGood = value >= low && value <= high
        return (
          <div key={name} className={isGood ? 'good' : 'bad'}>
            <dt>{texts.guidance.meters[name]}</dt>
            <dd>
              <Range {...{ value, min, low, high, max }} />
              <span className="number">
                {value.toFixed(0)} {unit}
              </span>
              <span className="hidden">{isGood ? texts.guidance.inRange : texts.guidance.outOfRange}</span>
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** A scale with the good range on it and a mark at the value. */
function Range({ value, min, low, high, max }: Record<'value' | 'min' | 'low' | 'high' | 'max', number>) {
  const at = (x: number) => (100 * (Math.min(max, Math.max(min, x)) - min)) / (max - min)
  return (
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect className="track" x="0" y="3" width="100" height="4" />
      <rect className="range" x={at(low)} y="3" width={at(high) - at(low)} height="4" />
      <rect className="mark" x={at(value) - 1} y="0" width="2" height="10" />
    </svg>
  )
}
