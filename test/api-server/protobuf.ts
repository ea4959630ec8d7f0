import type { JsonObject } from '../../src/model.ts'

/** The length-delimited fields of a Protocol Buffers message, by field number. */
type Fields = Map<number, Buffer[]>

const MAGIC = Buffer.from('k8s\0')
const WIRE_VARINT = 0
const WIRE_LENGTH = 2

/** Reads the fields of a message. Throws a RangeError for wire types that the messages below do not use. */
const readFields = (message: Buffer): Fields => {
  const fields: Fields = new Map()
  let at = 0
  const readVarint = (): number => {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = message.readUInt8(at++)
      value += (byte & 0x7f) * shift
      if (byte < 0x80) return value
    }
  }
  while (at < message.length) {
    const tag = readVarint()
    const wire = tag & 7
    const size = readVarint()
    if (wire === WIRE_VARINT) continue
    if (wire !== WIRE_LENGTH) throw new RangeError(`a field of the wire type ${wire}`)
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), message.subarray(at, at + size)])
    at += size
  }
  return fields
}

const stringAt = (fields: Fields, number: number): string => fields.get(number)?.[0]?.toString() ?? ''

const fieldsAt = (fields: Fields, number: number): Fields => readFields(fields.get(number)?.[0] ?? Buffer.alloc(0))

const mapAt = (fields: Fields, number: number, encoding: BufferEncoding): Record<string, string> =>
  Object.fromEntries(
    (fields.get(number) ?? []).map((entry) => {
      const pair = readFields(entry)
      return [stringAt(pair, 1), pair.get(2)?.[0]?.toString(encoding) ?? '']
    }),
  )

/**
 * Reads a Secret as clients in Go send it: the only typed object that Helm writes, for its releases. Field numbers are
 * those of k8s.io/apimachinery/pkg/runtime, pkg/apis/meta/v1 and k8s.io/api/core/v1 (generated.proto).
 */
export const readSecret = (body: Buffer): JsonObject => {
  const envelope = readFields(body.subarray(MAGIC.length))
  const secret = fieldsAt(envelope, 2)
  const metadata = fieldsAt(secret, 1)
  return {
    metadata: { name: stringAt(metadata, 1), labels: mapAt(metadata, 11, 'utf8') },
    data: mapAt(secret, 2, 'base64'),
    type: stringAt(secret, 3),
  }
}
