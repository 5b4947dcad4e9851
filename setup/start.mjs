// `npm start`: install, build, open the window. Continues in open-window.ts.

import { continueWith } from './install.mjs'

continueWith('open-window.ts')
