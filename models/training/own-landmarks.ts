// The landmarks that the application's own detector and landmark network find in the pictures of the face pack, as CSV:
// path, x1, y1 .. x5, y5 in pixels of the picture. The embedding's training views are aligned by them as well as by the
// pack's. A picture without a confirmed face, or whose face is another than the annotated one, has no line.
//   npx node models/training/own-landmarks.ts --data ../shared/data --out FILE [--splits train,tune]

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { powerOn } from '../../main/board/machine.ts'
import { readImageFile } from '../../main/capture/image-file.ts'
import { overlap } from '../../main/face/detect.ts'
import { facesIn } from '../../main/face/find.ts'
import { boardFrame } from '../../main/face/frame.ts'
import { networkOf, readZoo } from '../../main/inference/zoo.ts'

const SAME_FACE = 0.4

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    out: { type: 'string' },
    splits: { type: 'string', default: 'train' },
  },
})
if (!options.out) throw new Error('--out FILE is missing')
const folder = join(options.data, 'faces')
const splits = options.splits.split(',')
const zoo = readZoo()
const machine = powerOn()
const load = (name: string) => machine.load(name, networkOf(zoo, name).bytes)
const networks = { 'face-detect': load('face-detect'), 'face-landmarks': load('face-landmarks') }

const rows = (await readFile(join(folder, 'annotations.csv'), 'utf8')).trim().split(/\r?\n/).slice(1)
const lines = ['path,x1,y1,x2,y2,x3,y3,x4,y4,x5,y5']
let seen = 0
for (const row of rows.map((line) => line.split(','))) {
  const [path, , split] = row
  if (!splits.includes(split)) continue
  seen += 1
  const [x1, y1, x2, y2] = row.slice(3, 7).map(Number)
  const picture = await readImageFile(join(folder, path))
  const frame = boardFrame(picture)
  const scale = picture.width / frame.width
  const face = facesIn(machine, networks, frame).find(
    ({ box }) =>
      overlap(box, { x1: x1 / scale, y1: y1 / scale, x2: x2 / scale, y2: y2 / scale }) >= SAME_FACE,
  )
  if (face) {
    const points = face.landmarks.flatMap(({ x, y }) =>
      [x, y].map((at) => ((at + 0.5) * scale - 0.5).toFixed(2)),
    )
    lines.push([path, ...points].join(','))
  }
  if (seen % 1000 === 0) console.error(`${seen} pictures, ${lines.length - 1} faces`)
}
await writeFile(options.out, `${lines.join('\n')}\n`)
console.log(JSON.stringify({ pictures: seen, faces: lines.length - 1 }))
