// What a simulated head does besides drifting: keeps still, turns, nods, as sines of yaw and pitch over time (head.ts).

/** Sines of yaw and pitch at a time in seconds. */
export type Motion = (seconds: number) => { yaw: number; pitch: number }

/** How the head is held from some time on. */
export interface Key {
  seconds: number
  yaw?: number
  pitch?: number
}

export const still: Motion = () => ({ yaw: 0, pitch: 0 })

/** Sines of a clear turn and of a clear nod, and of the slight turn that enrolment asks for. */
export const CLEAR_TURN = 0.42
export const CLEAR_NOD = 0.34
export const SLIGHT_TURN = 0.27

const smooth = (share: number): number => share * share * (3 - 2 * share)

/** Moves smoothly from key to key; before the first and after the last the head stays. */
export function throughKeys(keys: readonly Key[]): Motion {
  const at = ({ yaw = 0, pitch = 0 }: Key) => ({ yaw, pitch })
  return (seconds) => {
    const next = keys.findIndex((key) => key.seconds > seconds)
    if (next === 0) return at(keys[0])
    if (next < 0) return at(keys[keys.length - 1])
    const [from, to] = [keys[next - 1], keys[next]]
    const share = smooth((seconds - from.seconds) / (to.seconds - from.seconds))
    const [a, b] = [at(from), at(to)]
    return { yaw: a.yaw + (b.yaw - a.yaw) * share, pitch: a.pitch + (b.pitch - a.pitch) * share }
  }
}

export type HeadAction = 'turn-left' | 'turn-right' | 'nod'

/** One action from `start` on that takes `seconds`: away from the camera and back. */
export function headAction(action: HeadAction, start: number, seconds: number): Motion {
  const away = {
    'turn-left': { yaw: CLEAR_TURN },
    'turn-right': { yaw: -CLEAR_TURN },
    nod: { pitch: CLEAR_NOD },
  }[action]
  return throughKeys([
    { seconds: start },
    { seconds: start + 0.4 * seconds, ...away },
    { seconds: start + 0.6 * seconds, ...away },
    { seconds: start + seconds },
  ])
}
