import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface Python {
  /** The interpreter of the environment with the peers. */
  readonly path: string
  /** Version by name, of Python itself and of each library of `requirements.txt`. */
  readonly versions: Readonly<Record<string, string>>
}

export interface PythonOptions {
  /** Root of the repository; the environment is its `.venv`. */
  readonly root: string
  readonly requirements: string
  /** The interpreter, when it is not that of `.venv`. */
  readonly path?: string
  readonly tell: (message: string) => void
}

const execute = promisify(execFile)

/** The environment with exactly the pinned libraries, or the reason why it cannot be used as it is. Installs nothing. */
export async function findPython({
  root,
  requirements,
  path = interpreter(root),
}: PythonOptions): Promise<Python | string> {
  if (!existsSync(path)) return `there is no ${path}`
  const pins = readPins(requirements)
  let versions: Record<string, string>
  try {
    versions = await readVersions(path, Object.keys(pins))
  } catch (error) {
    return `${path} does not run: ${firstLine(error)}`
  }
  // Builds of one version, such as 2.13.0+cpu, are told apart after a plus sign.
  const wrong = Object.keys(pins).filter((name) => versions[name]?.split('+')[0] !== pins[name])
  if (wrong.length === 0) return { path, versions }
  return wrong.map((name) => `${name} is ${versions[name]}, not ${pins[name]}`).join('; ')
}

/** As `findPython`, but makes the environment or brings it up to date. Fails with what the user has to do. */
export async function installPython(options: PythonOptions): Promise<Python> {
  const found = await findPython(options)
  if (typeof found !== 'string') return found
  const { root, requirements, tell } = options
  tell(`Installing the Python peers, because ${found}. This takes a minute and needs PyPI.`)
  if (!existsSync(interpreter(root))) {
    await step(
      'python3',
      ['-m', 'venv', join(root, '.venv')],
      'install Python 3.11 or newer (on Debian: apt install python3-venv)',
    )
  }
  await step(
    interpreter(root),
    ['-m', 'pip', 'install', '--quiet', '-r', requirements],
    'see what pip says, then remove .venv and try again',
  )
  const installed = await findPython(options)
  if (typeof installed !== 'string') return installed
  throw new Error(`the Python peers are not as ${requirements} wants them: ${installed}; remove .venv and try again`)
}

/** Version by library name from lines such as `numpy==2.4.6`. */
export function readPins(requirements: string): Record<string, string> {
  const pins: Record<string, string> = {}
  for (const line of readFileSync(requirements, 'utf8').split('\n')) {
    const [name, version] = line.trim().split('==')
    if (name !== undefined && version !== undefined) pins[name] = version
  }
  return pins
}

const versionProgram = `
import importlib.metadata, json, platform, sys
def version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"
print(json.dumps({"Python": platform.python_version(), **{name: version(name) for name in sys.argv[1:]}}))
`

async function readVersions(path: string, names: readonly string[]): Promise<Record<string, string>> {
  const { stdout } = await execute(path, ['-c', versionProgram, ...names])
  return JSON.parse(stdout) as Record<string, string>
}

async function step(file: string, values: readonly string[], remedy: string): Promise<void> {
  try {
    await execute(file, values)
  } catch (error) {
    throw new Error(`${file} ${values.join(' ')} failed: ${firstLine(error)}; ${remedy}`, { cause: error })
  }
}

/** Where the interpreter of an environment in this folder of the repository is. */
export function interpreter(root: string, folder = '.venv'): string {
  return process.platform === 'win32'
    ? join(root, folder, 'Scripts', 'python.exe')
    : join(root, folder, 'bin', 'python')
}

function firstLine(error: unknown): string {
  const { stderr = '', message } = error as { stderr?: string; message: string }
  return (stderr.trim() || message).split('\n').at(-1)!
}
