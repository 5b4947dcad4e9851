// Which camera and which microphone are used: chosen once for all screens, remembered on this machine.

import { useSyncExternalStore } from 'react'

export interface DeviceChoice {
  /** Id of the camera; empty: the system's choice. */
  camera: string
  /** Id of the window's microphone; empty: the recording program, or the system's choice where there is none. */
  microphone: string
}

const KEY = 'viseme.devices'
const listeners = new Set<() => void>()
let choice: DeviceChoice = remembered()

function remembered(): DeviceChoice {
  try {
    const { camera, microphone } = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return { camera: String(camera ?? ''), microphone: String(microphone ?? '') }
  } catch {
    return { camera: '', microphone: '' }
  }
}

export function chooseDevices(change: Partial<DeviceChoice>): void {
  choice = { ...choice, ...change }
  localStorage.setItem(KEY, JSON.stringify(choice))
  for (const listener of listeners) listener()
}

export function useDeviceChoice(): DeviceChoice {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => choice,
  )
}
