// Files as a user would give them to the command line: simulated people, and what goes wrong with pictures and sound.

import { cpSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { openStore } from '../../enrollment-data/store.ts'
import { encodeWav } from '../../main/capture/audio-wav.ts'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import type { Image } from '../../main/face/image.ts'
import { SAMPLE_RATE, type Samples } from '../../main/voice/samples.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** A folder for the files of one test file. */
export const newFolder = () => mkdtempSync(join(tmpdir(), 'viseme-command-'))

export async function writePicture(path: string, { width, height, channels, data }: Image): Promise<string> {
  await sharp(data, { raw: { width, height, channels } }).png().toFile(path)
  return path
}

export function writeRecording(path: string, samples: Samples): string {
  writeFileSync(path, encodeWav(samples, SAMPLE_RATE))
  return path
}

/** Pictures and recordings of a simulated person in one session: paths. */
export async function writePerson(
  folder: string,
  seed: number,
  session: number,
  faces: number,
  voices: number,
) {
  const person = simulatedPerson(seed)
  const path = (index: number, ending: string) => join(folder, `${seed}-${session}-${index}.${ending}`)
  return {
    faces: await Promise.all(
      Array.from({ length: faces }, (_, i) => writePicture(path(i, 'png'), person.face(session, i).image)),
    ),
    voices: Array.from({ length: voices }, (_, i) =>
      writeRecording(path(i, 'wav'), person.voice(session, i)),
    ),
  }
}

/** A grey wall. */
export const wall = (): Image => ({
  width: 320,
  height: 240,
  channels: 1,
  data: new Uint8Array(320 * 240).fill(128),
})

/** Two pictures of the same height side by side. */
export function sideBySide(left: Image, right: Image): Image {
  const width = left.width + right.width
  const data = new Uint8Array(3 * width * left.height)
  for (let y = 0; y < left.height; y++) {
    data.set(left.data.subarray(3 * y * left.width, 3 * (y + 1) * left.width), 3 * y * width)
    data.set(
      right.data.subarray(3 * y * right.width, 3 * (y + 1) * right.width),
      3 * (y * width + left.width),
    )
  }
  return { width, height: left.height, channels: 3, data }
}

/** Everything a store holds, as text: to see that nothing changed. */
export function content(directory: string): string {
  const store = openStore({ directory, readOnly: true })
  try {
    const everybody = store.people().map((person) => ({
      ...person,
      templates: person.templates.map(({ record }) => Buffer.from(record).toString('hex')),
      attempts: store.attempts(person.id),
      quality: store.samples(person.id).map(({ quality }) => quality),
    }))
    return JSON.stringify(everybody)
  } finally {
    store.close()
  }
}

/** A copy of a store, for a test that changes it; gone when that test is over. */
export function copyOf(directory: string): string {
  const copy = join(temporaryFolder(), 'store')
  cpSync(directory, copy, { recursive: true })
  return copy
}
