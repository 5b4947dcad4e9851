// Whether the desktop is dark: what is drawn on a canvas is drawn anew when that changes.

import { useEffect, useState } from 'react'

/** Changes when the desktop turns light or dark. */
export function useColourScheme(): boolean {
  const [dark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches)
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)')
    const listen = () => setDark(query.matches)
    query.addEventListener('change', listen)
    return () => query.removeEventListener('change', listen)
  }, [])
  return dark
}
