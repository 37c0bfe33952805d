/**
 * Control characters, which move a terminal's cursor, change its title or worse, and characters that turn the direction of
 * text around; not tabs and line ends.
 */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text that is safe to show: control characters are spelled out, as in `\u001b`. JSON text stays JSON. */
export function printable(text: string): string {
  return String(text).replace(controls, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
