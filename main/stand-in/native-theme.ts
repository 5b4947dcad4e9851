// `nativeTheme.themeSource`: light, dark, or the system's choice, for every window.

import { EventEmitter } from 'node:events'
import { host } from './host.ts'

type ThemeSource = 'system' | 'light' | 'dark'

class NativeTheme extends EventEmitter {
  private source: ThemeSource = 'system'

  get themeSource(): ThemeSource {
    return this.source
  }

  set themeSource(source: ThemeSource) {
    this.source = source
    for (const { webContents } of host.windows) webContents.emulateColorScheme(source)
    this.emit('updated')
  }
}

export const nativeTheme = new NativeTheme()
