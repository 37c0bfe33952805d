import assert from 'node:assert/strict'

const consoleMethods = ['log', 'info', 'warn', 'error', 'debug'] as const

/** Fails when `action` draws from `Math.random` or writes to the console. */
export async function checkNoSideEffects(action: () => Promise<void>): Promise<void> {
  const { random } = Math
  const methods = consoleMethods.map((name) => [name, console[name]] as const)
  const faults: string[] = []
  Math.random = () => {
    faults.push('Math.random was called')
    return random()
  }
  for (const name of consoleMethods) console[name] = () => faults.push(`console.${name} was called`)
  try {
    await action()
  } finally {
    Math.random = random
    for (const [name, method] of methods) console[name] = method
  }
  assert.deepEqual([...new Set(faults)], [])
}
