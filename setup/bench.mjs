// `npm run bench`: install when needed, then measure. Continues in tests/bench/bench.ts.

import { continueWith } from './install.mjs'

continueWith('../tests/bench/bench.ts')
