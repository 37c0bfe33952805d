// The few rules of the protobuf wire format that writing an ONNX model needs:
// https://protobuf.dev/programming-guides/encoding/

const varintType = 0
const bytesType = 2
const fixed32Type = 5

/** Writes one protobuf message. Messages inside it are other writers. */
export interface MessageWriter {
  /** A signed or unsigned whole number, up to 2^53. */
  integer(field: number, value: number): void
  float(field: number, value: number): void
  text(field: number, value: string): void
  bytes(field: number, value: Uint8Array): void
  message(field: number, value: MessageWriter): void
  finish(): Uint8Array
}

export function createMessage(): MessageWriter {
  let buffer = new Uint8Array(64)
  let length = 0

  function reserve(count: number): void {
    if (length + count <= buffer.length) return
    const larger = new Uint8Array(Math.max(2 * buffer.length, length + count))
    larger.set(buffer)
    buffer = larger
  }

  function varint(value: number): void {
    reserve(10)
    // Negative numbers are written as their 64-bit two's complement, always in ten bytes.
    let rest = BigInt.asUintN(64, BigInt(value))
    for (; rest > 0x7fn; rest >>= 7n) buffer[length++] = Number(rest & 0x7fn) | 0x80
    buffer[length++] = Number(rest)
  }

  function bytes(field: number, value: Uint8Array): void {
    varint(field * 8 + bytesType)
    varint(value.length)
    reserve(value.length)
    buffer.set(value, length)
    length += value.length
  }

  return {
    integer(field, value) {
      varint(field * 8 + varintType)
      varint(value)
    },
    float(field, value) {
      varint(field * 8 + fixed32Type)
      reserve(4)
      new DataView(buffer.buffer).setFloat32(length, value, true)
      length += 4
    },
    text: (field, value) => bytes(field, encodeUtf8(value)),
    bytes,
    message: (field, value) => bytes(field, value.finish()),
    finish: () => buffer.subarray(0, length),
  }
}

function encodeUtf8(text: string): Uint8Array {
  return Uint8Array.from(unescape(encodeURIComponent(text)), (char) => char.charCodeAt(0))
}
