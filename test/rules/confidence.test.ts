import { readFileSync } from 'node:fs'
import test from 'ava'
import type { Change, EvidenceSource, ImageFacts, Options, Report } from '../../src/model.ts'
import { filesBelow, hardenText, optionsOfInput } from '../support/hardening.ts'

/** A place in the source that may rate a change as `proven`, and the evidence that it requires. */
interface ProvingPlace {
  /** The controls whose changes it rates. */
  controls: readonly string[]
  /** File below `src/` and the declaration in it. */
  file: string
  name: string
  /** How many times it contains `proven`, if more than once. */
  times?: number
  /** The evidence that it demands, in words. */
  demands: string
  /** Evidence that such a change carries in the report. */
  shows: { source: EvidenceSource; text: RegExp }
}

/** What a lock file says of a digest proves as much as a fact. */
const sourceOf = (source: EvidenceSource): EvidenceSource => (source === 'image-lock' ? 'image-facts' : source)

/** All places that may contain `proven`. A new one needs an entry with the required evidence, and a case with it. */
const PROVING_PLACES: readonly ProvingPlace[] = [
  {
    controls: ['run-as-non-root'],
    file: 'controls/run-as-non-root/index.ts',
    name: 'lowestConfidence',
    demands: 'each of the containers in question is proven by one of the next two',
    shows: { source: 'manifest', text: /\brunAsUser\b/ },
  },
  {
    controls: ['run-as-non-root'],
    file: 'controls/run-as-non-root/plan.ts',
    name: 'planContainer',
    demands: 'the manifest gives the container a numeric user that is not 0',
    shows: { source: 'manifest', text: /\brunAsUser: [1-9]\d*$/ },
  },
  {
    controls: ['drop-capabilities'],
    file: 'requirements/capability-needs.ts',
    name: 'findRootNeeds',
    demands: 'good facts name what the image takes to step down from root, and nothing else is started in its place',
    shows: { source: 'image-facts', text: / as root needs | needs no capabilities as root$/ },
  },
  {
    controls: ['drop-capabilities'],
    file: 'requirements/capability-needs.ts',
    name: 'findNonRootNeeds',
    demands:
      'the manifest or good facts name a user other than root, and good facts speak of its users and file capabilities',
    shows: { source: 'image-facts', text: / (?:runs as|works as|starts as|has to be) / },
  },
  {
    controls: ['run-as-non-root'],
    file: 'controls/run-as-non-root/plan.ts',
    name: 'planNonRootImage',
    demands: 'facts that somebody verified name a USER of the image that is not root, and no command wants root',
    shows: { source: 'image-facts', text: / runs as user (?:[1-9]\d*|"[^"]+", which is [1-9]\d*)$/ },
  },
  {
    controls: ['read-only-root-filesystem'],
    file: 'controls/read-only-root-filesystem/index.ts',
    name: 'rateConfidence',
    demands: 'facts that somebody verified tell that the image runs so, and all paths that it writes to are on volumes',
    shows: { source: 'image-facts', text: / runs with a read-only root filesystem$/ },
  },
  {
    controls: ['seccomp-runtime-default'],
    file: 'controls/seccomp-runtime-default.ts',
    name: 'assessAnnotation',
    demands: 'an annotation, which Kubernetes did honour, names the very profile that the field is given',
    shows: { source: 'manifest', text: /^annotation (?:container\.)?seccomp\.security\.alpha\.kubernetes\.io\// },
  },
  {
    controls: ['no-service-account-token'],
    file: 'controls/no-service-account-token/index.ts',
    name: 'rateConfidence',
    demands: 'each container mounts a volume of its own where the token would be, so that none reads it',
    shows: { source: 'manifest', text: /^every container mounts a volume over the path of the token$/ },
  },
]

/** Matches `'proven'` as a value, not in comparisons. */
const GIVES = /(?<![=!]== )'proven'/g
const DECLARATION = /^(?:export )?(?:default )?(?:const|function) (\w+)/

/** Counts `proven` in each declaration, by `file: name`. */
const placesInSource = (): Map<string, number> => {
  const found = new Map<string, number>()
  const files = ['src/controls', 'src/evidence', 'src/requirements'].flatMap((folder) => filesBelow(folder, '.ts'))
  for (const file of files.filter((name) => !name.endsWith('.test.ts'))) {
    let name = ''
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      name = DECLARATION.exec(line)?.[1] ?? name
      const times = line.match(GIVES)?.length ?? 0
      const key = `${file.slice('src/'.length)}: ${name}`
      if (times > 0) found.set(key, (found.get(key) ?? 0) + times)
    }
  }
  return found
}

const runCase = (input: string, change: (options: Options) => Options = (options) => options): Report => {
  return hardenText(readFileSync(input, 'utf8'), change(optionsOfInput(input))).report
}

const cases = filesBelow('testdata/cases', '.in.yaml')
const provenIn = (report: Report): Change[] => report.changes.filter(({ confidence }) => confidence === 'proven')

const isShown = (change: Change, { controls, shows }: ProvingPlace): boolean =>
  controls.includes(change.control) &&
  change.evidence.some(({ source, text }) => sourceOf(source) === shows.source && shows.text.test(text))

test('every place that may call a change proven is listed with the evidence that it demands', (t) => {
  const listed = new Map(PROVING_PLACES.map(({ file, name, times = 1 }) => [`${file}: ${name}`, times]))
  const inSource = placesInSource()
  const missing = [...inSource].filter(([place, times]) => listed.get(place) !== times)
  t.deepEqual(missing, [], 'add these to PROVING_PLACES (the number is how many times they say proven)')
  const gone = [...listed.keys()].filter((place) => !inSource.has(place))
  t.deepEqual(gone, [], 'these say proven no more: take them out of PROVING_PLACES')
})

test('every proven change of the cases carries the evidence of such a place, and every place has a case', (t) => {
  const seen = new Set<ProvingPlace>()
  for (const input of cases)
    for (const change of provenIn(runCase(input))) {
      const places = PROVING_PLACES.filter((place) => isShown(change, place))
      for (const place of places) seen.add(place)
      t.true(places.length > 0, `${input}: ${change.control} ${JSON.stringify(change.evidence)}`)
    }
  t.deepEqual(
    PROVING_PLACES.filter((place) => !seen.has(place)).map(({ file, name }) => `${file}: ${name}`),
    [],
  )
})

test('unverified facts prove nothing', (t) => {
  const unverified = (options: Options): Options => {
    const distrust = (images: readonly ImageFacts[]) =>
      images.map((facts) => ({ ...facts, status: 'unverified' as const }))
    const { configuration, images } = options
    return {
      ...options,
      images: {
        named: (name) => distrust(images.named(name)),
        endingIn: (part) => distrust(images.endingIn(part)),
        patterns: () => distrust(images.patterns()),
        all: () => distrust(images.all()),
      },
      configuration: { ...configuration, images: distrust(configuration.images) },
    }
  }
  for (const input of cases)
    for (const { control, evidence } of provenIn(runCase(input, unverified)))
      t.false(
        evidence.some(({ source }) => sourceOf(source) === 'image-facts'),
        `${input}: ${control} ${JSON.stringify(evidence)}`,
      )
})
