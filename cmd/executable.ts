/** An operating system and a processor, as Go calls them. */
export interface Platform {
  os: 'linux' | 'darwin' | 'windows'
  arch: 'amd64' | 'arm64'
}

const platform = (os: Platform['os'], amd64: number, arm64: number, machine: number): Platform | undefined =>
  machine === amd64 ? { os, arch: 'amd64' } : machine === arm64 ? { os, arch: 'arm64' } : undefined

/**
 * The platform that a 64-bit executable was built for, by its header; undefined for any other file. Numbers are those of
 * the ELF, Mach-O and PE formats: e_machine, cputype, Machine.
 */
export const platformOf = (file: Uint8Array): Platform | undefined => {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (bytes.length < 64) return undefined
  const magic = bytes.toString('latin1', 0, 4)
  if (magic === '\x7fELF') return platform('linux', 0x3e, 0xb7, bytes.readUInt16LE(18))
  if (magic === '\xcf\xfa\xed\xfe') return platform('darwin', 0x0100_0007, 0x0100_000c, bytes.readUInt32LE(4))
  if (!magic.startsWith('MZ')) return undefined
  const header = bytes.readUInt32LE(60)
  if (bytes.toString('latin1', header, header + 4) !== 'PE\0\0' || bytes.length < header + 6) return undefined
  return platform('windows', 0x8664, 0xaa64, bytes.readUInt16LE(header + 4))
}

/** Whether a file is an executable that was compiled from this version of casehard. */
export const isOfVersion = (file: Uint8Array, version: string): boolean =>
  Buffer.from(file.buffer, file.byteOffset, file.byteLength).includes(`casehard-executable ${version}\n`)
