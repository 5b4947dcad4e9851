// The focus never falls to the page's body: when what had it goes away, it moves to the first button of the notice that
// came instead, or to the nearest heading.

import { useEffect } from 'react'

export function useKeptFocus() {
  useEffect(() => {
    /** What has the focus, then what it lies in, outwards. */
    let path: HTMLElement[] = []
    const remember = ({ target }: FocusEvent) => {
      path = ancestors(target as HTMLElement)
    }
    const observer = new MutationObserver(() => {
      if (path.length === 0 || path[0].isConnected || document.activeElement !== document.body) return
      const successor = successorIn(path.filter((element) => element.isConnected))
      if (!successor) return
      if (successor.tabIndex < 0) successor.tabIndex = -1 // makes a heading focusable, by script alone
      successor.focus()
    })
    document.addEventListener('focusin', remember)
    observer.observe(document.body, { childList: true, subtree: true })
    return () => {
      document.removeEventListener('focusin', remember)
      observer.disconnect()
    }
  }, [])
}

function ancestors(element: HTMLElement): HTMLElement[] {
  return element.parentElement ? [element, ...ancestors(element.parentElement)] : [element]
}

function successorIn(regions: HTMLElement[]): HTMLElement | null {
  for (const region of regions) {
    const found =
      region.querySelector<HTMLElement>('.notice button') ?? region.querySelector<HTMLElement>('h2, h3')
    if (found) return found
  }
  return null
}
