import { CONTROLS } from '../../controls/index.ts'
import { imageOf } from '../../evidence/image/facts.ts'
import { GENERATORS, RULES } from '../../generate/index.ts'
import { parseImage } from '../../kube/image-reference.ts'
import { locatePods } from '../../kube/pod/locate.ts'
import { asString } from '../../kube/pod/pod.ts'
import type { ExplainedImage, ExplainedVerdict, ExplainedWorkload, Explanation } from '../../model/explanation.ts'
import type { InputFile, InputObject, Options, Resource } from '../../model.ts'
import { generate } from '../generate/generate.ts'
import { hardenObject } from '../harden/object.ts'
import { prepare } from '../read/prepare.ts'
import type { Addition, InputDocument, ObjectOutcome, Prepared } from '../types.ts'
import { assembleReport, Recorder } from '../write/report.ts'
import { alternativesFor } from './alternatives.ts'
import { podsOf, type Scenario } from './conditions.ts'
import { changedVerdict, compliantVerdict, heldVerdict } from './verdicts.ts'

/** What generators say of one object. */
export interface Generated {
  outcomes: ObjectOutcome['outcomes']
  additions: Addition[]
}

const NOTHING: Generated = { outcomes: [], additions: [] }

const isIn = (object: InputObject, { origin, settled }: Addition): boolean =>
  object.at.document === origin && settled.assessment.path.startsWith(`${object.at.pointer}/`)

/**
 * Asks the generators that are on, for which all of the stream has to be hardened, and gives what they say of an object.
 * What only they need is parsed, so that `prepared` may hold more objects afterwards.
 * @throws InputError for a document that Kubernetes could not read
 */
export const askGenerators = (prepared: Prepared): ((object: InputObject) => Generated) => {
  const { controls } = prepared.ruling.options.configuration
  if (GENERATORS.every(({ id }) => (controls[id] ?? 'off') === 'off')) return () => NOTHING
  const outcomes = prepared.objects.map((list) => list.map((object) => hardenObject(object, prepared.ruling)))
  const ofControls = new Map(outcomes.flat().map((outcome) => [outcome, outcome.outcomes.length]))
  const additions = generate(prepared, outcomes)
  return (object) => {
    const found = outcomes[object.at.document]?.find(({ subject }) => subject.pointer === object.at.pointer)
    return {
      outcomes: found?.outcomes.slice(ofControls.get(found) ?? 0) ?? [],
      additions: additions.filter((addition) => isIn(object, addition)),
    }
  }
}

/** Whether there is anything to say of an object: it has pods, is skipped, or controls or generators judge it. */
const isWorkload = ({ object, ruling }: Scenario, { outcomes, additions }: Generated): boolean => {
  const { pods, skipped, local } = locatePods(object, ruling.options.configuration.kinds)
  if (pods.length > 0 || skipped !== undefined || outcomes.length + additions.length > 0) return true
  return !local && ruling.controls.some(({ control }) => control.objects?.kinds.includes(object.resource.kind))
}

const imagesOf = (scenario: Scenario, recorder: Recorder): ExplainedImage[] =>
  podsOf(scenario).flatMap((pod) =>
    pod.containers.flatMap((container): ExplainedImage[] => {
      const image = asString(container.value.image)
      if (image === undefined) return []
      const { registry, repository } = parseImage(image)
      const known = imageOf(pod, container, scenario.ruling.context)
      const pointer = `${container.pointer}/image`
      return [
        {
          container: container.name,
          image,
          repository: `${registry}/${repository}`,
          line: recorder.line({ document: pod.document, pointer }),
          ...(known === undefined ? {} : { facts: known.facts, proves: known.proves }),
        },
      ]
    }),
  )

const ORDER = new Map(RULES.map(({ id }, i) => [id, i]))

const rankOf = ({ control }: ExplainedVerdict): number => ORDER.get(control) ?? 0

const weighObject = (
  scenario: Scenario,
  generated: Generated,
  { documents }: Prepared,
  options: Options,
): ExplainedWorkload => {
  const { object, ruling } = scenario
  const index = object.at.document
  const { ref, file } = documents[index] as InputDocument
  const recorder = new Recorder(documents)
  const outcome = hardenObject(object, ruling)
  const find = alternativesFor(scenario, outcome)
  outcome.outcomes.push(...generated.outcomes)
  const outcomes = documents.map((_, i) => (i === index ? [outcome] : []))
  const { changes, held, pods, skipped, notices } = assembleReport(documents, outcomes, generated.additions, options)
  const compliant = outcome.outcomes.flatMap((one) => one.compliant)
  const { resource } = object
  const verdicts = [
    // What is added bears its own name, and is exempt by that of the object that it is for.
    ...changes.map((change) => changedVerdict({ ...change, resource }, find, file.name)),
    ...held.map((entry) => heldVerdict(entry, find, file.name)),
    ...compliant.map((judged) => {
      const line = recorder.line({ document: index, pointer: judged.assessment.path })
      return compliantVerdict(object, judged, line, file.name)
    }),
  ]
  return {
    document: { ...ref, file: file.name },
    resource,
    pods: pods.map(({ path, level }) => ({ path, level })),
    ...(skipped[0] === undefined ? {} : { skipped: skipped[0].reason }),
    verdicts: verdicts.sort((a, b) => rankOf(a) - rankOf(b)),
    off: CONTROLS.flatMap(({ id }) => (ruling.controls.some(({ control }) => control.id === id) ? [] : [id])),
    images: imagesOf(scenario, recorder),
    notices: notices.filter(({ document }) => document !== undefined),
  }
}

/**
 * Weighs the workloads of files that are wanted: what each control and each generator that is on says of each target,
 * compliant ones too, and what would change that. Evidence is gathered over all files, as for hardening them. `workloads` are all that there are.
 * @throws InputError for input that Kubernetes could not read
 */
export const explainWorkloads = (
  files: readonly InputFile[],
  options: Options,
  isWanted: (resource: Resource) => boolean,
): { explanation: Explanation; workloads: Resource[] } => {
  const prepared = prepare(files, options)
  const { profile, source } = options.configuration
  const { ruling } = prepared
  const generatedFor = askGenerators(prepared)
  const scenarios = prepared.objects.flat().flatMap((object: InputObject): [Scenario, Generated][] => {
    const generated = generatedFor(object)
    return isWorkload({ object, ruling }, generated) ? [[{ object, ruling }, generated]] : []
  })
  const wanted = scenarios.filter(([{ object }]) => isWanted(object.resource))
  return {
    explanation: {
      apiVersion: 'casehard.dev/v1',
      kind: 'Explanation',
      casehard: options.version,
      profile,
      ...(source === undefined ? {} : { configuration: source }),
      workloads: wanted.map(([scenario, generated]) => weighObject(scenario, generated, prepared, options)),
    },
    workloads: scenarios.map(([{ object }]) => object.resource),
  }
}
