/** The nouns of casehard: types only, no code, known to every other room. */

/** A value as Kubernetes reads it from YAML. Objects keep their keys in the order of the text. */
export type Json = null | boolean | number | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

/** One RFC 6902 operation; its path is an RFC 6901 pointer rooted at the document. */
export type Operation = { op: 'add' | 'replace'; path: string; value: Json } | { op: 'remove'; path: string }

/** A change of text in the input: lines and columns from 1, columns in UTF-16 units, the end is exclusive. */
export interface Edit {
  line: number
  column: number
  endLine: number
  endColumn: number
  text: string
  /** Where several edits of a report start at one place: in which order their texts stand there, from 1. */
  order?: number
}

/** How a Kubernetes object is named; `name` is `generateName*` where only that is given, and empty where neither is. */
export interface Resource {
  apiVersion: string
  kind: string
  namespace?: string
  name: string
}

/** Where a document stands: index from 0, line of its first line (its `---` line where it has one) from 1. */
export interface DocumentRef {
  file?: string
  index: number
  line: number
  new?: true
}

/** A place in a value: which parsed document, and the RFC 6901 pointer in it. */
export interface Place {
  document: number
  pointer: string
}

export type EvidenceSource = 'manifest' | 'rbac' | 'image-facts' | 'configuration' | 'kubernetes'

/** A fact that speaks for or against a change. `text` quotes only the words that matched, never a secret. */
export interface Clue {
  source: EvidenceSource
  text: string
  at?: Place
}

/** A clue as the report carries it, with the line in the input. */
export interface Evidence {
  source: EvidenceSource
  text: string
  line?: number
  file?: string
}

export interface Reference {
  standard: string
  version: string
  section: string
  url: string
}

/** proven: evidence shows that it works; likely; assumed: nothing speaks against it and nothing for it. */
export type Confidence = 'proven' | 'likely' | 'assumed'

/** Why a change is held: somebody's decision, evidence of need, an exemption, the API's own rules, the profile's stance. */
export type Cause = 'deviation' | 'evidence' | 'exemption' | 'api-rule' | 'stance'

export const STANCES = ['default', 'cautious', 'enforce', 'report', 'off'] as const
export type Stance = (typeof STANCES)[number]

/** What a pod shape is: how a kind nests its pods and which of their fields its API server or operator keeps. */
export interface PodShape {
  /** Pointer to the object whose fields are the pod spec's, e.g. `/spec/template/spec`. */
  spec: string
  /** Pointer to the pod's own metadata; absent where the kind has none that may be written. */
  metadata?: string
  /**
   * Patterns of what may be written, relative to the pod spec (`*` is one step, a trailing `/**` everything below);
   * absent: every field of a pod.
   */
  writable?: readonly string[]
  /** Where the knowledge of `writable` comes from, e.g. the CRD. */
  source?: string
  /**
   * The pod of an existing object can not be changed (Job, Pod): an upgrade in place is refused. `named`: only where its
   * metadata has a name of its own, which would have to change with it.
   */
  immutable?: true | 'named'
}

export type ContainerList = 'initContainers' | 'containers' | 'ephemeralContainers'

export interface Container {
  list: ContainerList
  index: number
  name: string
  value: JsonObject
  /** Pointer from the document's root. */
  pointer: string
  /** A native sidecar: an init container with `restartPolicy: Always`. */
  sidecar: boolean
}

/** A pod or pod template, as the controls before this one left it. Pointers are rooted at the document. */
export interface Pod {
  document: number
  resource: Resource
  /** The whole object that holds the pod (one item, inside a List), and where it stands. */
  object: JsonObject
  objectPointer: string
  shape: PodShape
  spec: JsonObject
  /** The spec as the input has it, before any control: what a person wrote is a decision, what a control wrote is not. */
  given: JsonObject
  pointer: string
  metadata: JsonObject
  metadataPointer?: string
  /** Init, regular and ephemeral containers, in this order. */
  containers: Container[]
  /** Any sign of Windows: `spec.os`, node selector or affinity, hostProcess. */
  windows: boolean
}

/** An object of the stream that is read as evidence. */
export interface StreamObject {
  resource: Resource
  value: JsonObject
  at: Place
}

/** What one control finds at one target and path, before stance and exemptions turn it into a verdict. */
export interface Judgement {
  /** Name of the container; absent where the whole pod is meant. */
  container?: string
  /** Pointer to the field in question, rooted at the document. */
  path: string
  /** `compliant`: as hard as asked. `open`: unset or a spelled-out default. `decided`: somebody chose otherwise. */
  state: 'compliant' | 'open' | 'decided'
  /** What makes it compliant; for `decided` what `enforce` would do. Absent where no operation is known. */
  operations?: Operation[]
  /** Why it is changed: lower case, no period, e.g. `the root filesystem was writable`. */
  reason?: string
  evidence?: Clue[]
  confidence?: Confidence
  /** What speaks against the change. `api-rule` holds even under `enforce`. */
  against?: Objection
}

export interface Objection {
  cause: 'deviation' | 'evidence' | 'api-rule'
  reason: string
  /** What the reader can do about it. */
  hint: string
  evidence?: Clue[]
  /** True where not even `enforce` may override it, although no API rule forbids it. */
  final?: true
}

export interface Control {
  id: string
  /** The state afterwards, as a sentence without a period. */
  title: string
  rationale: string
  /** What stops working, and how that shows. */
  breaks: string
  references: readonly Reference[]
  /**
   * The only paths that its operations may touch: `/spec/...` is the pod spec, `/metadata/...` the pod's metadata;
   * `*` stands for one step, a trailing `/**` for everything below.
   */
  fields: readonly string[]
  /** Stays off unless a profile or configuration asks. */
  optional?: true
  /** No other control writes what it looks at once all before it have settled, so that asking it once is enough. */
  settlesAlone?: true
  /** It looks at what all others have made of a pod, and they look again where it changes something. */
  settlesLast?: true
  judge(pod: Pod, context: Context): Judgement[]
  /** Judges whole objects of other kinds too; its `fields` are relative to the object. */
  objects?: ObjectJudge
}

export interface ObjectJudge {
  /** The API group of its kinds; empty for the core group. */
  group: string
  kinds: readonly string[]
  fields: readonly string[]
  judge(object: StreamObject, context: Context): Judgement[]
}

/** All that a control may know besides the pod. */
export interface Context {
  stream: StreamEvidence
  settings: Settings
  /** The user's own facts before the built-in ones: of two about one image the first wins, field by field. */
  images: readonly ImageFacts[]
}

export interface ResourceAmounts {
  requests: Record<string, string>
  limits: Record<string, string>
}

/** A directory of the node that an image uses, by the path at which it is mounted. */
export interface HostMount {
  path: string
  /** It is only read. */
  readOnly?: true
}

/** A path that an image writes to. */
export interface WritablePath {
  path: string
  /** Names a condition of the manifest: something is mounted at this path or below it. Absent: always written. */
  whenMounted?: string
  /**
   * The image ships files there that an empty volume would hide, and nothing brings them back: only a volume that an
   * init container fills may go there.
   */
  seeded?: true
  /** A file, not a directory: it has to exist in the volume. */
  file?: true
  /** Data that has to outlive the pod: it belongs on a persistent volume. */
  data?: true
}

/** What is known of an image: what it needs, and what works with it. */
export interface ImageFacts {
  /** Repository without tag and digest, e.g. `docker.io/library/nginx`; a user's own may hold `*` and `?`. */
  image: string
  /** The tags that it holds for; absent: all. Words are parts of a tag, versions compare by their numbers. */
  tags?: { with?: string; without?: string; from?: string; below?: string }
  /**
   * verified: read from the image's own sources; observed: charts of its maintainers run it so; configured: the user
   * says so; unverified: general knowledge, which never makes a change `proven`.
   */
  status: 'verified' | 'observed' | 'configured' | 'unverified'
  /** Where the facts come from: repository and commit, or the configuration. */
  source?: string
  /** USER of the image: a number (0 is root) or a name, which the kubelet can not check. Absent: not known. */
  imageUser?: number | string
  /** The ids, other than root's, with which it works. */
  user?: number
  group?: number
  fsGroup?: number
  /** Why it has to be root, where it has to. */
  root?: string
  /** Its maintainers run it privileged. */
  privileged?: true
  /** Directories of the node that it uses as `user`, by where its maintainers mount them. */
  hostMounts?: HostMount[]
  /** `false` where its maintainers leave its root filesystem writable; `true` where they run it read-only. */
  readOnlyRoot?: boolean
  writable?: WritablePath[]
  /** Ports below 1024 on which it listens unless told otherwise. */
  lowPorts?: number[]
  /** Capabilities that it needs as root to step down to its own user. */
  rootCapabilities?: string[]
  /** File capabilities of its programs, without which these do not start. */
  fileCapabilities?: string[]
  /** Capabilities that it needs in any case. */
  capabilities?: string[]
  /** The data directory is refused unless it belongs to the user, as PostgreSQL does. */
  ownsData?: true
  notes?: string
}

/** Numbers of users, groups or ports from `min` to `max`, both included. */
export interface NumberRange {
  min: number
  max: number
}

/** A rule of a PodSecurityPolicy over users or groups; `ranges` is empty where the rule has none. */
export interface RangeRule<Rule extends string> {
  rule: Rule
  ranges: NumberRange[]
}

export type GroupRule = RangeRule<'MustRunAs' | 'MayRunAs' | 'RunAsAny'>

/** Profiles of seccomp or AppArmor as the annotations of a PodSecurityPolicy name them, e.g. `runtime/default`. */
export interface PolicyProfiles {
  /** Given to what has none. */
  default?: string
  /** Absent where the annotation is absent. */
  allowed?: string[]
}

/** A PodSecurityPolicy with the API's own defaults, whatever its version; absent rules are `RunAsAny`. */
export interface PodSecurityPolicy {
  name: string
  /** Where it stands. */
  file: string
  line: number
  privileged: boolean
  hostNetwork: boolean
  hostPID: boolean
  hostIPC: boolean
  readOnlyRootFilesystem: boolean
  allowPrivilegeEscalation: boolean
  defaultAllowPrivilegeEscalation?: boolean
  defaultAddCapabilities: string[]
  requiredDropCapabilities: string[]
  allowedCapabilities: string[]
  volumes: string[]
  hostPorts: NumberRange[]
  allowedHostPaths: { pathPrefix: string; readOnly: boolean }[]
  allowedFlexVolumes: string[]
  allowedCSIDrivers: string[]
  allowedUnsafeSysctls: string[]
  forbiddenSysctls: string[]
  allowedProcMountTypes: string[]
  seLinux: { rule: 'MustRunAs' | 'RunAsAny'; options: JsonObject }
  runAsUser: RangeRule<'MustRunAs' | 'MustRunAsNonRoot' | 'RunAsAny'>
  runAsGroup: GroupRule
  supplementalGroups: GroupRule
  fsGroup: GroupRule
  runtimeClass?: { allowed: string[]; default?: string }
  seccomp: PolicyProfiles
  appArmor: PolicyProfiles
}

/** The parameters of controls, by profile and configuration. */
export interface Settings {
  /** By name, in the order in which admission tries them. */
  policies?: readonly PodSecurityPolicy[]
  resources: ResourceAmounts
  /** Paths of the node that pods may read, each with all that is below it; absent: none. */
  readableHostPaths?: string[]
  /** How much an emptyDir may hold that a control adds for temporary files; absent: as much as the node has. */
  emptyDirSizeLimit?: string
  /** The namespace of objects that name none, where the caller said one. */
  namespace?: string
}

export interface Subject {
  kind: string
  name: string
  namespace?: string
}

export interface Binding {
  resource: Resource
  role: { kind: string; name: string }
  subjects: { subject: Subject; at: Place }[]
}

/** What the whole stream says; gathered once. */
export interface StreamEvidence {
  bindings: Binding[]
  serviceAccounts: StreamObject[]
  services: StreamObject[]
  configMaps: StreamObject[]
  limitRanges: StreamObject[]
  resourceQuotas: StreamObject[]
  /** HorizontalPodAutoscaler, VerticalPodAutoscaler, KEDA ScaledObject. */
  autoscalers: StreamObject[]
  persistentVolumeClaims: StreamObject[]
  roles: StreamObject[]
  /** Every parsed object, pods' owners included. */
  objects: StreamObject[]
}

/** One of the things that a label selector asks for: that a label is there, or has one of some values, or not so. */
export interface LabelRequirement {
  key: string
  /** Absent: any value. */
  values?: string[]
  /** False where it is ruled out. */
  isMet: boolean
}

export interface ExemptionMatch {
  kind?: string
  namespace?: string
  name?: string
  /** A selector of labels, of the object and of its pod; as written, and what it asks for. */
  labels?: { text: string; requirements: LabelRequirement[] }
  container?: string
}

export interface Exemption {
  controls: string[]
  match: ExemptionMatch
  reason: string
  owner?: string
  /** ISO date; from the day after it the exemption no longer counts. */
  expires?: string
  /** Where a configuration says so; absent in a built-in profile. */
  configured?: { file: string; line: number }
  /** The annotation that says so. */
  annotation?: Place
}

export interface CustomKind {
  group: string
  kind: string
  pod: string
  metadata?: string
  writable?: string[]
}

/** A resolved configuration: profile, file, environment and flags merged. Plain data. */
export interface Configuration {
  profile: string
  /** Name of the configuration file that was used, as the user would say it. */
  source?: string
  controls: Record<string, Stance>
  settings: Settings
  exemptions: Exemption[]
  kinds: CustomKind[]
  /** The user's own facts about images. */
  images: ImageFacts[]
  exemptionAnnotations: boolean
  /** What a reader of the report should know of profile and configuration. */
  notices?: Notice[]
}

export interface Options {
  configuration: Configuration
  /** The built-in facts about images. */
  images: readonly ImageFacts[]
  /** Version of casehard, for the report. */
  version: string
  /** ISO date of today, for exemptions that expire. */
  today: string
}

export interface InputFile {
  /** Name for messages and reports; the filter's is `stdin`. */
  name: string
  text: string
  /** The user named it, and reports do so where it is the only input, too; a stream has no name of its own. */
  isNamed?: true
  /** Read for what it tells of the others: it is neither changed nor reported. */
  evidenceOnly?: true
}

interface Entry {
  control: string
  document: DocumentRef
  resource: Resource
  container?: string
  path: string
  line: number
  reason: string
  evidence: Evidence[]
  references: readonly Reference[]
}

export interface Change extends Entry {
  operations: Operation[]
  confidence: Confidence
  immutable?: true
  edits: Edit[]
}

export interface Held extends Entry {
  cause: Cause
  hint: string
  operations?: Operation[]
  confidence?: Confidence
}

export interface Skipped {
  document: DocumentRef
  resource: Resource
  reason: string
}

export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted'

export interface PodEntry {
  document: DocumentRef
  resource: Resource
  path: string
  level: { before: PodSecurityLevel; after: PodSecurityLevel }
  /** The PodSecurityPolicy that it was judged by. */
  policy?: string
}

export interface Notice {
  code: string
  message: string
  document?: DocumentRef
  resource?: Resource
  /** The configuration that the line is in, where it is not in the input. */
  file?: string
  line?: number
}

export interface Summary {
  documents: number
  pods: number
  containers: number
  changed: number
  held: number
  skipped: number
  compliant: number
}

export interface ReportError {
  code: string
  message: string
  line?: number
  column?: number
}

export interface Report {
  apiVersion: 'casehard.dev/v1'
  kind: 'HardeningReport'
  casehard: string
  profile: string
  configuration?: string
  summary: Summary
  changes: Change[]
  held: Held[]
  skipped: Skipped[]
  pods: PodEntry[]
  notices: Notice[]
  error?: ReportError
}

/** A finding of `casehard check` without lines and positions, so that it is the same when something else changes. */
export interface KnownFinding {
  /** The standard that forbids it; absent where hardening would change it. */
  standard?: string
  /** The standard's id of what forbids it, or the control that would change it. */
  check: string
  kind: string
  namespace?: string
  name: string
  container?: string
  /** The field without positions, e.g. `spec.containers[app].securityContext`. */
  field: string
  /** What tells items of one list apart, where the field is in such a one. */
  item?: string
}
