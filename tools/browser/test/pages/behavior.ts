export function add(a: number, b: number): number {
  return a + b
}

export async function fail(message: string): Promise<void> {
  throw new RangeError(message)
}

export function failLater(message: string): Promise<void> {
  setTimeout(() => {
    throw new RangeError(message)
  })
  return new Promise(() => {})
}

export async function fetchStatus(name: string): Promise<number> {
  return (await fetch(name)).status
}

export function isIsolated(): boolean {
  return (globalThis as unknown as { crossOriginIsolated: boolean }).crossOriginIsolated
}

export function print(text: string): void {
  console.log(text)
}
