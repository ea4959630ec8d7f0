/** Names by number: https://github.com/torvalds/linux/blob/master/include/uapi/linux/capability.h */
const NAMES = `CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE
NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT
SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP
MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE`.split(/\s/)

/** The capabilities of a program: those that it gets, and whether it has them at once. */
export interface FileCapabilities {
  /** Without `CAP_`, sorted. */
  capabilities: string[]
  effective: boolean
}

const WORDS: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 2 }

/**
 * Decodes `security.capability`, the kernel's `vfs_cap_data` of versions 1 to 3: a word with version and effective bit, then
 * pairs of words, permitted and inheritable. A program with only inheritable ones gets none from a container.
 * Returns undefined for what is not that, or gives no capability.
 */
export const decodeCapabilities = (bytes: Buffer): FileCapabilities | undefined => {
  if (bytes.length < 12) return undefined
  const head = bytes.readUInt32LE(0)
  const words = WORDS[head >>> 24] ?? 0
  if (words === 0 || bytes.length < 4 + words * 8) return undefined
  const capabilities: string[] = []
  for (let bit = 0; bit < words * 32; bit++) {
    const permitted = bytes.readUInt32LE(4 + Math.floor(bit / 32) * 8)
    if (((permitted >>> (bit % 32)) & 1) === 1) capabilities.push(NAMES[bit] ?? String(bit))
  }
  return capabilities.length === 0 ? undefined : { capabilities: capabilities.sort(), effective: (head & 1) === 1 }
}
