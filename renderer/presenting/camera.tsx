// Live camera as the board sees it: QVGA, cropped to 4:3, with the oval to put the face in.

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { FaceInput } from '../../main/api.ts'
import type { Failure } from '../bridge.ts'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import { useDeviceChoice } from './device-choice.ts'
import { deviceFailure, deviceProblem } from './device-failure.ts'

/** The ESP-EYE's frame. */
const WIDTH = 320
const HEIGHT = 240

export interface Camera {
  video: RefObject<HTMLVideoElement | null>
  ready: boolean
  failure: Failure | null
  /** What the system calls the camera; empty before it is open. */
  label: string
  retry(): void
  /** The current frame, as the board would get it; null before the camera is ready. */
  frame(): FaceInput | null
}

/** The camera chosen among the devices (device-choice.ts), or the system's own choice. */
export function useCamera(on: boolean): Camera {
  const { camera: chosen } = useDeviceChoice()
  const video = useRef<HTMLVideoElement>(null)
  const [ready, setReady] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [attempt, setAttempt] = useState(0)
  const [label, setLabel] = useState('')

  useEffect(() => {
    if (!on) return
    let stream: MediaStream | null = null
    let gone = false
    setReady(false)
    setFailure(null)
    navigator.mediaDevices
      .getUserMedia({
        video: {
          width: { ideal: 640 },
          height: { ideal: 480 },
          ...(chosen && { deviceId: { exact: chosen } }),
        },
      })
      .then(async (opened) => {
        stream = opened
        setLabel(opened.getVideoTracks()[0]?.label ?? '')
        if (gone || !video.current) return stop(opened)
        for (const track of opened.getVideoTracks())
          track.onended = () => {
            setReady(false)
            setFailure(deviceProblem('camera', 'ended'))
          }
        video.current.srcObject = opened
        await video.current.play()
        if (!gone) setReady(true)
      })
      .catch((error) => {
        if (!gone) setFailure(deviceFailure('camera', error))
      })
    return () => {
      gone = true
      if (stream) stop(stream)
    }
  }, [on, attempt, chosen])

  const frame = useCallback(() => (video.current && ready ? grab(video.current) : null), [ready])
  return { video, ready, failure, label, retry: () => setAttempt((count) => count + 1), frame }
}

interface ViewProps {
  camera: Camera
  /** The face in the last frame looked at, pixels of the frame, and whether it is good; shown as a box. */
  face?: { box: { x1: number; y1: number; x2: number; y2: number } | null; good: boolean }
}

export function CameraView({ camera, face }: ViewProps) {
  if (camera.failure) {
    return (
      <div>
        <FailureNotice failure={camera.failure} />
        <button type="button" onClick={camera.retry}>
          {texts.camera.retry}
        </button>
      </div>
    )
  }
  return (
    <div className="camera">
      <video ref={camera.video} muted playsInline aria-label={texts.camera.hint} />
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <path
          className="shade"
          fillRule="evenodd"
          d={`M0 0H${WIDTH}V${HEIGHT}H0Z M160 28 a66 88 0 1 0 0.01 0Z`}
        />
        <ellipse cx="160" cy="116" rx="66" ry="88" />
        {face?.box && camera.ready && (
          <rect
            className={`face-box ${face.good ? 'good' : 'bad'}`}
            x={WIDTH - face.box.x2}
            y={face.box.y1}
            width={face.box.x2 - face.box.x1}
            height={face.box.y2 - face.box.y1}
            rx="4"
          />
        )}
      </svg>
      {!camera.ready && <p className="over">{texts.camera.starting}</p>}
    </div>
  )
}

function stop(stream: MediaStream) {
  for (const track of stream.getTracks()) track.stop()
}

/** Crops the middle 4:3 of the video and reduces it to the board's frame; RGB bytes. */
function grab(video: HTMLVideoElement): FaceInput {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT)
  const context = canvas.getContext('2d', { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D
  const scale = Math.max(WIDTH / video.videoWidth, HEIGHT / video.videoHeight)
  const [width, height] = [video.videoWidth * scale, video.videoHeight * scale]
  context.imageSmoothingQuality = 'high'
  context.drawImage(video, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height)
  const rgba = context.getImageData(0, 0, WIDTH, HEIGHT).data
  const data = new Uint8Array(WIDTH * HEIGHT * 3)
  for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
    data[pixel * 3] = rgba[pixel * 4]
    data[pixel * 3 + 1] = rgba[pixel * 4 + 1]
    data[pixel * 3 + 2] = rgba[pixel * 4 + 2]
  }
  return { kind: 'frame', width: WIDTH, height: HEIGHT, data }
}
