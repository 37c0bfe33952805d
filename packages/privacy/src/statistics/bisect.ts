/** The number between `inside`, where `holds` is true, and `outside`, where it is not, at which it ends. */
export function bisect(inside: number, outside: number, holds: (value: number) => boolean): number {
  let [near, far] = [inside, outside]
  for (let halvings = 0; halvings < 60; halvings++) {
    const middle = (near + far) / 2
    if (holds(middle)) near = middle
    else far = middle
  }
  return near
}
