import type { Palette } from './palette.ts'
import { dark, light } from './palette.ts'

/** The style sheet of a report. Colours are variables, so that drawings follow the theme of the reader. */
export function styleSheet(): string {
  return `:root{color-scheme:light dark;${variables(light)}}
@media (prefers-color-scheme:dark){:root{${variables(dark)}}}
${rules(light)}
${page}${tables}${drawings}`
}

function variables(palette: Palette): string {
  const named = (['background', 'surface', 'ink', 'faint', 'rule', 'real', 'synthetic'] as const).map(
    (name) => `--${name}:${palette[name]}`,
  )
  const listed = (['lines', 'heat', 'amount', 'sign'] as const).flatMap((name) =>
    palette[name].map((colour, index) => `--${name}${index}:${colour}`),
  )
  return [...named, ...listed].join(';')
}

const dashes = ['none', '7 3', '2 2', '9 3 2 3', '4 4', '12 4', '1 3', '6 2 1 2']

/** Classes that the drawings use, one for each colour of a list. */
function rules({ lines, heat, amount, sign }: Palette): string {
  return [
    ...lines.map((_, index) => `.l${index}{stroke:var(--lines${index});stroke-dasharray:${dashes[index]}}`),
    ...heat.map((_, index) => `.h${index}{background:var(--heat${index})}`),
    ...amount.map((_, index) => `.a${index}{fill:var(--amount${index})}`),
    ...sign.map((_, index) => `.s${index}{fill:var(--sign${index})}`),
  ].join('\n')
}

const page = `*{box-sizing:border-box}
body{margin:0;background:var(--background);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:1080px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.3rem;line-height:1.25;margin:2.6rem 0 .6rem;padding-top:.5rem;border-top:2px solid var(--rule)}
h3{font-size:1.05rem;margin:1.6rem 0 .4rem}
.grid h3{font-size:1rem;margin:.6rem 0 .2rem;font-weight:400}
p,ul,ol,dl{margin:.5rem 0 .9rem;max-width:74ch}
ul,ol{padding-left:1.3rem}
a{color:inherit;text-decoration-color:var(--real);text-decoration-thickness:2px;text-underline-offset:2px}
:focus-visible{outline:3px solid var(--real);outline-offset:2px}
code,pre{font:.9em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code{background:var(--surface);padding:.05em .3em;border-radius:3px}
pre{background:var(--surface);padding:12px;border-radius:6px;white-space:pre-wrap}
pre code{padding:0;background:none}
nav{font-size:.92rem;margin:.8rem 0 0;padding:0}
nav ul{list-style:none;padding:0;margin:0;display:flex;flex-wrap:wrap;gap:4px 16px;max-width:none}
nav a{display:inline-block;padding:4px 0}
.skip{position:absolute;left:-999px}
.skip:focus{left:8px;top:8px;background:var(--background);padding:8px}
.faint,figcaption,caption{color:var(--faint)}
.faint{font-size:.92rem}
.verdict{border-left:6px solid var(--real);background:var(--surface);padding:14px 18px;border-radius:0 6px 6px 0;margin:1.2rem 0}
.verdict.bad{border-color:var(--synthetic)}
.verdict p{max-width:none}
.lead{font-size:1.2rem;line-height:1.35;font-weight:600;margin:0 0 .5rem}
.verdict h2{border:0;margin:0 0 .3rem;padding:0;font-size:1rem;color:var(--faint);font-weight:600}
.verdict ul{margin-bottom:0;max-width:none}
details{margin:.6rem 0}
summary{cursor:pointer;padding:6px 0}
footer{margin:3rem auto 2rem;font-size:.9rem;color:var(--faint)}
dt{font-weight:600;margin-top:.8rem}
dd{margin:.1rem 0 0}
.badge{display:inline-block;white-space:nowrap;border:1px solid var(--rule);border-radius:10px;padding:0 8px;font-size:.85rem;line-height:1.5}
.badge.as{border-color:var(--real)}
.badge.bad{border-color:var(--synthetic);border-width:2px;font-weight:600}
.score{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:baseline}
.big{font-size:2.6rem;font-weight:700;line-height:1}
`

const tables = `table{border-collapse:collapse;font-size:.92rem;margin:.4rem 0 1rem;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:4px;font-size:.92rem;min-width:min(22rem,80vw)}
.grid caption{min-width:0}.grid .scroll table{min-width:min(100%,20rem)}
th,td{padding:5px 12px 5px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule);font-weight:400}
thead th{color:var(--faint);font-size:.85rem;vertical-align:bottom}
.n{text-align:right}
.heat td{padding:4px 10px;text-align:right;border:1px solid var(--background)}
.scroll{overflow-x:auto;max-width:100%;margin-bottom:1rem}
.scroll table{margin-bottom:0}
.scroll th,.scroll td{overflow-wrap:break-word;max-width:44ch}
.measures{width:100%;table-layout:fixed}
.measures th{width:24%}.measures th:nth-child(2),.measures th:nth-child(3){width:14.5%}.measures th:nth-child(4){width:22%}
.measures th[scope=row]{font-weight:600}
.measures small{color:var(--faint);display:block;font-size:.8rem;font-weight:400}
.measures td small{white-space:nowrap}
@media (max-width:640px){body{font-size:15px}header,main,footer{padding:0 14px}header{padding-top:18px}
.measures,.measures caption,.measures tbody,.measures tr,.measures th,.measures td{display:block;border:0;padding:1px 0;width:auto}
.measures thead{position:absolute;left:-999px}.measures tr{border-bottom:1px solid var(--rule);padding:9px 0}
.measures td[data-label]::before{content:attr(data-label) ": ";color:var(--faint)}
.measures .n{text-align:left}.measures small{display:inline;margin-left:6px}}
`

const drawings = `figure{margin:0 0 1rem}
figcaption{font-size:.88rem;max-width:74ch;margin-bottom:5px}
figure summary{font-size:.88rem;padding:2px 0}
figure details{margin:.2rem 0}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(290px,100%),1fr));gap:14px 22px}
.grid figure{min-width:0}
.beside{display:flex;flex-wrap:wrap;gap:0 40px;align-items:flex-start}.beside>*{max-width:100%}
.wide{grid-template-columns:repeat(auto-fill,minmax(min(330px,100%),1fr))}
svg{display:block;max-width:100%;height:auto;overflow:visible}
svg text{fill:var(--faint);font:11px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
svg .t{fill:var(--ink)}
svg tspan{fill:var(--faint)}
.c{shape-rendering:crispEdges}
svg .e{text-anchor:end}svg .m{text-anchor:middle}
.x{stroke:var(--rule);fill:none}
.r{fill:var(--real);fill-opacity:.38}
.rs{stroke:var(--real);fill:none;stroke-width:1}
.y{stroke:var(--synthetic);fill:none;stroke-width:2}
.yb{fill:var(--synthetic)}
.rb{fill:var(--real)}
.o{stroke:var(--ink);fill:none;stroke-dasharray:3 2}
.k{stroke:var(--ink);fill:none;stroke-width:1.5}
.line{fill:none;stroke-width:2}
.dots{fill:none;stroke:var(--faint);stroke-dasharray:2 4}
.u{fill:none;stroke:var(--rule)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 18px;padding:0;margin:.2rem 0 .6rem;font-size:.88rem;max-width:none}
.legend svg{display:inline-block;vertical-align:middle;margin-right:6px}
.key{display:flex;align-items:center;gap:8px;font-size:.85rem;color:var(--faint);margin:.2rem 0 .8rem}
`
