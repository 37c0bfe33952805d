/** The names of the months in one language, or in one way to shorten them. */
export interface MonthNames {
  readonly long: readonly string[]
  readonly short: readonly string[]
}

const german = 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'

/**
 * Month names by the code that a pattern has for them, as in `[$-de]d. Mmmm yyyy`; English ones need none. They are written
 * out, because those of `Intl` differ from version to version. `de2` shortens March as Excel does.
 */
export const monthNamesIn: Readonly<Record<string, MonthNames>> = {
  en: names('January February March April May June July August September October November December'),
  de: names(german, 'Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez'),
  de2: names(german, 'Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez'),
  fr: names(
    'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
    'janv févr mars avr mai juin juil août sept oct nov déc',
  ),
  es: names(
    'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
    'ene feb mar abr may jun jul ago sep oct nov dic',
  ),
  it: names('gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre'),
  pt: names('janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'),
  nl: names(
    'januari februari maart april mei juni juli augustus september oktober november december',
    'jan feb mrt apr mei jun jul aug sep okt nov dec',
  ),
}

/** The month's number, from 1, of a name in any case, long or short; 0 where it is none. */
export function monthNumber({ long, short }: MonthNames, name: string): number {
  const lower = name.toLowerCase()
  const isName = (other: string) => other.toLowerCase() === lower
  return 1 + Math.max(long.findIndex(isName), short.findIndex(isName))
}

function names(long: string, short?: string): MonthNames {
  const all = long.split(' ')
  return { long: all, short: short?.split(' ') ?? all.map((name) => name.slice(0, 3)) }
}
