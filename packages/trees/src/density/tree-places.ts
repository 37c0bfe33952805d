import type { CodeTree } from './code-tree.ts'
import type { KernelRoom } from './kernels/memory.ts'

/** Rows that the kernel `findLeaves` takes at a time: arrays that it reads or writes end at a multiple of it. */
export const leafBlock = 64

export const nodeBytes = 16

// Leaves and nodes have slots of their own, whatever the size of a tree.
const leafSlots = 256

/** What the kernel's slots take. */
export const slotBytes: number = (2 * leafSlots - 1) * leafBlock

/** Fills the slots that leaves read their numbers from. */
export function writeLeafSlots(room: KernelRoom, slots: number): void {
  for (let leaf = 0; leaf < leafSlots; leaf++) {
    room.u8.fill(leaf, slots + leaf * leafBlock, slots + (leaf + 1) * leafBlock)
  }
}

/** Writes a tree's nodes as the kernel reads them, parents after their children. `offsetOf` finds a feature's codes. */
export function writeNodes(
  room: KernelRoom,
  tree: CodeTree,
  nodes: number,
  offsetOf: (feature: number) => number,
): void {
  const count = tree.features.length
  const leaves = count + 1
  const slotOf = (child: number) => (child < leaves ? child : leafSlots + count - 1 - (child - leaves))
  for (let node = 0; node < count; node++) {
    const at = (nodes >> 2) + 4 * (count - 1 - node)
    room.i32[at] = offsetOf(tree.features[node]!)
    room.i32[at + 1] = tree.tests[node]!
    room.i32[at + 2] = slotOf(tree.children[2 * node]!)
    room.i32[at + 3] = slotOf(tree.children[2 * node + 1]!)
  }
}
