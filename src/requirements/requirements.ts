import { imageOf } from '../evidence/image/facts.ts'
import { isUnderstood } from '../evidence/image/understood.ts'
import { lowPortsOf } from '../evidence/pod/listening-ports.ts'
import { changesNode, nodeAgentOf, reachesNode } from '../evidence/pod/node-agent.ts'
import { findBuilders, findPrivilegedUses, findRootlessBuilders } from '../evidence/pod/privileged-uses.ts'
import { ownField } from '../kube/pod/security-context.ts'
import type { Container, EvidenceContext, Pod, Requirements, UserOf } from '../model.ts'
import { findApiClient, findApiWords } from './api-access.ts'
import { findBlockedPrograms } from './blocked-programs.ts'
import { findCapabilityNeeds } from './capability-needs.ts'
import { findCapabilityUses, findRawSockets } from './capability-uses.ts'
import { findDatabase } from './databases.ts'
import { findKnownNeed, findMemory } from './memory-settings.ts'
import { findPortSysctl } from './ports.ts'
import { findApiCalls, findGainerCalls, findGainers, findNodePowers, findSetuidPrograms } from './program-calls.ts'
import { findCron } from './root-files.ts'
import { findRootEvidence, findRootPrograms, findRootUse } from './root-signs.ts'
import { readUser } from './users.ts'
import { findGroupVolumes, findNetworkVolumes, findOpenedVolumes, findPrivateFiles } from './volumes/group-volumes.ts'
import { findForeignDataDirectory, findForeignFiles, findUnreadableFiles } from './volumes/owned-files.ts'
import { findImageWrites, findRootOwned, findShippedWrites } from './writes/image-writes.ts'
import { findPackageInstalls, findPluginInstalls, findPluginVariables } from './writes/installs.ts'
import { listWrites } from './writes/listed-writes.ts'
import { knowsAllWrites, planMounts } from './writes/paths.ts'
import type { MountPlan } from './writes/plan.ts'
import { findWritingPrograms } from './writes/programs.ts'
import { findRubyEvidence, findWebApplicationEvidence } from './writes/web-applications.ts'
import { findMovableWrites } from './writes/working-directory.ts'
import { findWritableRoot } from './writes/writable-root.ts'

/** What is asked with an argument, and so not kept. */
type Questions = 'portAccess' | 'capabilityUses' | 'openedVolumes' | 'foreignFiles' | 'unreadableFiles'

interface Parts extends Omit<Requirements, Questions> {
  readonly writes: MountPlan
}

/** Finds a part, which can build on other parts. */
type Finder<T> = (pod: Pod, container: Container, context: EvidenceContext, other: Parts) => T

const FINDERS: { readonly [P in keyof Parts]: Finder<Parts[P]> } = {
  image: imageOf,
  user: readUser,
  nodeAgent: (pod, container, context) => (reachesNode(pod, container) ? nodeAgentOf(pod, context) : undefined),
  changesNode,
  builders: findBuilders,
  rootlessBuilders: findRootlessBuilders,
  privilegedUses: findPrivilegedUses,
  nodePowers: findNodePowers,
  blockedPrograms: findBlockedPrograms,
  database: findDatabase,
  understandsCommand: isUnderstood,
  rootSigns: findRootEvidence,
  rootUse: (pod, container, context) => findRootUse(pod, container, context),
  rootUseBesideImage: (pod, container, context, { user }) =>
    findRootUse(pod, container, context, user.image?.facts.hostMounts),
  rootPrograms: findRootPrograms,
  cron: findCron,
  closedPorts: (pod, container, context, { user: { image } }) =>
    image?.facts.fileCapabilities?.includes('NET_BIND_SERVICE') ? [] : lowPortsOf(pod, container, image, context),
  networkVolumes: findNetworkVolumes,
  groupVolumes: findGroupVolumes,
  privateFiles: (pod, container, context, { user: { image } }) =>
    image === undefined ? [] : findPrivateFiles(pod, container, context, image),
  foreignDataDirectory: (pod, container, context, { user: { image } }) =>
    image === undefined ? [] : findForeignDataDirectory(pod, container, image.facts, context),
  writes: (pod, container, context, { image }) => planMounts(pod, container, context, image),
  knowsAllWrites: (pod, container, context, { writes, image }) =>
    knowsAllWrites(pod, container, context, writes, image),
  writingPrograms: (pod, container, context, { writes, image, movableWrites }) =>
    findWritingPrograms(pod, container, context, writes, image, movableWrites.length > 0),
  movableWrites: (pod, container, context, { writes, image, understandsCommand }) =>
    understandsCommand ? findMovableWrites(pod, container, context, writes, image) : [],
  writableRoot: (_pod, container, _context, other) => findWritableRoot(container, other.writes, other.image, other),
  getsMounts: (pod, container, context, { writes, writableRoot }) =>
    ownField(container.value, 'readOnlyRootFilesystem') === undefined &&
    writableRoot === undefined &&
    writes.isComplete &&
    context.mountsWrites(pod, container),
  imageWrites: (pod, container, context, { user: { image }, writes, movableWrites, getsMounts }) => [
    ...findImageWrites(
      pod,
      container,
      context,
      image?.facts.writable?.map(({ path }) => path),
      movableWrites.length > 0 && getsMounts,
    ),
    ...writes.blockers.flatMap(({ kind, evidence }) => (kind === 'named' ? [evidence] : [])),
  ],
  shippedWrites: (_pod, container, _context, { user }) => findShippedWrites(container, user.image),
  rootOwned: (_pod, container, _context, { user, getsMounts }) => findRootOwned(container, user.image, getsMounts),
  packageInstalls: findPackageInstalls,
  pluginInstalls: findPluginInstalls,
  pluginVariables: findPluginVariables,
  webApplication: findWebApplicationEvidence,
  ruby: findRubyEvidence,
  capabilities: findCapabilityNeeds,
  rawSockets: findRawSockets,
  gainerCalls: (pod, container, context, { image }) => findGainerCalls(pod, container, context, image),
  gainers: findGainers,
  setuidPrograms: (pod, container, context, { image }) => findSetuidPrograms(pod, container, context, image),
  apiCalls: (_pod, container, _context, { image }) => findApiCalls(container, image),
  apiWords: (pod, container, context) => [...findApiWords(pod, container, context), ...findApiClient(pod, container)],
  memoryNeed: (_pod, _container, _context, { image }) => findKnownNeed(image),
  memory: findMemory,
}

/** The requirements of a container. Its parts are getters, which keep what they found. */
class FoundRequirements implements Pick<Requirements, Questions> {
  readonly pod: Pod
  readonly container: Container
  readonly context: EvidenceContext
  readonly found = new Map<string, unknown>()

  constructor(pod: Pod, container: Container, context: EvidenceContext) {
    this.pod = pod
    this.container = container
    this.context = context
  }

  portAccess(lowest: number) {
    return findPortSysctl(this.pod, lowest)
  }

  capabilityUses(names: readonly string[]) {
    return findCapabilityUses(this.pod, this.container, names, this.context)
  }

  openedVolumes(userOf: UserOf) {
    return findOpenedVolumes(this.pod, this.container, this.context, userOf)
  }

  foreignFiles(userOf: UserOf) {
    const { image } = this.context.requirementsOf(this.pod, this.container)
    const writes = listWrites(this.pod, this.container, this.context, image)
    return findForeignFiles(this.pod, this.container, this.context, userOf, writes)
  }

  unreadableFiles(userOf: UserOf) {
    return findUnreadableFiles(this.pod, this.container, this.context, userOf)
  }
}

const addPart = (part: string, find: Finder<unknown>): void => {
  Object.defineProperty(FoundRequirements.prototype, part, {
    get(this: FoundRequirements & Parts) {
      if (!this.found.has(part)) this.found.set(part, find(this.pod, this.container, this.context, this))
      return this.found.get(part)
    },
  })
}

for (const [part, find] of Object.entries(FINDERS)) addPart(part, find)

/** The requirements by container. Each pass of hardening makes new pods and containers, for which all is found anew. */
const remembered = new WeakMap<Container, { pod: Pod; context: EvidenceContext; requirements: Requirements }>()

/** Finds what a container needs. It is a method of the context, so that controls and `explain` ask one picture. */
export function requirementsOf(this: EvidenceContext, pod: Pod, container: Container): Requirements {
  const known = remembered.get(container)
  if (known?.pod === pod && known.context === this) return known.requirements
  const requirements = new FoundRequirements(pod, container, this) as FoundRequirements & Parts
  remembered.set(container, { pod, context: this, requirements })
  return requirements
}
