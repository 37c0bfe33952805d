/** A tree over codes. Nodes follow their children's parents: node 0 is the root, a child's number is above its parent's. */
export interface CodeTree {
  /** Which of the digit's features a node asks for. */
  readonly features: Uint8Array
  /** Codes up to this one go left; a negative number is -1 - the number of a set. */
  readonly tests: Int16Array
  /** Two numbers a node, left and right: a leaf, or the number of leaves plus a node. */
  readonly children: Uint16Array
  /** 32 bytes a set, as the kernel `findLeaves` reads them. */
  readonly sets: Uint8Array
}

/** What a tree is made of while it grows. `children` holds leaves as -1 - leaf until their number is known. */
export interface TreeDraft {
  readonly features: number[]
  readonly tests: number[]
  readonly children: number[]
  readonly sets: Uint8Array[]
}

/** A draft without nodes. */
export function createDraft(): TreeDraft {
  return { features: [], tests: [], children: [], sets: [] }
}

/** Adds a node whose sides are the leaves of these numbers, for now. */
export function addNode(
  draft: TreeDraft,
  split: { readonly feature: number; readonly threshold: number; readonly codes: Uint8Array | null },
  left: number,
  right: number,
): void {
  draft.features.push(split.feature)
  draft.tests.push(split.codes === null ? split.threshold : -1 - draft.sets.length)
  draft.children.push(-1 - left, -1 - right)
  if (split.codes !== null) draft.sets.push(setOf(split.codes))
}

/** The tree of a draft in which every split has been made. */
export function finishTree(draft: TreeDraft): CodeTree {
  const leafCount = draft.features.length + 1
  const sets = new Uint8Array(32 * draft.sets.length)
  draft.sets.forEach((set, index) => sets.set(set, 32 * index))
  return {
    features: Uint8Array.from(draft.features),
    tests: Int16Array.from(draft.tests),
    children: Uint16Array.from(draft.children, (child) => (child < 0 ? -1 - child : leafCount + child)),
    sets,
  }
}

function setOf(codes: Uint8Array): Uint8Array {
  const set = new Uint8Array(32)
  for (const code of codes) set[16 * (code >> 7) + (code & 15)]! |= 1 << ((code >> 4) & 7)
  return set
}
