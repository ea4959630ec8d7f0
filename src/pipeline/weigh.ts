import { CONTROLS } from '../controls/index.ts'
import { imageOf } from '../evidence/images.ts'
import { parseImage } from '../kube/image-name.ts'
import { locatePods } from '../kube/locate.ts'
import { asString } from '../kube/pods.ts'
import type { InputFile, Options, Resource, StreamObject } from '../model.ts'
import type { Explanation, WeighedImage, WeighedVerdict, WeighedWorkload } from '../report/explanation.ts'
import { ALL_RULES } from './all-rules.ts'
import { tryConditions } from './alternatives.ts'
import { assembleReport } from './assemble.ts'
import type { InputDocument } from './documents.ts'
import { hardenObject } from './harden-object.ts'
import { podsOf, type Trial } from './manifest-probes.ts'
import { prepare } from './prepare.ts'
import type { Prepared } from './prepared.ts'
import { Recorder } from './record.ts'
import { changedVerdict, compliantVerdict, heldVerdict } from './weighed-verdict.ts'

/** Whether there is anything to say of an object: it has pods, is skipped, or controls judge its kind. */
const isWorkload = ({ object, ruling }: Trial): boolean => {
  const { pods, skipped, local } = locatePods(object, ruling.options.configuration.kinds)
  if (pods.length > 0 || skipped !== undefined) return true
  return !local && ruling.controls.some(({ control }) => control.objects?.kinds.includes(object.resource.kind))
}

const imagesOf = (trial: Trial, recorder: Recorder): WeighedImage[] =>
  podsOf(trial).flatMap((pod) =>
    pod.containers.flatMap((container): WeighedImage[] => {
      const image = asString(container.value.image)
      if (image === undefined) return []
      const { registry, repository } = parseImage(image)
      const known = imageOf(pod, container, trial.ruling.context)
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

const ORDER = new Map(CONTROLS.map(({ id }, i) => [id, i]))

const rankOf = ({ control }: WeighedVerdict): number => ORDER.get(control) ?? 0

const weighObject = (trial: Trial, { documents }: Prepared, options: Options): WeighedWorkload => {
  const { object, ruling } = trial
  const index = object.at.document
  const { ref, file } = documents[index] as InputDocument
  const recorder = new Recorder(documents)
  const outcome = hardenObject(object, ruling)
  const outcomes = documents.map((_, i) => (i === index ? [outcome] : []))
  const { changes, held, pods, skipped, notices } = assembleReport(documents, outcomes, [], options)
  const find = tryConditions(trial, outcome)
  const compliant = outcome.outcomes.flatMap((one) => one.compliant)
  const verdicts = [
    ...changes.map((change) => changedVerdict(change, find, file.name)),
    ...held.map((entry) => heldVerdict(entry, find, file.name)),
    ...compliant.map((judged) => {
      const line = recorder.line({ document: index, pointer: judged.judgement.path })
      return compliantVerdict(object, judged, line, file.name)
    }),
  ]
  return {
    document: { ...ref, file: file.name },
    resource: object.resource,
    pods: pods.map(({ path, level }) => ({ path, level })),
    ...(skipped[0] === undefined ? {} : { skipped: skipped[0].reason }),
    verdicts: verdicts.sort((a, b) => rankOf(a) - rankOf(b)),
    off: CONTROLS.flatMap(({ id }) => (ruling.controls.some(({ control }) => control.id === id) ? [] : [id])),
    images: imagesOf(trial, recorder),
    notices: notices.filter(({ document }) => document !== undefined),
  }
}

/**
 * Weighs the workloads of files that are wanted: what each control says of each target, compliant ones too, and what
 * would change that. Evidence is gathered over all files, as for hardening them. `workloads` are all that there are.
 * @throws InputError for input that Kubernetes could not read
 */
export const weigh = (
  files: readonly InputFile[],
  options: Options,
  isWanted: (resource: Resource) => boolean,
): { explanation: Explanation; workloads: Resource[] } => {
  const prepared = prepare(files, options, ALL_RULES)
  const { profile, source } = options.configuration
  const objects = prepared.objects.flat()
  const trials = objects.map((object: StreamObject): Trial => ({ object, ruling: prepared.ruling })).filter(isWorkload)
  const wanted = trials.filter(({ object }) => isWanted(object.resource))
  return {
    explanation: {
      apiVersion: 'casehard.dev/v1',
      kind: 'Explanation',
      casehard: options.version,
      profile,
      ...(source === undefined ? {} : { configuration: source }),
      workloads: wanted.map((trial) => weighObject(trial, prepared, options)),
    },
    workloads: trials.map(({ object }) => object.resource),
  }
}
