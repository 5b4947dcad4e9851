// `npm test`: install, then every check there is. Continues in run-tests.ts.

import { continueWith } from './install.mjs'

continueWith('run-tests.ts')
