import { CONTROLS } from '../../controls/index.ts'
import { imageOf } from '../../evidence/image/facts.ts'
import { parseImage } from '../../evidence/image/names.ts'
import { GENERATORS, RULES } from '../../generate/index.ts'
import { asString } from '../../kube/pod/pod.ts'
import type {
  ExplainedContainer,
  ExplainedImage,
  ExplainedVerdict,
  ExplainedWorkload,
  Explanation,
} from '../../model/explanation.ts'
import type { InputFile, Options, Resource } from '../../model.ts'
import { describeRequirements } from '../../requirements/description.ts'
import { type GeneratedObjects, generateObjects } from '../generate/generate.ts'
import { hardenObject } from '../harden/object.ts'
import { readInput } from '../read/input.ts'
import type { Addition, InputDocument, LocatedObject, ParsedInput, VerdictList } from '../types.ts'
import { EntryBuilder, entriesOf } from '../write/report.ts'
import { podsOf, type Scenario } from './scenarios.ts'
import { alternativesFor, changedVerdict, compliantVerdict, heldVerdict, inFile } from './verdicts.ts'

/** What generators say of one object. */
interface GeneratedForObject {
  verdicts: VerdictList[]
  additions: Addition[]
}

/** An object that is explained. */
interface Topic extends Scenario {
  generated: GeneratedForObject
}

/** Runs the generators that are on, which need the whole input to be hardened. */
const runGenerators = (
  input: ParsedInput,
): Pick<GeneratedObjects, 'documents' | 'objects'> & {
  generatedFor: (object: LocatedObject) => GeneratedForObject
} => {
  const { controls } = input.context.options.configuration
  if (GENERATORS.every(({ id }) => (controls[id] ?? 'off') === 'off'))
    return { ...input, generatedFor: () => ({ verdicts: [], additions: [] }) }
  const hardened = input.objects.map((list) => list.map((object) => hardenObject(object, input.context)))
  const { documents, objects, results, additions } = generateObjects(input, hardened)
  const generatedFor = ({ at }: LocatedObject): GeneratedForObject => {
    const index = results[at.document]?.findIndex(({ object }) => object.pointer === at.pointer) ?? -1
    const ofControls = hardened[at.document]?.[index]?.verdicts.length ?? 0
    const isIts = ({ origin, verdict }: Addition): boolean =>
      origin === at.document && verdict.assessment.path.startsWith(`${at.pointer}/`)
    return {
      verdicts: results[at.document]?.[index]?.verdicts.slice(ofControls) ?? [],
      additions: additions.filter(isIts),
    }
  }
  return { documents, objects, generatedFor }
}

/** Tells whether an object has pods, is skipped, or is assessed by a control or a generator. */
const isWorkload = ({ object, context, generated }: Topic): boolean => {
  const { pods, skipped, local } = object.located
  if (pods.length > 0 || skipped !== undefined) return true
  if (generated.verdicts.length + generated.additions.length > 0) return true
  return !local && context.controls.some(({ control }) => control.objects?.kinds.includes(object.resource.kind))
}

const imagesOf = (topic: Topic, builder: EntryBuilder): ExplainedImage[] =>
  podsOf(topic).flatMap((pod) =>
    pod.containers.flatMap((container): ExplainedImage[] => {
      const image = asString(container.value.image)
      if (image === undefined) return []
      const { registry, repository } = parseImage(image)
      const known = imageOf(pod, container, topic.context.evidence)
      const pointer = `${container.pointer}/image`
      return [
        {
          container: container.name,
          image,
          repository: `${registry}/${repository}`,
          line: builder.line({ document: pod.document, pointer }),
          ...(known === undefined ? {} : { facts: known.facts, proves: known.proves }),
        },
      ]
    }),
  )

const containersOf = (topic: Topic, builder: EntryBuilder, file: string): ExplainedContainer[] =>
  podsOf(topic).flatMap((pod) =>
    pod.containers.map(
      (container): ExplainedContainer => ({
        container: container.name,
        requirements: describeRequirements(pod, container, topic.context.evidence).map(({ evidence, ...one }) => ({
          ...one,
          evidence: inFile(builder.evidence(evidence, topic.object.at.document), file),
        })),
      }),
    ),
  )

const ORDER = new Map(RULES.map(({ id }, i) => [id, i]))

const rankOf = ({ control }: ExplainedVerdict): number => ORDER.get(control) ?? 0

const explainObject = (topic: Topic, documents: readonly InputDocument[]): ExplainedWorkload => {
  const { object, context, generated } = topic
  const { configuration } = context.options
  const index = object.at.document
  const { ref, file } = documents[index] as InputDocument
  const builder = new EntryBuilder(documents)
  const hardened = hardenObject(object, context)
  const findAlternatives = alternativesFor(topic, hardened)
  const result = { ...hardened, verdicts: [...hardened.verdicts, ...generated.verdicts] }
  const { changes, held, pods, skipped, notices } = entriesOf(index, result, builder, configuration.settings.namespace)
  const added = generated.additions.map((addition) => builder.addition(addition))
  const compliant = result.verdicts.flatMap((list) => list.compliant)
  const { resource } = object
  const verdicts = [
    ...changes.map((change) => changedVerdict(change, findAlternatives, file.name)),
    // An added object has a name of its own; an exemption of it names the object that it was added for.
    ...added.map((change) => changedVerdict({ ...change, resource }, findAlternatives, file.name)),
    ...held.map((entry) => heldVerdict(entry, findAlternatives, file.name)),
    ...compliant.map((verdict) => {
      const line = builder.line({ document: index, pointer: verdict.assessment.path })
      return compliantVerdict(object, verdict, line, file.name)
    }),
  ]
  return {
    document: { ...ref, file: file.name },
    resource,
    pods: pods.map(({ path, level }) => ({ path, level })),
    ...(skipped[0] === undefined ? {} : { skipped: skipped[0].reason }),
    containers: containersOf(topic, builder, file.name),
    verdicts: verdicts.sort((a, b) => rankOf(a) - rankOf(b)),
    off: CONTROLS.flatMap(({ id }) => (context.controls.some(({ control }) => control.id === id) ? [] : [id])),
    images: imagesOf(topic, builder),
    notices,
  }
}

/**
 * Explains workloads: what each control and generator that is on says of each target, compliant ones too, and what
 * would change that. Evidence is gathered over all files, as it is to harden them.
 * @returns the explanation of the wanted workloads, and the names of all
 * @throws InputError for input that Kubernetes could not read
 */
export const explainWorkloads = (
  files: readonly InputFile[],
  options: Options,
  isWanted: (resource: Resource) => boolean,
): { explanation: Explanation; workloads: Resource[] } => {
  const input = readInput(files, options)
  const { profile, source } = options.configuration
  const { documents, objects, generatedFor } = runGenerators(input)
  const topics = objects
    .flat()
    .map((object): Topic => ({ object, context: input.context, generated: generatedFor(object) }))
    .filter(isWorkload)
  return {
    explanation: {
      apiVersion: 'casehard.dev/v1',
      kind: 'Explanation',
      casehard: options.version,
      profile,
      ...(source === undefined ? {} : { configuration: source }),
      workloads: topics
        .filter(({ object }) => isWanted(object.resource))
        .map((topic) => explainObject(topic, documents)),
    },
    workloads: topics.map(({ object }) => object.resource),
  }
}
