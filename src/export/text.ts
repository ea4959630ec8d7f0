import { formatResource } from '../lib/format.ts'
import { escapeCommands, printable } from '../lib/printable.ts'
import type { Json } from '../model.ts'
import { COLUMNS, wrap } from '../report/format.ts'
import { type RenderedLine, renderBlock } from '../yaml/edit/render.ts'
import type { LeftOut, Patch, PatchSet } from './types.ts'

/** Consumers of patches: a Kustomize component, a HelmRelease of Flux, an Application of Argo CD, an overlay of Fleet, a post-renderer of Zarf. */
export const EXPORT_FORMATS = ['kustomize', 'flux', 'argocd', 'fleet', 'zarf'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** The first words of an exported file, by which the next export recognizes a file that it may replace. */
export const MARK = '# Written by casehard export '

const STYLE = { step: 2, listOffset: 2 }

/** The lines above `patches:`, and how many levels of two spaces `patches:` is indented by. */
const ABOVE: Readonly<Record<ExportFormat, { lines: readonly string[]; levels: number }>> = {
  kustomize: { lines: ['apiVersion: kustomize.config.k8s.io/v1alpha1', 'kind: Component'], levels: 0 },
  flux: { lines: ['spec:', '  postRenderers:', '    - kustomize:'], levels: 4 },
  argocd: { lines: ['spec:', '  source:', '    kustomize:'], levels: 3 },
  fleet: { lines: ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization'], levels: 0 },
  zarf: { lines: ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization'], levels: 0 },
}

const PLACE: Readonly<Record<ExportFormat, string>> = {
  kustomize: 'a component of Kustomize',
  flux: 'for a HelmRelease of Flux',
  argocd: 'for an Application of Argo CD whose source is a kustomization',
  fleet: 'the folder of this file is kustomize.dir in fleet.yaml',
  zarf: 'the folder of this file is postRenderer.kustomization of a chart in zarf.yaml',
}

/** Formats a change that is left out as one line: the object, the path, the control and the reason. */
export const leftOutLine = ({ change, reason }: LeftOut): string =>
  printable(`${formatResource(change.resource)}: ${change.path} [${change.control}]: ${reason}`)

const block = (value: Json, indent: number): string[] =>
  renderBlock(value, indent, '', STYLE).map((line: RenderedLine) => `${' '.repeat(line.indent)}${line.text}`)

const patchLines = ({ object, target, body, byPosition }: Patch, indent: number): string[] => {
  const margin = ' '.repeat(indent)
  const controls = [...new Set(object.changes.map(({ control }) => control))].join(', ')
  return [
    ...wrap(`${printable(formatResource(object.resource))}: ${controls}`, COLUMNS - indent).map(
      (line) => `${margin}# ${line}`,
    ),
    ...(byPosition
      ? [`${margin}# By position: fails on any other ${printable(object.resource.kind)} than this one.`]
      : []),
    `${margin}- target:`,
    ...block({ ...target }, indent + 4),
    `${margin}  patch: |-`,
    ...block(body, indent + 4),
  ]
}

const head = (format: ExportFormat, { leftOut }: PatchSet): string[] => [
  `${MARK}${format}, ${PLACE[format]}; run the export again when the manifests change.`,
  ...(leftOut.length === 0 ? [] : ['# Left out, because no patch can express it:']),
  ...leftOut.map((entry) => `#   ${leftOutLine(entry)}`),
]

/** Formats patches as the YAML file that a tool reads, with a comment on each patch and on each change left out. */
export const exportText = (format: ExportFormat, set: PatchSet): string => {
  const { lines, levels } = ABOVE[format]
  const margin = '  '.repeat(levels)
  const patches =
    set.patches.length === 0
      ? [`${margin}patches: []`]
      : [`${margin}patches:`, ...set.patches.flatMap((patch) => patchLines(patch, margin.length + 2))]
  return escapeCommands(`${[...head(format, set), ...lines, ...patches].join('\n')}\n`)
}
