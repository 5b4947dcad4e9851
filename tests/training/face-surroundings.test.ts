// Training pictures that are cut close to the face get what surrounds another face; nothing else changes.

import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../temporary-folder.ts'
import { answerOf, hasTorch, needed } from './python.ts'

/**
 * A pack of pictures of noise and its canvases. Landmarks are as in a canvas, so that a picture of its side is whole; others lack
 * columns at their left: `near` few enough to be in the margin, `close` and `ahead`, which is of the tune split, more.
 */
const pack = (folder: string) => `
import csv, cv2
from face_data import CANVAS, FINE, MARGIN, Faces, template
from face_surroundings import matched
pack = Path(${JSON.stringify(folder)})
(pack / "faces").mkdir()
points = (template() + MARGIN + 0.5) * FINE - 0.5
rng = np.random.default_rng(3)
kinds = dict(whole=("train", 0, 90), near=("train", MARGIN * FINE - 2, 110), ahead=("tune", 30, 150), close=("train", 30, 150))
given = ["whole", "near", "ahead", *["close"] * 12]
with open(pack / "faces/annotations.csv", "w", newline="") as file:
    rows = csv.writer(file)
    rows.writerow(["path", "id", "split", *(f"{axis}{k}" for k in range(1, 6) for axis in "xy")])
    for k, kind in enumerate(given):
        split, cut, level = kinds[kind]
        cv2.imwrite(str(pack / f"faces/{k}.png"), (level + rng.integers(-20, 21, (CANVAS, CANVAS - cut, 3))).astype(np.uint8))
        rows.writerow([f"{k}.png", k, split, *(points - [cut, 0]).ravel()])
faces = Faces(pack, pack / "cache", "older")
canvases = np.array(faces.canvases())
cut_off = [np.pad(faces.image(k), ((0, 0), (kinds[kind][1], 0), (0, 0))) for k, kind in enumerate(given)]
close = [k for k, kind in enumerate(given) if kind == "close"]
`

describe.skipIf(!hasTorch)(`surroundings of training pictures${needed}`, () => {
  it('are put around what is cut close in the train split, and leave its face, whole pictures and other splits alone', () => {
    const found = answerOf(`${pack(temporaryFolder())}
print(json.dumps(dict(unchanged=[given[k] for k in range(len(given)) if (canvases[k] == cut_off[k]).all()],
                      faces_kept=all((canvases[k][:, 45:] == cut_off[k][:, 45:]).all() for k in (1, *close)),
                      darkest=int(canvases[[1, *close]].min()),
                      colours=[float(abs(canvases[k][:, 8:20].mean((0, 1)) - cut_off[k][:, 45:].mean((0, 1))).max()) for k in close])))`)
    expect(found.unchanged).toEqual(['whole', 'ahead'])
    expect(found.faces_kept).toBe(true)
    expect(found.darkest).toBeGreaterThan(20)
    for (const difference of found.colours) expect(difference).toBeLessThan(3)
  })

  it('are those of pictures that are whole but for the margin, as they were, some mirrored and some not', () => {
    const found = answerOf(`${pack(temporaryFolder())}
sides = {f"{given[k]}{' mirrored' if mirrored else ''}": cut_off[k][:, ::-1] if mirrored else cut_off[k]
         for k in (0, 1) for mirrored in (False, True)}
print(json.dumps([[name for name, side in sides.items()
                   if (canvases[k][:, :20] == matched(side, cut_off[k]).clip(0, 255).astype(np.uint8)[:, :20]).all()] for k in close]))`)
    for (const names of found) expect(names).toHaveLength(1)
    expect(new Set(found.flat()).size).toBe(4)
  })

  it('are made once and kept', () => {
    const found = answerOf(`${pack(temporaryFolder())}
for k in range(len(given)):
    (pack / f"faces/{k}.png").unlink()
print(json.dumps(bool((Faces(pack, pack / "cache", "older").canvases() == canvases).all())))`)
    expect(found).toBe(true)
  })

  it("take the colours of the face's middle, their deviation between half and twice their own", () => {
    const found = answerOf(`
from face_surroundings import matched
rng = np.random.default_rng(1)
noise = lambda level, deviation: level + deviation * rng.standard_normal((144, 144, 3)).astype(np.float32)
figures = []
for deviation in (15, 100, 1):
    made = matched(noise(60, 10), noise(140, deviation))[36:-36, 36:-36]
    figures.append([float(made.mean()), float(made.std())])
print(json.dumps(figures))`)
    for (const [mean] of found) expect(Math.abs(mean - 140)).toBeLessThan(1.5)
    for (const [at, deviation] of [15, 20, 5].entries())
      expect(Math.abs(found[at][1] - deviation)).toBeLessThan(1)
  })
})
