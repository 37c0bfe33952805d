import { AsdfError } from '@asdf/contract'

/** The error of a metric that has nothing to measure. */
export function undefinedMetric(where: string, fault: string): AsdfError {
  return new AsdfError('ASDF_METRIC_UNDEFINED', `${where}: ${fault}`, { metric: where })
}
