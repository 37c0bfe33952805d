import { exitCodes, runCli } from '@asdf/cli'

// The command as a function: arguments, somewhere to print to, and a signal to stop it by.
const terminal = {
  out: (text: string) => console.log(text.trimEnd()),
  err: () => {},
  isInteractive: false,
  columns: 100,
  now: () => performance.now(),
}
const code = await runCli(
  ['inspect', 'pima-diabetes', '--json'],
  {
    ...terminal,
    out: (text) => console.log((JSON.parse(text) as { classes: object }).classes),
  },
  new AbortController().signal,
)
console.log(code === exitCodes.done)
