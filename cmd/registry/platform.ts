/** A platform as in an index or in the configuration of an image. */
export interface Platform {
  os?: string | undefined
  architecture?: string | undefined
  variant?: string | undefined
}

/** Other names of architectures, as github.com/containerd/platforms reads them. */
const ALIASES: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  armhf: 'arm/v7',
  armel: 'arm/v6',
  'x86-64': 'amd64',
  x86_64: 'amd64',
  i386: '386',
}

/** The variant that is meant if there is none. */
const DEFAULTS: Readonly<Record<string, string>> = { amd64: 'v1', arm: 'v7', arm64: 'v8' }

const normalize = ({ os = '', architecture = '', variant = '' }: Platform) => {
  const [name = '', implied] = (ALIASES[architecture] ?? architecture).split('/')
  const number = /^\d$/.test(variant) ? `v${variant}` : variant
  return { os, architecture: name, variant: number || (implied ?? DEFAULTS[name] ?? '') }
}

/** Parses `OS/ARCHITECTURE` or `OS/ARCHITECTURE/VARIANT`; undefined if it is neither. */
export const parsePlatform = (text: string): Platform | undefined => {
  const [, os, architecture, variant] = /^([\w.]+)\/([\w.-]+)(?:\/([\w.]+))?$/.exec(text) ?? []
  return os === undefined ? undefined : { os, architecture, variant }
}

/** Formats a platform, without a variant that is meant anyway. */
export const formatPlatform = (platform: Platform): string => {
  const { os, architecture, variant } = normalize(platform)
  return [os, architecture, ...(variant === (DEFAULTS[architecture] ?? '') ? [] : [variant])].join('/')
}

const numberOf = (variant: string): number => Number(/^v(\d+)$/.exec(variant)?.[1] ?? Number.NaN)

/**
 * Returns how well a platform fits the wanted one: the higher the better, undefined if programs for it do not run there. A
 * processor runs programs for older variants, too, so `linux/arm/v7` takes v6.
 */
const fitOf = (has: Platform, wanted: Platform): number | undefined => {
  const [one, other] = [normalize(has), normalize(wanted)]
  if (one.os !== other.os || one.architecture !== other.architecture) return undefined
  if (one.variant === other.variant) return Number.POSITIVE_INFINITY
  const number = numberOf(one.variant)
  return number < numberOf(other.variant) ? number : undefined
}

/** Whether programs for a platform run on the wanted one; also if it says nothing. */
export const fits = (has: Platform, wanted: Platform): boolean =>
  !has.os || !has.architecture || fitOf(has, wanted) !== undefined

/** Returns the first of the entries that fit the wanted platform best. */
export const choose = <T extends { platform: Platform }>(entries: readonly T[], wanted: Platform): T | undefined => {
  let best: T | undefined
  for (const entry of entries) {
    const fit = fitOf(entry.platform, wanted)
    if (fit !== undefined && (best === undefined || fit > (fitOf(best.platform, wanted) ?? 0))) best = entry
  }
  return best
}
