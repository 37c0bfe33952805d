// Proves that lint catches a package reaching above its layer. The rule is silent when Nx has no project graph, and a
// check that was skipped must not look like one that passed.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ESLint } from 'eslint'

// With CI set, typescript-eslint lints files as they are on disk and not the texts that are given below.
delete process.env.CI

// Drawing the graph makes Nx work it out and keep it where the rule looks for it.
const folder = mkdtempSync(join(tmpdir(), 'asdf-graph-'))
execFileSync(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'graph', `--file=${join(folder, 'graph.json')}`], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, NX_DAEMON: 'false' },
})
rmSync(folder, { recursive: true })

const forbidden = [
  ['packages/core/src/index.ts', '@asdf/smote'],
  ['packages/smote/src/index.ts', '@asdf/metrics'],
  ['packages/trees/src/index.ts', '@asdf/pipeline'],
  ['packages/pipeline/src/index.ts', '@asdf/smote'],
  ['packages/baselines/src/index.ts', '@asdf/trees'],
]
const eslint = new ESLint()
for (const [filePath, target] of forbidden) {
  const [{ messages }] = await eslint.lintText(`export { x } from '${target}'\n`, { filePath })
  if (messages.some(({ ruleId }) => ruleId === '@nx/enforce-module-boundaries')) continue
  console.error(`lint does not catch ${filePath} importing ${target}: ${JSON.stringify(messages)}`)
  process.exit(1)
}
console.log(`module boundaries: ${forbidden.length} forbidden imports caught`)
