import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Markdown } from '../../../renderer/networks/markdown.tsx'

const shown = (text: string, follow: (path: string) => (() => void) | undefined = () => undefined) =>
  renderToStaticMarkup(createElement(Markdown, { text, follow }))

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

test('a link that leads somewhere is a button, any other its text; a picture is its description', () => {
  const asked: string[] = []
  const markup = shown('[card](../a.md#limits) [away](https://example.org) ![Curves](c.png)', (path) => {
    asked.push(path)
    return path.endsWith('.md#limits') ? () => {} : undefined
  })
  expect(markup).toBe(
    '<p><button type="button" class="quiet link">card</button> away <em>Curves: picture c.png, beside the card.</em></p>',
  )
  expect(asked).toEqual(['../a.md#limits', 'https://example.org'])
})
