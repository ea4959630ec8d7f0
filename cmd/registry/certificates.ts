import { join } from 'node:path'
import tls from 'node:tls'
import type { Io } from '../io/io.ts'
import { ProblemError } from './errors.ts'

/** What the client needs of its environment. */
export type RegistryIo = Pick<Io, 'env' | 'readSmallFile' | 'list' | 'spawn' | 'user'>

/** Certificates for the connections to one registry, in PEM. */
export interface Certificates {
  ca?: string[]
  cert?: string
  key?: string
}

/** The largest file with certificates, in bytes: the bundle of a system has about 250 KB. */
const LARGEST = 2 ** 22

/** The user's home as Docker and Podman find it. */
export const homeOf = ({ HOME, USERPROFILE }: RegistryIo['env']): string | undefined => HOME || USERPROFILE || undefined

/** Returns the authorities that Node trusts by itself: an option that adds one replaces these. */
const trusted = (io: RegistryIo): string[] => {
  // Newer than Node 20.
  const { getCACertificates } = tls as unknown as { getCACertificates?: (type: 'default') => string[] }
  if (getCACertificates !== undefined) return getCACertificates('default')
  const extra = io.env.NODE_EXTRA_CA_CERTS
  return [...tls.rootCertificates, ...(extra ? [read(io, extra, 'NODE_EXTRA_CA_CERTS')] : [])]
}

const read = (io: RegistryIo, path: string, origin: string): string => {
  try {
    return Buffer.from(io.readSmallFile(path, LARGEST)).toString()
  } catch (error) {
    throw new ProblemError(
      `${path} (${origin}) cannot be read: ${(error as NodeJS.ErrnoException).code}`,
      'correct the path or the permissions',
      error,
    )
  }
}

const listIfAny = (io: RegistryIo, folder: string): string[] => {
  try {
    return io.list(folder).map((name) => join(folder, name))
  } catch {
    return []
  }
}

/**
 * Finds certificates for a registry where Docker and Podman look for them (`certs.d/HOST:PORT` with `*.crt`, and `*.cert`
 * with `*.key`), and adds an authority of the user. Throws a `ProblemError` if a file cannot be read.
 * @param caFile a file with certificate authorities in PEM
 */
export const certificatesFor = (io: RegistryIo, registry: string, caFile?: string): Certificates => {
  const home = homeOf(io.env)
  const roots = ['/etc/docker', '/etc/containers', ...(home === undefined ? [] : [join(home, '.config/containers')])]
  const files = roots.flatMap((root) => listIfAny(io, join(root, 'certs.d', registry)))
  const ca = files.filter((file) => file.endsWith('.crt')).map((file) => read(io, file, 'certificates of the registry'))
  if (caFile !== undefined) ca.push(read(io, caFile, 'certificate authority'))
  const cert = files.find((file) => file.endsWith('.cert'))
  const key = cert?.replace(/cert$/, 'key')
  return {
    ...(ca.length === 0 ? {} : { ca: [...trusted(io), ...ca] }),
    ...(cert === undefined || key === undefined || !files.includes(key)
      ? {}
      : { cert: read(io, cert, 'certificate of the client'), key: read(io, key, 'key of the client') }),
  }
}
