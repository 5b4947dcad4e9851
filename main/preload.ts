// The bridge: all that the window's page can reach beyond its own origin.

import { contextBridge, ipcRenderer } from 'electron'
import manifest from '../package.json' with { type: 'json' }
import { IPC_PREFIX, IPC_PROGRESS, type VisemeBridge } from './bridge.ts'

const bridge: VisemeBridge = {
  version: manifest.version,
  invoke: (channel, payload, call) => ipcRenderer.invoke(IPC_PREFIX + channel, call, payload),
  onProgress(listener) {
    const forward = (_event: unknown, ...told: Parameters<typeof listener>) => listener(...told)
    ipcRenderer.on(IPC_PROGRESS, forward)
    return () => ipcRenderer.off(IPC_PROGRESS, forward)
  },
}

contextBridge.exposeInMainWorld('viseme', bridge)
