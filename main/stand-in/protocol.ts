// `protocol`: own schemes, answered by a function from Request to Response.

import type { Connection, Json } from './connection.ts'
import { fromPageUrl } from './origins.ts'

type Handler = (request: Request) => Response | Promise<Response>

export class Protocol {
  private readonly handlers = new Map<string, Handler>()

  /** The stand-in serves every own scheme as a standard and secure one; anything less would differ from Electron. */
  registerSchemesAsPrivileged(
    schemes: { scheme: string; privileges?: { standard?: boolean; secure?: boolean } }[],
  ): void {
    for (const { scheme, privileges } of schemes)
      if (!privileges?.standard || !privileges.secure)
        throw new Error(`The stand-in serves standard and secure schemes only: ${scheme}`)
  }

  handle(scheme: string, handler: Handler): void {
    if (this.handlers.has(scheme)) throw new Error(`The scheme has a handler already: ${scheme}`)
    this.handlers.set(scheme, handler)
  }

  unhandle(scheme: string): void {
    this.handlers.delete(scheme)
  }

  isProtocolHandled(scheme: string): boolean {
    return this.handlers.has(scheme)
  }

  /** Answers a request that Chromium has paused (Fetch.requestPaused); unknown schemes and failures fail it. */
  async respond(connection: Connection, { requestId, request }: Json): Promise<void> {
    const url = fromPageUrl(request.url)
    const handler = this.handlers.get(url.slice(0, url.indexOf(':')))
    try {
      if (!handler) throw new Error(`No handler for ${url}`)
      const body = request.postData === undefined ? undefined : Buffer.from(request.postData)
      const response = await handler(
        new Request(url, { method: request.method, headers: request.headers, body }),
      )
      await connection.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: response.status,
        responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
        body: Buffer.from(await response.arrayBuffer()).toString('base64'),
      })
    } catch {
      await connection.send('Fetch.failRequest', { requestId, errorReason: 'Failed' }).catch(() => {})
    }
  }
}
