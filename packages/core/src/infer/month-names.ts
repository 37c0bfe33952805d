/** The names of months and weekdays in one language, or in one way to shorten them. */
export interface MonthNames {
  readonly long: readonly string[]
  readonly short: readonly string[]
  /** From Sunday on. */
  readonly weekdays: readonly string[]
  readonly shortWeekdays: readonly string[]
}

const german = 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'
const germanDays = 'Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag'
const shortGermanDays = 'So Mo Di Mi Do Fr Sa'

/**
 * Names by the code that a pattern has for them, as in `[$-de]d. Mmmm yyyy`; English ones need none. They are written
 * out, because those of `Intl` differ from version to version. `de2` shortens March as Excel does.
 */
export const monthNamesIn: Readonly<Record<string, MonthNames>> = {
  en: names(
    { long: 'January February March April May June July August September October November December' },
    { long: 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday' },
  ),
  de: names(
    { long: german, short: 'Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez' },
    { long: germanDays, short: shortGermanDays },
  ),
  de2: names(
    { long: german, short: 'Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez' },
    { long: germanDays, short: shortGermanDays },
  ),
  fr: names(
    {
      long: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
      short: 'janv févr mars avr mai juin juil août sept oct nov déc',
    },
    { long: 'dimanche lundi mardi mercredi jeudi vendredi samedi' },
  ),
  es: names(
    {
      long: 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
      short: 'ene feb mar abr may jun jul ago sep oct nov dic',
    },
    { long: 'domingo lunes martes miércoles jueves viernes sábado' },
  ),
  it: names(
    { long: 'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre' },
    { long: 'domenica lunedì martedì mercoledì giovedì venerdì sabato' },
  ),
  pt: names(
    { long: 'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro' },
    { long: 'domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado' },
  ),
  nl: names(
    {
      long: 'januari februari maart april mei juni juli augustus september oktober november december',
      short: 'jan feb mrt apr mei jun jul aug sep okt nov dec',
    },
    { long: 'zondag maandag dinsdag woensdag donderdag vrijdag zaterdag', short: 'zo ma di wo do vr za' },
  ),
}

/** The month's number, from 1, of a name in any case, long or short; 0 where it is none. */
export function monthNumber({ long, short }: MonthNames, name: string): number {
  return 1 + Math.max(placeOf(long, name), placeOf(short, name))
}

/** The weekday's number, from 0 for Sunday, of a name in any case, long or short; -1 where it is none. */
export function weekdayNumber({ weekdays, shortWeekdays }: MonthNames, name: string): number {
  return Math.max(placeOf(weekdays, name), placeOf(shortWeekdays, name))
}

/** Where a list has a name, in any case; -1 where it has not. */
export function placeOf(list: readonly string[], name: string): number {
  const lower = name.toLowerCase()
  return list.findIndex((other) => other.toLowerCase() === lower)
}

/** Names separated by blanks; short ones are the first three letters when absent. */
interface Listed {
  readonly long: string
  readonly short?: string
}

function names(months: Listed, days: Listed): MonthNames {
  const [long, weekdays] = [months.long.split(' '), days.long.split(' ')]
  const shortened = ({ short }: Listed, all: readonly string[]) =>
    short?.split(' ') ?? all.map((one) => one.slice(0, 3))
  return { long, short: shortened(months, long), weekdays, shortWeekdays: shortened(days, weekdays) }
}
