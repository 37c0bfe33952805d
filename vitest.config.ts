import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Siblings are read from source: a test never needs a build.
  resolve: { conditions: ['@asdf/source'] },
  ssr: { resolve: { conditions: ['@asdf/source'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'tools/*/test/**/*.test.ts'],
    pool: 'forks',
    // Worker threads and child processes that tests start read TypeScript source too.
    execArgv: ['--conditions=@asdf/source', '--import', 'tsx'],
    maxWorkers: 2,
    testTimeout: 60_000,
  },
})
