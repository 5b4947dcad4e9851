import { expect, it } from 'vitest'
import { boards } from '../../main/board/boards.ts'
import { powerOn } from '../../main/board/machine.ts'
import { sensorsOf, withSensors } from '../../main/board/placement.ts'

const held = (camera: boolean, microphone: boolean) =>
  powerOn(withSensors(boards['esp-eye'], { camera, microphone })).heap.allocations.map(({ name }) => name)

it('a firmware without the camera has neither its frames nor its DMA buffer in RAM, and likewise the microphone', () => {
  const everything = held(true, true)
  expect(everything).toEqual(powerOn(boards['esp-eye']).heap.allocations.map(({ name }) => name))
  const ofCamera = ['camera DMA', 'camera frame 1', 'camera frame 2']
  expect(held(false, true)).toEqual(everything.filter((name) => !ofCamera.includes(name)))
  expect(held(true, false)).toEqual(
    everything.filter((name) => !['microphone DMA', 'audio ring'].includes(name)),
  )
})

it('boards say which sensors they have', () => {
  expect(sensorsOf(boards['esp-eye'])).toEqual({ camera: true, microphone: true })
  expect(sensorsOf(boards['esp32-cam'])).toEqual({ camera: true, microphone: false })
  expect(sensorsOf(boards['esp32-c3'])).toEqual({ camera: false, microphone: true })
})
