// The devices that the optimiser is trained on, drawn, and those that it is judged on, the catalogue's.

import { boards } from '../board/boards.ts'
import { sensorsOf } from '../board/placement.ts'
import type { Price } from '../codesign/bill.ts'
import type { Device } from './catalogue.ts'
import { catalogue } from './catalogue.ts'
import type { DesignChoices } from './design-choices.ts'
import type { PowerAndSensors, SensorCosts, Situation } from './design-objectives.ts'
import { landscapeOf, situationOf } from './design-objectives.ts'
import type { Measurement } from './latency-model.ts'
import { catalogueMeasurements } from './measurements.ts'
import { describedDevice } from './own-device.ts'

/** A space in which fewer designs fit a device leaves nothing to choose. */
const FEWEST_DESIGNS = 20

/** Whether the device leaves something to choose. */
export const leavesChoice = (choices: DesignChoices, situation: Situation): boolean =>
  landscapeOf(choices, situation).raw.filter((values) => values !== null).length >= FEWEST_DESIGNS

/** Prices of a camera and a microphone bought apart: those of the price table's bare ESP32. */
export const PRICED_APART = 'esp-eye-no-psram'

/**
 * Power and sensors of a device: of an emulated board as its data say; elsewhere the power is what one states, and
 * sensors are bought apart.
 */
export function powerAndSensorsOf(
  device: Pick<Device, 'board'>,
  prices: readonly Price[],
  milliwatts: number | null = null,
): PowerAndSensors {
  const board = device.board === undefined ? null : boards[device.board as keyof typeof boards]
  const { power, processor } = board ?? boards['esp-eye']
  const own = prices.filter((price) => price.board === (board ? board.id : PRICED_APART))
  const dollars = (part: Price['needed']) =>
    own.filter(({ needed }) => needed === part).reduce((sum, price) => sum + price.dollars, 0)
  const has = board ? sensorsOf(board) : { camera: true, microphone: true }
  const sensors: SensorCosts = {
    ...has,
    cameraDollars: dollars('face'),
    microphoneDollars: dollars('voice'),
    cameraMilliwatts: power.cameraMilliwatts,
    microphoneMilliwatts: power.microphoneMilliwatts,
  }
  const busy = board ? power.busyMilliamps[String(processor.clocksMhz[0])] * power.volts : milliwatts
  return { milliwatts: milliwatts ?? busy, sensors }
}

/** Boards whose sensors drawn devices have; of the undefined one they are bought apart. */
const SENSOR_KINDS = [undefined, undefined, undefined, 'esp-eye', 'esp-eye', 'esp32-cam', 'esp32-c3']

/** Drawn devices: any core of the catalogue, any clock, memories, power, and a speed of their own. */
export function drawSituations(
  choices: DesignChoices,
  prices: readonly Price[],
  count: number,
  uniform: () => number,
): Situation[] {
  const { cores } = catalogue()
  const measurements = catalogueMeasurements()
  const between = (low: number, high: number) => low * (high / low) ** uniform()
  const found: Situation[] = []
  while (found.length < count) {
    const device = describedDevice({
      name: 'drawn',
      core: cores[Math.floor(uniform() * cores.length)].id,
      mhz: between(16, 2000),
      flash_kb: between(512, 32_768),
      ram_kb: between(24, 8192),
      simd: null,
      fpu: null,
    })
    const milliwatts = uniform() < 0.4 ? null : between(20, 800)
    const { sensors } = powerAndSensorsOf(
      { board: SENSOR_KINDS[Math.floor(uniform() * SENSOR_KINDS.length)] },
      prices,
    )
    const situation = situationOf(choices, device, measurements, { milliwatts, sensors })
    const [own, ofFaces, ofVoices] = [between(0.2, 5), between(0.7, 1.4), between(0.7, 1.4)]
    const drawn: Situation = {
      ...situation,
      before: situation.before * own,
      faces: situation.faces.map((ms) => ms * own * ofFaces),
      voices: situation.voices.map((ms) => ms * own * ofVoices),
    }
    if (leavesChoice(choices, drawn)) found.push(drawn)
  }
  return found
}

/** The devices of the catalogue that leave a choice, as the latency model sees them; none of them was trained on. */
export function catalogueSituations(
  choices: DesignChoices,
  prices: readonly Price[],
  measurements: readonly Measurement[] = catalogueMeasurements(),
): { device: Device; situation: Situation }[] {
  return catalogue()
    .devices.map((device) => ({
      device,
      situation: situationOf(choices, device, measurements, powerAndSensorsOf(device, prices)),
    }))
    .filter(({ situation }) => leavesChoice(choices, situation))
}
