// Why a camera or a microphone cannot be used, told from getUserMedia's errors (W3C Media Capture and Streams, 10.2).

import { Failure } from '../bridge.ts'
import { texts } from '../texts.ts'

type Device = 'camera' | 'microphone'
export type DeviceProblem = 'denied' | 'missing' | 'in-use' | 'ended' | 'not-ready'

/** A problem of a device as a failure with the code `<device>-<problem>`. */
export function deviceProblem(device: Device, problem: DeviceProblem): Failure {
  const [message, next] = texts.devices[problem](texts.devices.names[device])
  return new Failure({ code: `${device}-${problem}`, message, next })
}

/** What getUserMedia or the recording threw, as a failure. */
export function deviceFailure(device: Device, error: unknown): Failure {
  if (error instanceof Failure) return error
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
      return deviceProblem(device, 'denied')
    case 'NotFoundError':
    case 'OverconstrainedError':
      return deviceProblem(device, 'missing')
    case 'NotReadableError':
      return deviceProblem(device, 'in-use')
  }
  const reason = error instanceof Error ? error.message : String(error)
  const [message, next] = texts.devices.failed(texts.devices.names[device], reason)
  return new Failure({ code: `${device}-failed`, message, next })
}
