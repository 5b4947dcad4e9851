import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Markdown } from '../../../renderer/networks/markdown.tsx'

const shown = (text: string, follow: (path: string) => (() => void) | undefined = () => undefined) =>
  renderToStaticMarkup(createElement(Markdown, { text, paths: { follow, picture } }))
const picture = (path: string) => (path.startsWith('https:') ? undefined : `models/${path}`)

test('headings stand below those of the screen', () => {
  expect(shown('# One')).toBe('<h4>One</h4>')
  expect(shown('#### Four')).toBe('<h6>Four</h6>')
})

test('paragraphs keep emphasis, code and what looks like an element, which stays text', () => {
  expect(shown('*a* **b** `c < d` & <b>e</b> \\*')).toBe(
    '<p><em>a</em> <strong>b</strong> <code>c &lt; d</code> &amp; &lt;b&gt;e&lt;/b&gt; *</p>',
  )
})

test('a table whose head is empty has none', () => {
  expect(shown('| | |\n|---|---|\n| size | **3** |')).toContain(
    '<tbody><tr><td>size</td><td><strong>3</strong></td></tr></tbody>',
  )
  expect(shown('| | |\n|---|---|\n| size | 3 |')).not.toContain('<thead>')
  expect(shown('| a | b |\n|---|---|\n| 1 | 2 |')).toContain('<thead><tr><th>a</th><th>b</th></tr></thead>')
})

test('lists, and lists in lists', () => {
  expect(shown('- one\n- two\n  - three')).toBe('<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul>')
  expect(shown('1. one')).toBe('<ol><li>one</li></ol>')
})

test('a link that leads somewhere is a button, any other its text', () => {
  const asked: string[] = []
  const markup = shown('[card](../a.md#limits) [away](https://example.org)', (path) => {
    asked.push(path)
    return path.endsWith('.md#limits') ? () => {} : undefined
  })
  expect(markup).toBe('<p><button type="button" class="quiet link">card</button> away</p>')
  expect(asked).toEqual(['../a.md#limits', 'https://example.org'])
})

test('a picture beside the card is shown, of any other its description', () => {
  expect(shown('![Curves](c.png)')).toContain('<p><img src="models/c.png" alt="Curves"/></p>')
  expect(shown('![Logo](https://example.org/l.png)')).toBe(
    '<p><em>Logo: picture https://example.org/l.png, not part of the card.</em></p>',
  )
})
