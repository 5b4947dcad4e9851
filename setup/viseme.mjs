// `npm run -s viseme -- COMMAND`: install when needed, then the command line. Continues in main/cli.ts.

import { continueWith } from './install.mjs'

continueWith('../main/cli.ts')
