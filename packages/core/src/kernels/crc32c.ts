/** Castagnoli's polynomial, bits reversed. */
const polynomial = 0x82f63b78
const slices = 8

/**
 * CRC-32C (Castagnoli 1993, as in iSCSI, RFC 3720): finds every single flipped bit, every burst of up to 32 bits, and all
 * but one in 2³² of other damage. `before` is the checksum of what comes before `bytes`, so that parts can be added one
 * after the other. Eight bytes a step (Kounavis and Berry, "Novel table lookup-based algorithms for high-performance CRC
 * generation", 2008).
 */
export function crc32c(bytes: Uint8Array, before = 0): number {
  tables ??= createTables()
  const t = tables
  let crc = ~before
  let i = 0
  for (const last = bytes.length - slices; i <= last; i += slices) {
    const low = crc ^ (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24))
    crc =
      t[0x700 | (low & 255)]! ^
      t[0x600 | ((low >>> 8) & 255)]! ^
      t[0x500 | ((low >>> 16) & 255)]! ^
      t[0x400 | (low >>> 24)]! ^
      t[0x300 | bytes[i + 4]!]! ^
      t[0x200 | bytes[i + 5]!]! ^
      t[0x100 | bytes[i + 6]!]! ^
      t[bytes[i + 7]!]!
  }
  for (; i < bytes.length; i++) crc = t[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8)
  return ~crc >>> 0
}

// 8 kB, made by the first call: a package that stores no model has no use for it.
let tables: Int32Array | undefined

/** Table k holds the checksum of a byte followed by k zero bytes. */
function createTables(): Int32Array {
  const all = new Int32Array(slices * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0)
    all[byte] = crc
  }
  for (let at = 256; at < all.length; at++) all[at] = (all[at - 256]! >>> 8) ^ all[all[at - 256]! & 255]!
  return all
}
