// Drawings as plain data: the window makes elements of them, the report makes SVG text. Colours follow the scheme of
// whoever shows them: `currentColor`, or one for light and one for dark.
// Own SVG rather than uPlot: normal-deviate axes and bands, and the same curves in a report without scripts.

export interface Drawing {
  tag: string
  /** By their SVG names. */
  attributes: Record<string, string | number>
  children: (Drawing | string)[]
}

/** An element; attributes that are undefined are left out. */
export function draw(
  tag: string,
  attributes: Record<string, string | number | undefined> = {},
  ...children: (Drawing | string)[]
): Drawing {
  const given = Object.entries(attributes).filter(
    (entry): entry is [string, string | number] => entry[1] !== undefined,
  )
  return { tag, attributes: Object.fromEntries(given), children }
}

/** The drawing as SVG text, with whatever it says escaped. */
export function svgText({ tag, attributes, children }: Drawing): string {
  const written = Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeText(String(value))}"`)
    .join('')
  if (children.length === 0) return `<${tag}${written}/>`
  const inner = children.map((child) => (typeof child === 'string' ? escapeText(child) : svgText(child)))
  return `<${tag}${written}>${inner.join('')}</${tag}>`
}

/** Text as it may stand in HTML or SVG, between tags and in quoted attributes. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** A number of the drawing, to a hundredth of its unit. */
export const at = (value: number): number => Math.round(value * 100) / 100

/** Corners as the `d` of a path. */
export function path(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('')
}
