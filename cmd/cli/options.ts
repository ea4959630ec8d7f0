import { FORMATS } from '../run/report-formats.ts'

/** An option, as the help, the parser and the variables know it. */
export interface Option {
  name: OptionName
  /** Its one-letter form. */
  alias?: string
  /** The placeholder of its value in the help; absent for a switch. */
  value?: string
  /** The value may be omitted. */
  optional?: true
  /** The legal values. */
  choices?: readonly string[]
  /** May be given several times. Its variable holds several values, separated by commas or line feeds. */
  repeatable?: true
  description: string
}

const FORMAT_NAMES = FORMATS.map(({ name }) => name)

/** Kinds of findings for `--fail-on`. */
const FINDINGS = ['changed', 'held', 'unknown', 'assumed', 'stale', 'left-out'] as const

/** All options by name. A command lists those that it takes. */
const TABLE = {
  filename: {
    alias: 'f',
    value: 'FILE|-',
    repeatable: true,
    description: 'a file of rendered manifests, - for stdin; explain and check read stdin by default; repeatable',
  },
  profile: {
    value: 'NAME|FILE',
    description:
      'the profile: restricted (the default), cautious, strict, baseline, ack, audit, or a file (its path contains / or .)',
  },
  config: {
    value: 'FILE|none',
    description: 'the configuration file, instead of the casehard.yaml in this folder or in one above it',
  },
  images: {
    value: 'FILE|none',
    description:
      'the lock file of images, instead of the casehard.images.yaml beside the configuration, in this folder or in one above it',
  },
  namespace: { value: 'NS', description: 'the namespace of objects that do not set one' },
  platform: {
    value: 'kubernetes|openshift',
    choices: ['kubernetes', 'openshift'],
    description:
      'the platform whose rules the pods have to follow; by default openshift if the input has objects or annotations of it',
  },
  today: {
    value: 'DATE',
    description:
      'the date for expiring exemptions, e.g. 2027-01-31; by default SOURCE_DATE_EPOCH, or else the current date in UTC',
  },
  evidence: {
    value: 'PATH',
    repeatable: true,
    description: 'a file or folder to read as evidence only, e.g. roles and role bindings; repeatable',
  },
  exclude: {
    value: 'GLOB',
    repeatable: true,
    description:
      'leave out these files and folders, with the patterns of a .gitignore, e.g. vendor/ or *.golden.yaml; repeatable',
  },
  report: {
    value: '[FORMAT=]FILE',
    repeatable: true,
    description: `write the full report (${FORMAT_NAMES.join(', ')}); the default format follows the file extension, or is json; repeatable`,
  },
  'fail-on': {
    value: FINDINGS.join('|'),
    choices: FINDINGS,
    repeatable: true,
    description:
      'exit with 1 if there are such findings (held: those on which somebody has to act, apart from unknown ones; stale: exemptions that match nothing; left-out: files with Kubernetes objects that the search of a folder leaves out); the manifests are still written; repeatable',
  },
  generate: {
    description:
      'add network policies and, for each Namespace in the input, a LimitRange, a ResourceQuota and Pod Security labels',
  },
  assume: {
    description: 'also write changes where nothing shows that the workload starts with them; they are marked assumed',
  },
  mark: {
    description:
      'annotate each object that is changed or added with casehard.dev/hardened-by: VERSION PROFILE, on the object and not on its pods',
  },
  pin: { description: 'pin each image that the lock file knows to its digest: NAME:TAG@sha256:...' },
  quiet: { alias: 'q', description: 'do not print the summary' },
  'dry-run': { description: 'change nothing: print and exit as casehard diff does' },
  format: { value: 'text|json', choices: ['text', 'json'], description: 'the output format' },
  since: {
    value: 'OLD',
    description: 'compare with this older report: new, removed and changed verdicts, regressions first',
  },
  'fail-on-worse': {
    description: 'with --since: exit with 1 if a Pod Security level or a verdict got worse',
  },
  standard: {
    value: 'NAME[@VERSION]',
    repeatable: true,
    description:
      'check against a standard instead: pss:restricted, pss:baseline (@v1.0 ... @latest), cis:5.2 (@1.6, @1.11, @1.12), nsa, scc:restricted-v2, scc:restricted-v3; repeatable',
  },
  after: { description: 'with --standard: check the result of hardening' },
  known: { value: 'FILE', description: 'fail only on findings that this file does not list' },
  'write-known': {
    value: 'FILE',
    description: 'write all findings to this file, for --known, instead of failing on them',
  },
  dir: {
    value: 'DIR',
    description: 'the output folder; for Helm it must be new, empty, or written by an earlier run',
  },
  check: {
    value: 'FILE|DIR',
    repeatable: true,
    description:
      'write nothing, but check whether the patches in this file, or in the kustomization.yaml of this folder, still match the manifests; repeatable',
  },
  out: { value: 'FILE', description: 'the lock file, casehard.images.yaml by default' },
  'config-only': { description: 'read only the configurations of images, not their layers' },
  prune: { description: 'remove the images that the input no longer has' },
  from: {
    value: '[IMAGE=]PATH',
    repeatable: true,
    description:
      'read images from this OCI layout (folder or archive), docker save archive, or JSON of docker image inspect, skopeo inspect --config, crane config or trivy image, not from a registry; repeatable',
  },
  online: { description: 'ask registries whether the tags still have the digests of the lock file' },
  'insecure-registry': {
    value: 'HOST',
    repeatable: true,
    description: 'a registry, with its port, that may be asked with plain HTTP; repeatable',
  },
  'registry-ca': {
    value: 'FILE',
    description: 'a file with certificate authorities (PEM) to trust for registries, besides those of the system',
  },
  executable: {
    value: '[FILE]',
    optional: true,
    description:
      'use this executable instead of Node.js; without FILE, the one that npm run executable built, or the running one',
  },
} as const satisfies Record<string, Omit<Option, 'name'>>

/** The name of an option, which is also that of its flag. */
export type OptionName = keyof typeof TABLE

/** All options by name. */
export const OPTIONS = Object.fromEntries(
  Object.entries(TABLE).map(([name, option]) => [name, { ...option, name }]),
) as Record<OptionName, Option>

/** Options that select what is hardened and how. */
export const SETTINGS: readonly Option[] = [
  OPTIONS.profile,
  OPTIONS.config,
  OPTIONS.images,
  OPTIONS.namespace,
  OPTIONS.platform,
  OPTIONS.today,
  OPTIONS.assume,
  OPTIONS.pin,
]

/** Options of the commands that write hardened manifests to stdout. */
export const FILTER_OPTIONS: readonly Option[] = [
  ...SETTINGS,
  OPTIONS.report,
  OPTIONS['fail-on'],
  OPTIONS.generate,
  OPTIONS.mark,
  OPTIONS.quiet,
]

/** Options of the commands that take files and folders. */
export const PATH_OPTIONS: readonly Option[] = [
  ...SETTINGS,
  OPTIONS.evidence,
  OPTIONS.exclude,
  OPTIONS.report,
  OPTIONS['fail-on'],
  OPTIONS.generate,
  OPTIONS.quiet,
]

/** Returns the environment variable that sets an option, e.g. `CASEHARD_FAIL_ON`. */
export const variableOf = (name: OptionName): string => `CASEHARD_${name.toUpperCase().replaceAll('-', '_')}`
