// What the face SuperNet is to answer, and by which pairs networks are chosen.

import { describe, expect, it } from 'vitest'
import { answerOf, hasTorch, needed } from './python.ts'

describe.skipIf(!hasTorch)(`targets of pictures of known people${needed}`, () => {
  const moved = (share: number): number[][] =>
    answerOf(`
from face_targets import towards_people
targets = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8], [0.8, -0.6]])
print(json.dumps(towards_people(targets, ["a", "a", "", "b"], ${share}).tolist()))`)

  it('move to the mean of their person, all the way at a share of 1; who is alone or not known stays', () => {
    const half = Math.SQRT1_2
    const all = moved(1)
    for (const [k, wanted] of [half, half, half, half, 0.6, 0.8, 0.8, -0.6].entries()) {
      expect(all[k >> 1][k & 1]).toBeCloseTo(wanted, 6)
    }
    // Half way from (1, 0), at an angle of 0, to the mean, at 45 degrees.
    const [[x, y]] = moved(0.5)
    expect(Math.atan2(y, x)).toBeCloseTo(Math.PI / 8, 6)
  })

  it('stay as they are at a share of 0', () => {
    expect(moved(0)).toEqual([
      [1, 0],
      [0, 1],
      [expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)],
      [expect.closeTo(0.8, 6), expect.closeTo(-0.6, 6)],
    ])
  })
})

describe.skipIf(!hasTorch)(`all pairs of a set of pictures${needed}`, () => {
  it('count a person as at most three genuine pairs and two people as one impostor pair', () => {
    const found = answerOf(`
from every_pair import every_pair
people = np.array([*"aaaaaa", *"bb", "c"])
a, b, same, weights = every_pair(people)
total = lambda p, q: weights[[{people[k], people[l]} == {p, q} for k, l in zip(a, b)]].sum()
print(json.dumps(dict(pairs=len(a), genuine=int(same.sum()), a=total("a", "a"), b=total("b", "b"), ab=total("a", "b"), bc=total("b", "c"))))`)
    expect(found).toEqual({
      pairs: 36,
      genuine: 16,
      a: expect.closeTo(3, 9),
      b: 1,
      ab: expect.closeTo(1, 9),
      bc: 1,
    })
  })

  it('have error rates by these weights', () => {
    const found = answerOf(`
from every_pair import error_rates
scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
same = np.array([True, False, True, True, False, False])
even = error_rates(scores, same, np.ones(6), 0.1)
# The impostor above all but one genuine pair hardly counts any more.
light = error_rates(scores, same, np.array([1, 0.01, 1, 1, 1, 0.99]), 0.1)
print(json.dumps([even, light]))`)
    expect(found[0][0]).toBeCloseTo(1 / 3, 6)
    expect(found[0][1]).toBeCloseTo(2 / 3, 6)
    expect(found[1][0]).toBeCloseTo(0.005 / 2, 6)
    expect(found[1][1]).toBe(0)
  })
})

describe.skipIf(!hasTorch)(`targets of both teachers${needed}`, () => {
  it("are the sum of the older one's and of what the stronger one's answers are mapped to; only people of the train split move", () => {
    const found = answerOf(`
import face_targets, teacher_map
from face_targets import made_targets
# A map of a few steps is one, too.
face_targets.fitted_map = lambda faces, targets, seed: teacher_map.fitted_map(faces, targets, seed, steps=20)

class Faces:
    id = np.array([f"p{k // 2}" for k in range(400)])
    split = np.array(["train"] * 320 + ["tune"] * 80)
    def rows(self, split):
        return np.flatnonzero(self.split == split)
    def targets(self):
        return older
    def embeddings(self, teacher):
        return [stronger, stronger]

rng = np.random.default_rng(1)
unit = lambda x: (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32)
person = rng.standard_normal((200, 40)).repeat(2, 0) + 0.5 * rng.standard_normal((400, 40))
older, stronger = unit(person @ rng.standard_normal((40, 128))), unit(person @ rng.standard_normal((40, 512)))
still, label = made_targets(Faces(), "both", 0, 1)
moved, _ = made_targets(Faces(), "both", 0.5, 1)
first, _ = made_targets(Faces(), "older", 0, 1)
wanted = F.normalize(first + label(2 * stronger))
between = lambda targets, rows: float((targets[rows] * targets[rows + 1]).sum(1).mean())
train, tune = np.arange(0, 320, 2), np.arange(320, 400, 2)
print(json.dumps(dict(off=float((still - wanted).abs().max()), apart=float((moved - still)[320:].abs().max()),
                      before=between(still, train), after=between(moved, train), norm=float(moved.norm(dim=1).std()))))`)
    expect(found.off).toBeLessThan(1e-5)
    expect(found.apart).toBeLessThan(1e-6)
    expect(found.after).toBeGreaterThan(found.before + 0.02)
    expect(found.norm).toBeLessThan(1e-5)
  })
})

describe.skipIf(!hasTorch)(`the SubNets of a step${needed}`, () => {
  it('are those with an accuracy to reach, and every second time another; the log has the mean of those that were there', () => {
    const found = answerOf(`
from face_supernet_train import mean_of, sampled
rng = np.random.default_rng(1)
print(json.dumps(dict(steps=[[s.name for s in sampled(step, rng)] for step in range(2)],
                      means=[mean_of([0.5, None, 1.0]), mean_of([None])])))`)
    const always = ['w4-deep-64', 'w2-deep-64', 'w0-deep-64']
    expect(found.steps[0]).toEqual(always)
    expect(found.steps[1].slice(0, 3)).toEqual(always)
    expect(found.steps[1]).toHaveLength(4)
    expect(always).not.toContain(found.steps[1][3])
    expect(found.means).toEqual(['0.7500', ''])
  })
})
