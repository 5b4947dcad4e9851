// The networks Viseme ships, with what the latency model needs of them, and what the board's emulation says of each where
// a device is emulated.

import { join } from 'node:path'
import { assess } from '../board/assess.ts'
import { boardCalled } from '../board/boards.ts'
import type { Interval } from '../board/units.ts'
import { type PreparedModel, prepare } from '../inference/interpreter.ts'
import { readModel } from '../inference/reader.ts'
import { listSupernets, readZoo, zooFolder } from '../inference/zoo.ts'
import { readSupernet } from '../supernet/image.ts'
import { subnetModel } from '../supernet/subnet-model.ts'
import type { Device } from './catalogue.ts'
import { type NetworkFeatures, networkFeatures } from './network-features.ts'

export interface ZooNetworkCost {
  /** As in zoo.json, or `supernet/subnet`. */
  id: string
  task: string
  features: NetworkFeatures
  model_bytes: number
  /** Arena of TensorFlow Lite Micro, bytes. */
  arena_bytes: number
  prepared: PreparedModel
}

/** Networks and shipped SubNets of `folder`, int8. Throws ZooError, SupernetError. */
export function zooNetworks(folder: string = zooFolder()): ZooNetworkCost[] {
  const costOf = (id: string, task: string, bytes: Uint8Array): ZooNetworkCost => {
    const prepared = prepare(readModel(bytes))
    return {
      id,
      task,
      features: networkFeatures(prepared.operators),
      model_bytes: bytes.length,
      arena_bytes: prepared.arena.usedBytes,
      prepared,
    }
  }
  // The measurements are of int8 networks: they say nothing of binary ones.
  const networks = [...readZoo(folder).values()]
    .filter(({ precision = 'int8' }) => precision === 'int8')
    .map(({ name, task, bytes }) => costOf(name, task, bytes))
  const subnets: ZooNetworkCost[] = []
  for (const { name, task, stem, subnets: shipped } of listSupernets(folder)) {
    const supernet = readSupernet(join(folder, stem))
    for (const subnet of supernet.subnets) {
      if (shipped.includes(subnet.name)) {
        subnets.push(costOf(`${name}/${subnet.name}`, task, subnetModel(supernet, subnet)))
      }
    }
  }
  return [...networks, ...subnets]
}

/** What the emulated board says of a network; its latency is that of ESP-NN's kernels, not of portable ones. */
export interface Emulated {
  latency_ms: Interval
  energy_mj: number
  arena_bytes: number
  fits: boolean
}

/** Null where no board of main/board is this device. */
export function emulated({ prepared }: ZooNetworkCost, { board }: Device): Emulated | null {
  if (board === undefined) return null
  const { latency_ms, energy_mj, arena_used_bytes, fits } = assess(prepared, boardCalled(board))
  return { latency_ms, energy_mj, arena_bytes: arena_used_bytes, fits }
}
