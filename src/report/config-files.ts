import { formatCount } from '../lib/format.ts'
import { escapeCommands, printable } from '../lib/printable.ts'
import type { Held, Json, Report, Stance, UnknownImage, UnknownKind } from '../model.ts'
import { renderFlow, renderScalar } from '../yaml/edit/render.ts'
import { COLUMNS, wrap } from './format.ts'

/** A PodSecurityPolicy migrated to stances of controls. */
export interface MigratedPolicy {
  name: string
  file: string
  line: number
  stances: readonly { control: string; stance: Stance; setting: string; differs?: string }[]
  /** Settings of the policy that no control covers. */
  unsupported: readonly string[]
}

const formatComment = (text: string, indent = ''): string =>
  wrap(printable(text), COLUMNS - indent.length - 2)
    .map((line) => `${indent}# ${line}\n`)
    .join('')

/** Formats a migrated policy as a configuration, with comments on the differences. */
export const formatMigration = ({ name, file, line, stances, unsupported }: MigratedPolicy): string => {
  const rows = stances.map(
    ({ control, stance, setting, differs }) =>
      formatComment(setting === '' ? 'The policy has no such setting.' : setting, '    ') +
      (differs === undefined ? '' : formatComment(`Differs: ${differs}.`, '    ')) +
      `    ${control}: ${stance}\n`,
  )
  const rest =
    unsupported.length === 0
      ? ''
      : `${formatComment('No control covers:', '  ')}${unsupported.map((one) => formatComment(`- ${one}`, '  ')).join('')}`
  return `${formatComment(
    `PodSecurityPolicy ${name} (${file}:${line}) migrated to controls by casehard config from-psp. Controls set fields ` +
      'that are unset and hold explicit decisions and changes with evidence against them. Admission set fields whatever ' +
      'the image and refused pods; the closest equivalent is --fail-on held. To apply the policy itself, pass its file ' +
      'to --profile.',
  )}apiVersion: casehard.dev/v1
kind: Hardening
metadata:
  name: ${renderScalar(name)}
spec:
  profile: restricted
${rest}  controls:
${rows.join('')}`
}

/** Formats the part of the file that does not depend on the manifests. */
const head = (profile: string, pods: number): string => `\
## casehard configuration, written by casehard config init for ${formatCount(pods, 'pod')}.
## Lines with one # are proposals: remove the "# " to accept one. Lines with ## explain them.
## casehard config check validates this file; with -f MANIFESTS it also lists what each exemption holds.
apiVersion: casehard.dev/v1
kind: Hardening
metadata:
  name: casehard
spec:
  ## restricted, cautious, strict, baseline, ack or audit; or a file, with a / or a . in its name.
  profile: ${renderScalar(profile)}

  ## The stance of a single control: default, cautious, enforce, report or off. casehard explain lists the controls.
  # controls:
  #   run-as-non-root: cautious

  ## The namespace of objects that set none: Helm does not pass it to post-renderers.
  # namespace: default

  ## Findings that make the exit code 1: changed, held, assumed, stale, left-out.
  # failOn: [stale]
`

const EXEMPTIONS = `
  ## Changes that are held because of a decision or evidence. An exemption accepts such a change as held and gives the
  ## reason: failOn: held ignores it, and no profile overrides it. It may set an owner, the last day on which it applies
  ## (expires: 2027-01-31) and a label selector (labels: "app=web,tier in (front,back)").
  # exemptions:
`

const IMAGES = `
  ## The user of these images is unknown. Set it as a number, with the directories that the image writes to, or give the
  ## reason why the image must run as root, so that casehard need not assume. These commands print the USER of an image
  ## (empty and 0 mean root; for a name, find its number):
  ##   docker pull IMAGE && docker image inspect --format '{{.Config.User}}' IMAGE
  ##   crane config IMAGE | jq -r .config.User
  ##   docker run --rm --entrypoint id IMAGE
  # images:
`

const formatNote = (text: string): string =>
  wrap(printable(text), COLUMNS)
    .map((line) => `  ## ${line}\n`)
    .join('')

/** Groups held changes by control and target, each of which becomes one exemption. */
const groupHeld = (held: readonly Held[]): Held[][] => {
  const groups = new Map<string, Held[]>()
  for (const entry of held.filter(
    ({ cause, expected }) => !expected && (cause === 'deviation' || cause === 'evidence'),
  )) {
    const { control, resource, container } = entry
    const key = JSON.stringify([control, resource.kind, resource.namespace, resource.name, container])
    groups.set(key, [...(groups.get(key) ?? []), entry])
  }
  return [...groups.values()]
}

const exemptionOf = (entries: readonly Held[], input: string): string => {
  const [first] = entries as [Held, ...Held[]]
  const { control, resource, container } = first
  const { kind, namespace, name } = resource
  const match = { kind, namespace, name, container }
  const given = Object.fromEntries(Object.entries(match).filter(([, value]) => value)) as Record<string, Json>
  const notes = entries.map(({ cause, document, line, evidence, hint }) => {
    const texts = [...new Set(evidence.map(({ text }) => text))]
    const place = `${document.file ?? input}:${line}`
    return formatNote(
      `${place}: ${cause}${texts.length === 0 ? '' : `: ${texts.join('; ')}`}${hint === '' ? '' : `; ${hint}`}`,
    )
  })
  const reason = [...new Set(entries.map((entry) => entry.reason))].join('; ')
  return `${[...new Set(notes)].join('')}\
  #   - controls: ${renderFlow([control])}
  #     match: ${renderFlow(given)}
  #     reason: ${renderScalar(reason)}
`
}

const imageOf = ({ repository, image, file, line }: UnknownImage): string =>
  `${formatNote(`${file}:${line}: ${image}`)}\
  #   - image: ${renderScalar(repository)}
  #     # user: NUMBER
  #     # root: WHY IT MUST RUN AS ROOT
  #     # writable: [/var/cache/app]
`

const KINDS = `
  ## casehard does not know these kinds, but each has a field that looks like a pod. Accept one if its operator starts
  ## pods with this spec; if it keeps only some fields, list them as writable, relative to the pod spec.
  # kinds:
`

const kindOf = ({ group, kind, pod, metadata, file, line }: UnknownKind): string =>
  `${formatNote(`${file}:${line}: ${kind}`)}\
  #   - group: ${renderScalar(group)}
  #     kind: ${renderScalar(kind)}
  #     pod: ${renderScalar(pod)}
${metadata === undefined ? '' : `  #     metadata: ${renderScalar(metadata)}\n`}`

/**
 * Formats a commented configuration to start with, which is valid as it is and with any of its proposals.
 * @param profile the base, as the file refers to it
 * @param input name of the input; entries name their own file if there are several
 */
export const formatProposal = (
  report: Report,
  { images, kinds }: { images: readonly UnknownImage[]; kinds: readonly UnknownKind[] },
  profile: string,
  input: string,
): string => {
  const exemptions = groupHeld(report.held).map((entries) => exemptionOf(entries, input))
  const parts = [
    head(profile, report.summary.pods),
    ...(exemptions.length === 0 ? [] : [EXEMPTIONS, ...exemptions]),
    ...(images.length === 0 ? [] : [IMAGES, ...images.map(imageOf)]),
    ...(kinds.length === 0 ? [] : [KINDS, ...kinds.map(kindOf)]),
  ]
  return escapeCommands(parts.join(''))
}
