const idName = /(?:^|[^a-z])(?:id|uuid|guid|key|index)$|^(?:id|uuid)(?:[^a-z]|$)|(?:^|[a-zäöü_ -])(?:nr\.?|nummer)$/i
const camelIdName = /[a-z](?:Id|ID|Uuid|UUID|Guid|GUID|Key|Index)$/

/** Whether a column is named like one of identifiers: `id`, `patient_id`, `orderKey`, `Kundennr.`. */
export function hasIdName(name: string): boolean {
  return idName.test(name) || camelIdName.test(name)
}
