import { describe, expect, it } from 'vitest'
import { runShell } from '../../setup/run-shell.ts'

const run = (script: string) => runShell('/bin/sh', ['-c', script], '/')

describe.skipIf(process.platform === 'win32')('running a shell of the window', () => {
  it('tells its exit status and how long it ran', async () => {
    const ending = await run('sleep 0.2; exit 4')
    expect(ending).toMatchObject({ status: 4, toldTo: false })
    expect(ending.ms).toBeGreaterThan(190)
  })

  it('is a failure where it crashes or cannot be started', async () => {
    expect(await run('kill -SEGV $$')).toMatchObject({ status: 1, toldTo: false })
    expect(await runShell('/nowhere/electron', [], '/')).toMatchObject({ status: 1, toldTo: false })
  })

  it('passes a signal on, and leaves the next one to others', async () => {
    const others = process.listenerCount('SIGHUP')
    const ending = run('trap "exit 7" HUP; while :; do sleep 0.05; done')
    await new Promise((resolve) => setTimeout(resolve, 300))
    process.emit('SIGHUP', 'SIGHUP')
    expect(await ending).toMatchObject({ status: 7, toldTo: true })
    expect(process.listenerCount('SIGHUP')).toBe(others)
  })
})
