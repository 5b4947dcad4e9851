// Camera and microphone to use, with the microphone's live level; the camera's preview stands beside it.

import { useEffect, useState } from 'react'
import { texts } from '../texts.ts'
import { chooseDevices, useDeviceChoice } from './device-choice.ts'
import { hearLevel, openMicrophone } from './microphone.ts'

export function DevicePicker({ program, disabled }: { program: string | null; disabled: boolean }) {
  const [open, setOpen] = useState(false)
  return (
    <details className="devices" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{texts.devicePicker.title}</summary>
      {open && <Choice program={program} disabled={disabled} />}
    </details>
  )
}

function Choice({ program, disabled }: { program: string | null; disabled: boolean }) {
  const { camera, microphone } = useDeviceChoice()
  const devices = useDevices()
  const level = useLevel(microphone, !disabled)
  const cameras = devices.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
  const microphones = devices.filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '')
  return (
    <fieldset disabled={disabled} className="fields">
      <label>
        {texts.devicePicker.camera}
        <select value={camera} onChange={({ target }) => chooseDevices({ camera: target.value })}>
          <option value="">{texts.devicePicker.automatic}</option>
          {cameras.map(({ deviceId, label }, index) => (
            <option key={deviceId} value={deviceId}>
              {label || texts.devicePicker.unnamed(index + 1)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {texts.devicePicker.microphone}
        <select value={microphone} onChange={({ target }) => chooseDevices({ microphone: target.value })}>
          <option value="">
            {program === null ? texts.devicePicker.automatic : texts.devicePicker.program(program)}
          </option>
          {microphones.map(({ deviceId, label }, index) => (
            <option key={deviceId} value={deviceId}>
              {label || texts.devicePicker.unnamed(index + 1)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {texts.devicePicker.level}
        <meter min={0} max={1} low={0.02} high={0.95} optimum={0.4} value={level} />
      </label>
    </fieldset>
  )
}

/** Cameras and microphones, as they come and go. Their names are told once one of them was allowed. */
function useDevices(): MediaDeviceInfo[] {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([])
  useEffect(() => {
    const { mediaDevices } = navigator
    const look = () => void mediaDevices.enumerateDevices().then(setDevices, () => setDevices([]))
    look()
    mediaDevices.addEventListener('devicechange', look)
    return () => mediaDevices.removeEventListener('devicechange', look)
  }, [])
  return devices
}

/** Level of the window's microphone, 0 to 1, while `on`; 0 where there is none. */
function useLevel(device: string, on: boolean): number {
  const [level, setLevel] = useState(0)
  useEffect(() => {
    if (!on) return
    let track: MediaStreamTrack | null = null
    let gone = false
    openMicrophone(device).then(
      (opened) => {
        track = opened
        if (gone) return opened.stop()
        void hearLevel(opened, (heard) => !gone && setLevel(heard))
      },
      () => setLevel(0), // a microphone that cannot be opened is told when it is used
    )
    return () => {
      gone = true
      track?.stop()
      setLevel(0)
    }
  }, [device, on])
  return level
}
