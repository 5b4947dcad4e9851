// Labels of the older face teacher, guessed from what teacher-mbf answers.

import { expect, it } from 'vitest'
import { answerOf, hasTorch, needed } from './python.ts'

it.skipIf(!hasTorch)(
  `answers of one teacher are mapped to those of another better than by a matrix, on people it never saw${needed}`,
  () => {
    const found = answerOf(`
from teacher_map import TeacherMap, fitted_map, unit

class Faces:
    def embeddings(self, teacher):
        return views
    def targets(self):
        return older
    def rows(self, split):
        return np.arange(3000) if split == "train" else np.arange(3000, 3600)

given = torch.randn(3600, 32)
older = F.normalize((given @ torch.randn(32, 64)).abs() @ torch.randn(64, 8) + given @ torch.randn(32, 8), dim=1)
views = [given, given + 0.1 * torch.randn(given.shape)]
found, near = fitted_map(Faces(), lambda answers: answers, seed=1, steps=300)
answers, wanted = 5 * given[3000:].numpy(), older[3000:].clone()
labels, linear = found.label(answers), TeacherMap(unit(given[:3000]), older[:3000]).eval()
torch.nn.init.zeros_(linear.rest[4].bias)
mean_cosine = lambda labels: float((labels * wanted).sum(1).mean())
for hidden in (*views, older):
    hidden[3000:] = float("nan")
without, _ = fitted_map(Faces(), lambda answers: answers, seed=1, steps=300)
print(json.dumps(dict(near=near, mapped=mean_cosine(labels), matrix=mean_cosine(linear(unit(answers)).detach()),
                      apart=float((labels - without.label(answers)).abs().max()),
                      norms=[float(labels.norm(dim=1).min()), float(labels.norm(dim=1).max())])))`)
    expect(found.mapped).toBeGreaterThan(found.matrix + 0.05)
    expect(found.near).toBeCloseTo(found.mapped, 5)
    // Neither the people it is judged on nor chance has a part in a label.
    expect(found.apart).toBe(0)
    for (const norm of found.norms) expect(norm).toBeCloseTo(1, 5)
  },
)
