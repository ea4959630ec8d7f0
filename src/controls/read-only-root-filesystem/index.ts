import { evidenceAt, objection } from '../../evidence/evidence.ts'
import { hasOwnCommand, runsImage } from '../../evidence/image/start.ts'
import { ownField } from '../../kube/pod/security-context.ts'
import { keepsMounts, type Mount } from '../../kube/pod/volumes.ts'
import type {
  Assessment,
  Confidence,
  Container,
  Control,
  Evidence,
  EvidenceContext,
  KnownImage,
  Objection,
  Pod,
  WritePlan,
} from '../../model.ts'
import { setField } from '../../patch/operations.ts'
import { compliant, containerFields, quoteAbsence } from '../common/assessments.ts'
import { objectToUnknown } from '../common/objections.ts'
import { kubernetes, nsa } from '../common/references.ts'
import { EVICTION_ANNOTATION, findTemporaryMount, isEmptyDir, mountWritable } from './mounts.ts'
import { SEED_FIELDS } from './seed.ts'

const FIELD = 'readOnlyRootFilesystem'

/** A container and what is known about where it writes. */
interface ContainerCase {
  pod: Pod
  container: Container
  path: string
  known: KnownImage | undefined
  temporary: Mount | undefined
  plan: WritePlan
  /** Whether all paths that it writes to are known. */
  isKnown: boolean
  /** Why it needs a writable root filesystem. */
  writableRoot: Objection | undefined
  /** Its commands that write to the working directory, and can as well do so in /tmp. */
  movableWrites: readonly Evidence[]
}

const findApiRule = ({ pod, container, plan }: ContainerCase): Objection | undefined => {
  if (plan.wanted.length === 0 || keepsMounts(pod, container)) return undefined
  const paths = plan.wanted.map(({ path }) => path).join(', ')
  const evidence = [
    evidenceAt(pod, container.pointer, `nothing is mounted at ${paths} in container "${container.name}"`),
  ]
  const [reason, hint] =
    container.list === 'ephemeralContainers'
      ? [
          'an ephemeral container cannot get a volume for /tmp',
          `mount a volume at /tmp when you start it, then set ${FIELD}: true`,
        ]
      : [
          `the kind ${pod.resource.kind} does not keep added volumes and mounts, and the container is likely to fail without a writable /tmp`,
          `mount a volume at /tmp if the kind allows it, then set ${FIELD}: true`,
        ]
  // The kind, not the manifest, decides which volumes its pods have.
  const expected = container.list === 'ephemeralContainers' ? {} : { expected: true as const }
  return objection(reason, hint, evidence, { cause: 'api-rule', ...expected })
}

const DEVIATION = objection(
  'the manifest makes the root filesystem writable',
  `mount a volume at each path that the container writes to, then set ${FIELD}: true`,
  [],
  { cause: 'deviation' },
)

const SEEDED: Evidence = {
  source: 'configuration',
  text: 'seed: true under images lets an init container copy the files of the image',
}

/** Rates the confidence by what is known of the writes, else by a `/tmp` that the manifest mounts. */
const rateConfidence = ({
  pod,
  container,
  known,
  temporary,
  plan,
  isKnown,
}: ContainerCase): { confidence: Confidence; evidence: Evidence[] } => {
  const isRunSo = known?.facts.readOnlyRoot === true
  const evidence = [
    ...(isRunSo ? [known.cite(`${known.facts.image} runs with a read-only root filesystem`)] : []),
    ...(temporary === undefined ? [] : [evidenceAt(pod, temporary.pointer, `mountPath: ${temporary.mountPath}`)]),
    ...plan.wanted.flatMap(({ evidence }) => evidence ?? []),
    ...(plan.wanted.some(({ seed }) => seed) ? [SEEDED] : []),
  ]
  const isWhole = plan.isComplete && !plan.isGuessed && runsImage(container) && !hasOwnCommand(container)
  if (isRunSo && known.proves && isWhole) return { confidence: 'proven', evidence }
  const isThoughtOf = temporary !== undefined && isEmptyDir(pod, temporary)
  return { confidence: isKnown || isThoughtOf ? 'likely' : 'assumed', evidence }
}

const findUnknown = ({ pod, container }: ContainerCase, context: EvidenceContext): Objection | undefined =>
  objectToUnknown(
    'read-only-root-filesystem',
    pod,
    container,
    context,
    'it is unknown where the container writes',
    `mount a volume at each path that it writes to and set ${FIELD}: true`,
  )

const assessContainer = (one: ContainerCase, context: EvidenceContext, sizeLimit: string | undefined): Assessment => {
  const { pod, container, path, plan } = one
  const value = ownField(container.value, FIELD)
  const { confidence, evidence } = rateConfidence(one)
  const apiRule = findApiRule(one)
  const need =
    apiRule ?? one.writableRoot ?? (!one.isKnown && value === undefined ? findUnknown(one, context) : undefined)
  const isDecided = value !== undefined
  const found = need ?? (isDecided ? DEVIATION : undefined)
  const mounts = mountWritable(pod, container, plan.wanted, sizeLimit, context)
  const moved = one.movableWrites.length > 0 ? setField(container, ['workingDir'], '/tmp') : []
  const operations = [...moved, ...mounts, ...setField(container, ['securityContext', FIELD], true)]
  const own =
    value === undefined
      ? quoteAbsence(pod, FIELD, container)
      : evidenceAt(pod, path, `securityContext.${FIELD}: ${JSON.stringify(value)}`)
  return {
    container: container.name,
    path,
    state: isDecided ? 'decided' : 'open',
    ...(apiRule === undefined ? { operations } : {}),
    reason: 'the root filesystem was writable',
    evidence: [own, ...evidence, ...one.movableWrites],
    confidence,
    ...(found === undefined ? {} : { objection: found }),
  }
}

/**
 * Sets `readOnlyRootFilesystem: true` and mounts emptyDir directories at the paths that a container writes to. Leaves
 * alone an explicit `false`. Held by paths that no empty volume can serve: files of the image, unless the user lets an init
 * container copy them; commands that write elsewhere; installations at startup.
 */
const assess = (pod: Pod, context: EvidenceContext): Assessment[] => {
  const cases = pod.containers.map((container): ContainerCase | Assessment => {
    const path = `${container.pointer}/securityContext/${FIELD}`
    if (ownField(container.value, FIELD) === true || pod.windows) return compliant(path, container)
    const { image, writes, knowsAllWrites, writableRoot, movableWrites } = context.requirementsOf(pod, container)
    const temporary = findTemporaryMount(container)
    return {
      pod,
      container,
      path,
      known: image,
      temporary,
      plan: writes,
      isKnown: knowsAllWrites,
      writableRoot,
      movableWrites,
    }
  })
  // With a size limit, data or copies of unknown size would fill the volume and the pod would be evicted.
  const isOpen = cases.some((one) => 'plan' in one && one.plan.wanted.some(({ data, seed }) => data || seed))
  const sizeLimit = isOpen ? undefined : context.settings.emptyDirSizeLimit
  return cases.map((one) => ('plan' in one ? assessContainer(one, context, sizeLimit) : one))
}

/** `readOnlyRootFilesystem: true` in every container, together with the emptyDir mounts that it needs to write to. */
export default {
  id: 'read-only-root-filesystem',
  title: 'The root filesystem of every container is read-only',
  rationale:
    'An attacker can then neither replace a program nor add one, and the container runs only what its image ' +
    'contains. Most programs still have to write somewhere: a container gets directories of an emptyDir for /tmp ' +
    'and for the paths that facts about its image, its options, variables and commands name. A command that only ' +
    'downloads to its working directory, as the test pod of helm create does, gets /tmp as that directory. The ' +
    'emptyDir has a size limit, so that no pod can fill the disk of its node. With seed: true under images in the ' +
    'configuration, an init container of the same image first copies the files that an empty directory would hide.',
  breaks:
    'Programs that write pid files, sockets, caches, logs or their own configuration to the image fail with ' +
    '"Read-only file system". A pod that writes more than the size limit of the emptyDir, or than its ' +
    'ephemeral-storage limit, which includes the emptyDir, is evicted. kubectl drain refuses to evict the pod ' +
    'without --delete-emptydir-data. The emptyDir is world-writable without the sticky bit: Ruby reports "could ' +
    'not find a temporary directory". It survives a restart of the container, so some programs refuse to start ' +
    'because of a stale pid or lock file.',
  references: [
    nsa('Immutable container file systems'),
    kubernetes('securityContext', 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'),
  ],
  fields: [
    ...containerFields(`securityContext/${FIELD}`),
    '/spec/containers/*/workingDir',
    '/spec/initContainers/*/workingDir',
    '/spec/containers/*/volumeMounts/*',
    ...SEED_FIELDS.map((field) => `/spec/initContainers/*/${field}`),
    '/spec/volumes/*',
    `/metadata/annotations/${EVICTION_ANNOTATION.replace('/', '~1')}`,
  ],
  independent: true,
  assess,
} satisfies Control as Control
