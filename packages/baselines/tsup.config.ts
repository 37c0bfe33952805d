import { defineConfig } from 'tsup'
import shared from '../../tsup.config.ts'

/** One entry for each path of `exports`. */
export default defineConfig({ ...(shared as object), entry: ['src/index.ts', 'src/logistic-regression.ts'] })
