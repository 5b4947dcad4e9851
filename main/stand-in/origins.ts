// An own scheme in a browser that does not know it. Chromium cannot be taught a scheme from outside, so that
// `viseme://app/index.html` is shown to the page as `https://app.viseme.invalid/index.html`: a secure origin of its
// own (getUserMedia, workers and WebAssembly work), under a top-level domain that can never exist (RFC 2606),
// answered inside the process by the Fetch domain. The main process only ever sees the own scheme.

const SUFFIX = '.invalid'
const BUILT_IN = /^(https?|file|data|blob|about|chrome|devtools|chrome-error|javascript):/

/** The address under which the page knows `url`; addresses of ordinary schemes stay as they are. */
export function toPageUrl(url: string): string {
  if (BUILT_IN.test(url)) return url
  const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url) ?? []
  if (!scheme) throw new Error(`Not an absolute address: ${url}`)
  return `https://${host}.${scheme}${SUFFIX}${rest.startsWith('/') ? rest : `/${rest}`}`
}

/** The inverse of toPageUrl. */
export function fromPageUrl(url: string): string {
  const [, host, scheme, rest] =
    /^https:\/\/([^/?#]*)\.([a-z][a-z0-9+-]*)\.invalid(?::443)?(.*)$/is.exec(url) ?? []
  return scheme ? `${scheme}://${host}${rest}` : url
}

/** The Fetch pattern of every own scheme. */
export const OWN_ORIGINS = `https://*${SUFFIX}/*`
