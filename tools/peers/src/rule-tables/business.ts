import type { RuleTable } from './rule-table.ts'
import { dateText, day, hour, minute, round } from './draws.ts'

const first = Date.UTC(2024, 0, 1)

/** Orders of a shop: sums, products, rates, parcels that leave before they arrive, places, flags. */
export const orders: RuleTable = {
  target: 'margin',
  rules: [
    "times('subtotal', 'quantity', 'unit_price', 2)",
    "sums('total', 'subtotal', 'tax', 'shipping')",
    "rate('tax', 'subtotal', [0.025, 0.081], 2)",
    "rate('discount', 'subtotal', [0, 0.05, 0.1, 0.2], 2)",
    "le('paid', 'total')",
    "le('discount', 'subtotal')",
    "le('ordered', 'shipped')",
    "le('shipped', 'delivered')",
    "same_state(null('shipped'), text('state') == 'open')",
    "same_state(null('delivered'), text('state') != 'delivered')",
    "same_state(null('gift_message'), text('gift') == 'no')",
    "goes(text('returned') == 'yes', text('state') == 'delivered')",
    "goes(number('pickup') == 1, number('shipping') == 0)",
    "one_of('express', 'pickup', 'standard')",
    "decides('region', 'zip')",
  ],
  prepare(draws) {
    const places = Array.from({ length: 60 }, () => {
      const [latitude, longitude] = [46.2 + 1.4 * draws.next(), 6.2 + 4 * draws.next()]
      const region = longitude < 7.4 ? 'west' : latitude > 47 ? 'north' : longitude > 9 ? 'east' : 'south'
      return { zip: `z${draws.whole(1000, 9998)}`, latitude, longitude, region }
    })
    const weights = places.map((_, place) => 1 / (place + 1))
    return (index) => {
      const place = draws.pick(places, weights)
      const latitude = round(place.latitude + draws.normal(0, 0.02), 4)
      let quantity = 1
      while (!draws.chance(0.45)) quantity++
      const exact = Math.exp(draws.normal(3.1, 0.8))
      const unit_price = Math.max(0.99, round(draws.chance(0.2) ? Math.round(exact) : round(exact, 1) - 0.01, 2))
      const subtotal = round(quantity * unit_price, 2)
      const way = draws.pick([0, 1, 2], [15, 25, 60])
      const tax = round(subtotal * (place.region === 'west' ? 0.025 : 0.081), 2)
      const shipping = way === 1 ? 0 : way === 0 ? 19.9 : subtotal > 100 ? 0 : 7.9
      const total = round(subtotal + tax + shipping, 2)
      const payment = draws.next()
      const ordered = first + draws.whole(0, 47_999) * 15 * minute
      const shipped = ordered + draws.whole(2, 89) * hour
      const wait = Math.round(draws.exponential(way === 0 ? 8 : 26) + draws.exponential(way === 0 ? 8 : 26))
      const state = draws.pick(['delivered', 'open', 'lost'], [86, 11, 3])
      const gift = draws.chance(0.12)
      const risk = 1 / (1 + Math.exp(3 - unit_price / 40 + (way === 0 ? 0.4 : 0)))
      const margin = unit_price * 0.35 - shipping * 0.2 + 3 * Math.sin(latitude * 5) + draws.normal(0, 1.5)
      return {
        order_id: `O-${String(index * 7919 + 13).padStart(9, '0')}`,
        customer_id: draws.whole(10_000, 13_999),
        zip: place.zip,
        region: place.region,
        latitude,
        longitude: round(place.longitude + draws.normal(0, 0.03), 4),
        quantity,
        unit_price,
        subtotal,
        tax,
        shipping,
        total,
        discount: draws.chance(0.3) ? round(subtotal * draws.pick([0.05, 0.1, 0.2]), 2) : 0,
        paid: payment < 0.83 ? total : payment < 0.93 ? 0 : round(total * draws.next(), 2),
        ordered: dateText(ordered, true),
        shipped: state === 'open' ? '' : dateText(shipped, true),
        delivered: state === 'delivered' ? dateText(shipped + (wait + 3) * hour, true) : '',
        state,
        express: +(way === 0),
        pickup: +(way === 1),
        standard: +(way === 2),
        weight_kg: Math.min(30, Math.ceil(4 * quantity * (draws.exponential(0.8) + draws.exponential(0.8))) / 4),
        gift: gift ? 'yes' : 'no',
        gift_message: gift ? draws.pick(['Happy birthday', 'Thank you', 'Get well soon', 'For you']) : '',
        returned: state === 'delivered' && draws.chance(risk) ? 'yes' : 'no',
        margin: round(margin, 2),
        vip: margin + 0.04 * total + draws.normal(0, 4) > 22 ? 'yes' : 'no',
      }
    }
  },
}

/** The pay of employees: parts of a gross, a net that is left of it, grades, days of hire and leave. */
export const payroll: RuleTable = {
  target: 'performance',
  rules: [
    "sums('gross', 'base', 'bonus', 'overtime_pay')",
    "sums('gross', 'net', 'income_tax', 'insurance')",
    "times('overtime_pay', 'overtime_hours', 'hourly_rate', 2)",
    "le('hired', 'left')",
    "le('born', 'hired')",
    "same_state(null('left'), text('status') != 'left')",
    "decides('department', 'team')",
    "decides('department_code', 'department')",
    "rate('insurance', 'gross', [0.0515], 2)",
  ],
  prepare(draws) {
    const teams = Array.from({ length: 24 }, (_, team) => ({ team: `T${team + 1}`, department: team % 6 }))
    const departments = ['Sales', 'Research', 'Finance', 'Legal', 'Support', 'Plant']
    return (index) => {
      const { team, department } = draws.pick(teams)
      const grade = draws.whole(1, 7)
      const base = round(2200 + 700 * grade + draws.normal(0, 250), 2)
      const hourly_rate = round(base / 173 + draws.next(), 2)
      const overtime_hours = draws.chance(0.4) ? draws.whole(1, 40) / 2 : 0
      const overtime_pay = round(hourly_rate * overtime_hours, 2)
      const bonus = draws.chance(0.25) ? draws.whole(1, 20) * 100 : 0
      const gross = round(base + bonus + overtime_pay, 2)
      const income_tax = round(gross * (0.05 + 0.02 * grade + 0.02 * draws.next()), 2)
      const insurance = round(gross * 0.0515, 2)
      const born = Date.UTC(1960, 0, 1) + draws.whole(0, 14_000) * day
      const hired = Math.max(Date.UTC(1995, 0, 1), born + 18 * 365 * day) + draws.whole(0, 6000) * day
      const status = draws.pick(['active', 'on leave', 'left'], [8, 1, 3])
      return {
        employee: `E${100_000 + index}`,
        team,
        department: departments[department],
        department_code: 10 * (department + 1),
        grade,
        born: dateText(born),
        hired: dateText(hired),
        left: status === 'left' ? dateText(hired + draws.whole(90, 4000) * day) : '',
        status,
        base,
        hourly_rate,
        overtime_hours,
        overtime_pay,
        bonus,
        gross,
        income_tax,
        insurance,
        net: round(gross - income_tax - insurance, 2),
        commute_km: round(draws.exponential(14), 1),
        performance: round(3 + 0.1 * grade + 0.02 * overtime_hours + draws.normal(0, 0.5), 1),
      }
    }
  },
}

/** Census blocks: parts that lie below their whole, a ratio, bins. */
export const housing: RuleTable = {
  target: 'median_value',
  rules: [
    "le('total_bedrooms', 'total_rooms')",
    "le('households', 'total_bedrooms')",
    "le('households', 'population')",
    "sums('population', 'adults', 'children')",
    "times('persons_per_household', 'population', 'households', 2, True)",
    "goes(number('median_age') < 15, text('age_group') == 'new')",
    "goes(number('median_age') >= 40, text('age_group') == 'old')",
    "decides('county', 'tract')",
  ],
  prepare(draws) {
    const tracts = Array.from({ length: 80 }, (_, tract) => ({
      tract: `tract ${tract + 1}`,
      county: `county ${Math.floor(tract / 9) + 1}`,
      latitude: 33 + 6 * draws.next(),
      longitude: -122 + 5 * draws.next(),
      income: Math.exp(draws.normal(1.2, 0.35)),
    }))
    return () => {
      const { tract, county, ...place } = draws.pick(tracts)
      const households = 20 + Math.round(draws.exponential(450))
      const total_bedrooms = households + Math.round(households * 0.08 * draws.next())
      const total_rooms = total_bedrooms + Math.round(total_bedrooms * (2.2 + draws.exponential(1.6)))
      const population = Math.round(households * (1.3 + draws.exponential(1.5)))
      const children = Math.floor(population * 0.4 * draws.next())
      const median_age = draws.whole(1, 52)
      const income = round(place.income * Math.exp(draws.normal(0, 0.2)), 4)
      return {
        longitude: round(place.longitude + draws.normal(0, 0.05), 2),
        latitude: round(place.latitude + draws.normal(0, 0.05), 2),
        tract,
        county,
        median_age,
        age_group: median_age < 15 ? 'new' : median_age < 40 ? 'middle' : 'old',
        total_rooms,
        total_bedrooms,
        households,
        population,
        adults: population - children,
        children,
        persons_per_household: round(population / households, 2),
        median_income: income,
        median_value: Math.min(500_001, Math.round((38 * income + draws.normal(40, 25)) * 10) * 100),
      }
    }
  },
}

/** Bills: an amount, a discount, tax, what is paid and what is open, days that follow one another. */
export const bills: RuleTable = {
  target: 'days_late',
  rules: [
    "times('amount', 'hours', 'rate', 2)",
    "sums('amount', 'discounted', 'discount')",
    "rate('vat', 'discounted', [0.19, 0.07, 0], 2)",
    "sums('due', 'discounted', 'vat')",
    "sums('due', 'paid', 'open')",
    "le('issued', 'due_on')",
    "le('issued', 'paid_on')",
    "goes(number('paid') == 0, null('paid_on'))",
    "goes(number('paid') > 0, ~null('paid_on'))",
    "decides('currency', 'country')",
    "decides('vat_rate', 'country', 'kind')",
  ],
  prepare(draws) {
    const countries = ['DE', 'FR', 'AT', 'CH', 'US', 'GB']
    const currencies = ['EUR', 'EUR', 'EUR', 'CHF', 'USD', 'GBP']
    return (index) => {
      const country = draws.whole(0, 5)
      const kind = draws.pick(['service', 'book', 'export'])
      const vatRate = kind === 'export' || country > 3 ? 0 : kind === 'book' ? 7 : 19
      const hours = draws.whole(1, 160) / 4
      const rate = round(draws.pick([45, 60, 80, 95, 120]) + 5 * draws.whole(0, 8) + 0.5 * draws.whole(0, 1), 2)
      const amount = round(hours * rate, 2)
      const discount = draws.chance(0.2) ? round(amount * 0.1 * draws.next(), 2) : 0
      const discounted = round(amount - discount, 2)
      const vat = round(discounted * (vatRate / 100), 2)
      const due = round(discounted + vat, 2)
      const settled = draws.next()
      const paid = settled < 0.7 ? due : settled < 0.85 ? 0 : round(due * draws.next(), 2)
      const issued = Date.UTC(2023, 0, 1) + draws.whole(0, 700) * day
      const days_late = Math.round(draws.normal(2 + due / 800, 4))
      return {
        bill: 500_000 + 3 * index,
        country: countries[country],
        currency: currencies[country],
        kind,
        hours,
        rate,
        amount,
        discount,
        discounted,
        vat_rate: `${vatRate} %`,
        vat,
        due,
        paid,
        open: round(due - paid, 2),
        issued: dateText(issued),
        due_on: dateText(issued + draws.pick([10, 14, 30]) * day),
        paid_on: paid === 0 ? '' : dateText(issued + Math.max(0, 14 + days_late) * day),
        reminders: paid === due ? 0 : draws.whole(0, 3),
        days_late,
      }
    }
  },
}
