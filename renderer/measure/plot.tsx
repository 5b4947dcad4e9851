// A drawing of main/evaluation/plots as elements of the page.

import { createElement, type ReactNode } from 'react'
import type { Drawing } from '../../main/evaluation/plots/drawing.ts'

export function Plot({ drawing }: { drawing: Drawing }): ReactNode {
  return elementOf(drawing, 0)
}

function elementOf(node: Drawing | string, key: number): ReactNode {
  if (typeof node === 'string') return node
  const properties = Object.fromEntries(
    Object.entries(node.attributes).map(([name, value]) => [propertyOf(name), value]),
  )
  return createElement(node.tag, { key, ...properties }, ...node.children.map(elementOf))
}

/** React's name of an SVG attribute: stroke-width is strokeWidth, aria-label itself. */
function propertyOf(name: string): string {
  if (name.startsWith('aria-')) return name
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
