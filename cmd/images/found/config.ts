import type { LockedConfig } from '../../../src/model/image-lock.ts'

/** What the configuration of an image says, with the values that reading its layers needs and the lock does not keep. */
export interface ImageConfig {
  locked: LockedConfig
  /** Values of environment variables. */
  env: ReadonlyMap<string, string>
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : typeof value === 'string' ? [value] : []

const keys = (value: unknown): string[] => Object.keys(record(value)).sort()

/**
 * Reads the configuration of an image, as the OCI specification, Docker and the tools that print it have it.
 * https://github.com/opencontainers/image-spec/blob/main/config.md
 */
export const readImageConfig = (value: unknown): ImageConfig => {
  const outer = record(value)
  const inner = record(outer.config ?? outer.Config)
  const env = new Map(
    strings(inner.Env).map((line): [string, string] => {
      const at = line.indexOf('=')
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
    }),
  )
  const text = (key: string): string => (typeof inner[key] === 'string' ? inner[key] : '')
  const lists: [keyof LockedConfig, string[]][] = [
    ['entrypoint', strings(inner.Entrypoint)],
    ['command', strings(inner.Cmd)],
    ['env', [...env.keys()].sort()],
    ['ports', keys(inner.ExposedPorts)],
    ['volumes', keys(inner.Volumes)],
  ]
  const locked: LockedConfig = {
    ...(text('User') === '' ? {} : { user: text('User') }),
    ...Object.fromEntries(lists.slice(0, 2).filter(([, list]) => list.length > 0)),
    ...(text('WorkingDir') === '' ? {} : { workingDir: text('WorkingDir') }),
    ...Object.fromEntries(lists.slice(2).filter(([, list]) => list.length > 0)),
  }
  return { locked, env }
}

/** Returns the platform that a configuration names, e.g. `linux/amd64`; empty if it names none. */
export const platformOf = (value: unknown): string => {
  const { os, architecture, variant, Os, Architecture, Variant } = record(value)
  const parts = [os ?? Os, architecture ?? Architecture, variant ?? Variant]
  return parts.filter((part) => typeof part === 'string' && part !== '').join('/')
}
