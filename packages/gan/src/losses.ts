/** The networks of a GAN, each named by the loss that it lowers, in the order in which they are saved. */
export const ganLosses = ['generator', 'critic'] as const

/** The name of a network and of its loss. */
export type GanLoss = (typeof ganLosses)[number]
