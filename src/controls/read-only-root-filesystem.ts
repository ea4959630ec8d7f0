import { findWords } from '../evidence/commands.ts'
import { ownField } from '../kube/security-context.ts'
import type { Clue, Container, Context, Control, Judgement, Objection, Pod } from '../model.ts'
import { setField } from '../patch/operations.ts'
import { absent } from './shared/clues.ts'
import { clueAt } from './shared/decisions.ts'
import { containerFields } from './shared/fields.ts'
import { fileWrites } from './shared/file-writes.ts'
import { kubernetes, nsa } from './shared/references.ts'
import { rubyClues } from './shared/ruby.ts'
import {
  EVICTION_ANNOTATION,
  findTemporaryMount,
  isEmptyDir,
  mountTemporaryDirectory,
  takesMounts,
} from './shared/temporary-directory.ts'

const FIELD = 'readOnlyRootFilesystem'

const INSTALL =
  /\b(?:apt-get|apt|apk|microdnf|dnf|yum|zypper)\s+(?:-\S+\s+)*(?:install|add|update|upgrade)\b|\b(?:pip3?|npm|gem|bundle|composer)\s+(?:-\S+\s+)*(?:install|ci|require)\b/

const findApiRule = (pod: Pod, container: Container): Objection | undefined => {
  if (findTemporaryMount(container) !== undefined || takesMounts(pod, container)) return undefined
  const evidence = [clueAt(pod, container.pointer, `nothing is mounted at /tmp in container "${container.name}"`)]
  return container.list === 'ephemeralContainers'
    ? {
        cause: 'api-rule',
        reason: 'an ephemeral container can not be given a /tmp of its own',
        hint: `give it a mount at /tmp where it is started, then set ${FIELD}: true`,
        evidence,
      }
    : {
        cause: 'api-rule',
        reason: `the kind ${pod.resource.kind} does not keep volumes and mounts, and without /tmp the container is likely to fail`,
        hint: `give the container a mount at /tmp where the kind allows it, then set ${FIELD}: true`,
        evidence,
      }
}

const findNeed = (pod: Pod, container: Container, context: Context): Objection | undefined => {
  const objection = (reason: string, hint: string, evidence: Clue[]): Objection | undefined =>
    evidence.length === 0 ? undefined : { cause: 'evidence', reason, hint, evidence }
  const own = findTemporaryMount(container) !== undefined
  return (
    objection(
      'the container installs packages when it starts',
      `install them when the image is built, then set ${FIELD}: true`,
      findWords(pod, container, INSTALL),
    ) ??
    objection(
      'a command of the container writes where no volume is mounted',
      `mount a volume at these paths, then set ${FIELD}: true`,
      fileWrites(pod, container),
    ) ??
    objection(
      'Ruby takes no directory for temporary files that is world-writable without the sticky bit, as an emptyDir is',
      `mount a volume at /tmp and let TMPDIR name a directory in it that only its user can write, then set ${FIELD}: true`,
      own ? [] : rubyClues(pod, container, context),
    )
  )
}

const judgeContainer = (pod: Pod, container: Container, context: Context): Judgement => {
  const path = `${container.pointer}/securityContext/${FIELD}`
  const value = ownField(container.value, FIELD)
  if (value === true || pod.windows) return { container: container.name, path, state: 'compliant' }
  const mount = findTemporaryMount(container)
  const explicit = clueAt(pod, path, `securityContext.${FIELD}: ${JSON.stringify(value)}`)
  const deviation: Objection = {
    cause: 'deviation',
    reason: 'somebody left the root filesystem writable on purpose',
    hint: `mount a volume at each path that the container writes to, then set ${FIELD}: true`,
  }
  const apiRule = findApiRule(pod, container)
  const against = apiRule ?? findNeed(pod, container, context) ?? (value === undefined ? undefined : deviation)
  const flag = setField(container, ['securityContext', FIELD], true)
  const operations = mount === undefined ? [...mountTemporaryDirectory(pod, container), ...flag] : flag
  return {
    container: container.name,
    path,
    state: value === undefined ? 'open' : 'decided',
    ...(apiRule === undefined ? { operations } : {}),
    reason: 'the root filesystem was writable',
    evidence: [
      value === undefined ? absent(pod, FIELD, container) : explicit,
      ...(mount === undefined ? [] : [clueAt(pod, mount.pointer, `mountPath: ${mount.mountPath}`)]),
    ],
    confidence: mount !== undefined && isEmptyDir(pod, mount) ? 'likely' : 'assumed',
    ...(against === undefined ? {} : { against }),
  }
}

/** `readOnlyRootFilesystem: true` in every container, together with the emptyDir at `/tmp` that most programs need. */
export default {
  id: 'read-only-root-filesystem',
  title: 'No process of a container can change the files of its image',
  rationale:
    'Whoever breaks into a container can then neither replace a program nor leave one behind, and what runs is what the ' +
    'image holds. Most programs want a /tmp all the same, so a container without one gets its own directory of an emptyDir.',
  breaks:
    'Programs that write pid files, sockets, caches, logs or their own configuration into the image say "Read-only file ' +
    'system". kubectl drain refuses to evict the pod unless it is given --delete-emptydir-data. The emptyDir is ' +
    'world-writable without the sticky bit: Ruby says "could not find a temporary directory". It outlives a restart of ' +
    'the container, so a stale pid or lock file in /tmp is found again and some programs refuse to start.',
  references: [
    nsa('Immutable container file systems'),
    kubernetes('securityContext', 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'),
  ],
  fields: [
    ...containerFields(`securityContext/${FIELD}`),
    '/spec/containers/*/volumeMounts/*',
    '/spec/initContainers/*/volumeMounts/*',
    '/spec/volumes/*',
    `/metadata/annotations/${EVICTION_ANNOTATION.replace('/', '~1')}`,
  ],
  settlesAlone: true,
  judge: (pod, context) => pod.containers.map((container) => judgeContainer(pod, container, context)),
} satisfies Control as Control
