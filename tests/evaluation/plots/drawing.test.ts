import { expect, test } from 'vitest'
import { draw, path, svgText } from '../../../main/evaluation/plots/drawing.ts'

test('a drawing becomes SVG text with everything that it says escaped', () => {
  const drawing = draw('g', { id: '"a"', fill: undefined }, draw('text', { x: 1 }, "<b> & 'c'"), draw('path'))
  expect(svgText(drawing)).toBe(
    '<g id="&quot;a&quot;"><text x="1">&lt;b&gt; &amp; &#39;c&#39;</text><path/></g>',
  )
})

test('corners become the commands of a path, to a hundredth', () => {
  expect(
    path([
      [0, 1.23456],
      [2, 3],
    ]),
  ).toBe('M0 1.23L2 3')
})
