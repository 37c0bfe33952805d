/** The standard normal's 97.5 % quantile: every interval here is a two-sided one of 95 %. */
const z = 1.959963984540054

/**
 * The interval of a share seen in `count` independent rows: Wilson, "Probable inference, the law of succession, and
 * statistical inference", JASA 22 (1927).
 */
export function shareInterval(share: number, count: number): readonly [low: number, high: number] {
  const center = share + z ** 2 / (2 * count)
  const half = z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2))
  const scale = 1 + z ** 2 / count
  // At 0 and at 1 rounding could leave the share itself out.
  return [share === 0 ? 0 : (center - half) / scale, share === 1 ? 1 : (center + half) / scale]
}

/**
 * The interval of an AUC over `count` positive and as many negative rows: all values whose distance from the AUC is at most
 * z standard errors, those of Hanley and McNeil ("The meaning and use of the area under a receiver operating
 * characteristic (ROC) curve", Radiology 143, 1982) at the value and not at the AUC, which keeps it in [0, 1] and open at
 * an AUC of 1: method 5 of Newcombe, "Confidence intervals for an effect size measure based on the Mann–Whitney
 * statistic", part 2, Statistics in Medicine 25 (2006).
 */
export function aucInterval(auc: number, count: number): readonly [low: number, high: number] {
  const isInside = (value: number) => (auc - value) ** 2 <= z ** 2 * hanleyMcNeilVariance(value, count)
  return [boundary(auc, 0, isInside), boundary(auc, 1, isInside)]
}

function hanleyMcNeilVariance(auc: number, count: number): number {
  const bothPositives = auc / (2 - auc) - auc ** 2
  const bothNegatives = (2 * auc ** 2) / (1 + auc) - auc ** 2
  return (auc * (1 - auc) + (count - 1) * (bothPositives + bothNegatives)) / count ** 2
}

/** Where, between a value inside and the end of the range, inside ends; by bisection. */
function boundary(inside: number, end: number, isInside: (value: number) => boolean): number {
  let [near, far] = [inside, end]
  for (let halvings = 0; halvings < 60; halvings++) {
    const middle = (near + far) / 2
    if (isInside(middle)) near = middle
    else far = middle
  }
  return near
}
