// Runs `npm run demo`, `npm test` and the other jobs below on a machine that has Node and npm and nothing else: installs
// the workspace with the pinned pnpm when it has changed, builds what the job needs, and runs it. Uses Node alone.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const isWindows = process.platform === 'win32'
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const jobs = {
  // From source, as tests are: nothing to build, nothing to be stale.
  demo: {
    build: [],
    command: ['node', '--conditions=@asdf/source', '--import', 'tsx', 'packages/cli/src/main.ts', 'demo'],
  },
  test: { build: [], command: ['node', 'node_modules/vitest/vitest.mjs', 'run'] },
  'test:browser': {
    build: [],
    command: ['node', 'node_modules/vitest/vitest.mjs', 'run', '--config', 'tools/browser/vitest.config.ts'],
  },
  'test:python': {
    build: [],
    command: ['node', 'node_modules/vitest/vitest.mjs', 'run', '--config', 'tools/python/vitest.config.ts'],
  },
  bench: { build: ['@asdf-tools/peers'], command: ['node', 'tools/peers/dist/run.js'] },
}

const [jobName = '', ...rest] = process.argv.slice(2)
const job = jobs[jobName]
if (job === undefined) fail(`setup: no job '${jobName}'; use ${Object.keys(jobs).join(', ')}`)

// Ctrl-C reaches the child too, which cleans up and says how it ended; then it is our turn.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})

checkNode()
await install()
if (job.build.length > 0) await build(job.build)
await run([...job.command, ...rest])

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(`ASDF needs Node 20.19 or newer, this is ${process.versions.node}`)
}

/** Installs when the lock file is not what it was at the last install; pnpm then checks the manifests against it. */
async function install() {
  const marker = join(root, 'node_modules', '.asdf-installed')
  const state = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .update(packageManager)
    .digest('hex')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === state) return
  say(`installing with ${packageManager} (no install scripts run)`)
  await run([
    'npx',
    '--yes',
    packageManager,
    'install',
    '--frozen-lockfile',
    '--ignore-scripts',
    '--reporter=append-only',
  ])
  writeFileSync(marker, state)
}

/** Nx builds what has changed and takes the rest from its cache. */
async function build(projects) {
  say(`building ${projects.join(', ')} and what they use`)
  await run([
    'node',
    'node_modules/nx/dist/bin/nx.js',
    'run-many',
    '-t',
    'build',
    '-p',
    projects.join(','),
    '--outputStyle=static',
  ])
}

async function run([command, ...args]) {
  const program = command === 'node' ? process.execPath : command
  const env = { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true' }
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', env, shell: isWindows && command === 'npx' })
  child.on('error', (error) => fail(`setup: cannot run ${command}: ${error.message}`))
  const [status, signal] = await once(child, 'close')
  if (status !== 0) process.exit(status ?? (signal === 'SIGINT' ? 130 : 1))
}

function say(text) {
  console.error(`\n> ${text}`)
}

function fail(text) {
  console.error(text)
  process.exit(1)
}
