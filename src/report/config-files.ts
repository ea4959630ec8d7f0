import { printable } from '../lib/printable.ts'
import type { Held, Json, Report, Stance } from '../model.ts'
import { renderFlow, renderScalar } from '../yaml/edit/render.ts'
import { COLUMNS, wrap } from './text/layout.ts'

/** A policy as the controls could say it. */
export interface TranslatedPolicy {
  name: string
  file: string
  line: number
  stances: readonly { control: string; stance: Stance; says: string; differs?: string }[]
  /** What of the policy no control says. */
  unsaid: readonly string[]
}

const policyRemark = (text: string, indent = ''): string =>
  wrap(printable(text), COLUMNS - indent.length - 2)
    .map((line) => `${indent}# ${line}\n`)
    .join('')

/** A configuration that comes near a policy, with comments on what differs. */
export const writeTranslation = ({ name, file, line, stances, unsaid }: TranslatedPolicy): string => {
  const rows = stances.map(
    ({ control, stance, says, differs }) =>
      policyRemark(says === '' ? 'The policy says nothing of it.' : says, '    ') +
      (differs === undefined ? '' : policyRemark(`Differs: ${differs}.`, '    ')) +
      `    ${control}: ${stance}\n`,
  )
  const rest =
    unsaid.length === 0
      ? ''
      : `${policyRemark('No control says:', '  ')}${unsaid.map((one) => policyRemark(`- ${one}`, '  ')).join('')}`
  return `${policyRemark(
    `The nearest to PodSecurityPolicy ${name} (${file}:${line}) that controls can say, written by casehard config from-psp. ` +
      'Controls fill in what is unset and hold what somebody decided, by the evidence; admission filled in whatever the ' +
      'image, and refused the pod, which --fail-on held comes nearest to. What admission did is had by --profile with ' +
      "the policy's own file.",
  )}apiVersion: casehard.dev/v1
kind: Hardening
metadata:
  name: ${renderScalar(name)}
spec:
  profile: restricted
${rest}  controls:
${rows.join('')}`
}

/** An image of whose user nothing is known. */
export interface UnknownImage {
  /** Registry and repository, as facts name an image. */
  repository: string
  /** The image as the manifest says it, and where it does first. */
  image: string
  file: string
  line: number
}

/** What stands in the file before what depends on the manifests. */
const head = (profile: string, pods: number): string => `\
## A configuration of casehard, written by casehard config init for ${pods} pod${pods === 1 ? '' : 's'}.
## Lines with one # are proposals: delete the "# " before those that you want. Lines with ## explain them.
## casehard config check tells what is wrong in here; with -f MANIFESTS, what each exemption holds.
apiVersion: casehard.dev/v1
kind: Hardening
metadata:
  name: casehard
spec:
  ## How hard: restricted, cautious, strict, baseline, ack or audit; or a file, with a / or a . in its name.
  profile: ${renderScalar(profile)}

  ## Another stance for one control: default, cautious, enforce, report or off. casehard explain lists the controls.
  # controls:
  #   run-as-non-root: cautious

  ## The namespace of objects that name none: Helm does not tell it.
  # namespace: default

  ## Findings that make the exit code 1: changed, held, assumed, stale.
  # failOn: [stale]
`

const EXEMPTIONS = `
  ## What was held back, by a decision or by evidence. An exemption says that this is right, and why: failOn: held no
  ## longer fails over it, and no profile overrides it. It may name an owner and the last day on which it counts
  ## (expires: 2027-01-31), and select by labels (labels: "app=web,tier in (front,back)").
  # exemptions:
`

const IMAGES = `
  ## Nobody knows the user of these images. Whoever does can say it, as a number, with the directories that they
  ## write to, or why an image has to be root: then casehard need not assume. Where to find the USER of an image
  ## (nothing and 0 are root; of a name, the number is needed):
  ##   docker pull IMAGE && docker image inspect --format '{{.Config.User}}' IMAGE
  ##   crane config IMAGE | jq -r .config.User
  ##   docker run --rm --entrypoint id IMAGE
  # images:
`

const remark = (text: string): string =>
  wrap(printable(text), COLUMNS)
    .map((line) => `  ## ${line}\n`)
    .join('')

/** Entries of one control and target, which are one exemption. */
const groupHeld = (held: readonly Held[]): Held[][] => {
  const groups = new Map<string, Held[]>()
  for (const entry of held.filter(({ cause }) => cause === 'deviation' || cause === 'evidence')) {
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
  const because = entries.map(({ cause, document, line, evidence, hint }) => {
    const texts = [...new Set(evidence.map(({ text }) => text))]
    const place = `${document.file ?? input}:${line}`
    return remark(
      `${place}: ${cause}${texts.length === 0 ? '' : `: ${texts.join('; ')}`}${hint === '' ? '' : `; ${hint}`}`,
    )
  })
  const reason = [...new Set(entries.map((entry) => entry.reason))].join('; ')
  return `${[...new Set(because)].join('')}\
  #   - controls: ${renderFlow([control])}
  #     match: ${renderFlow(given)}
  #     reason: ${renderScalar(reason)}
`
}

const imageOf = ({ repository, image, file, line }: UnknownImage): string =>
  `${remark(`${file}:${line}: ${image}`)}\
  #   - image: ${renderScalar(repository)}
  #     # user: NUMBER
  #     # root: WHY IT HAS TO BE
  #     # writable: [/var/cache/app]
`

/**
 * A commented configuration to begin with: valid as it is, and valid with any of its proposals.
 * @param profile the base, as the file is to name it
 * @param input name of the only file of manifests; of several each entry names its own
 */
export const proposeConfiguration = (
  report: Report,
  images: readonly UnknownImage[],
  profile: string,
  input: string,
): string => {
  const exemptions = groupHeld(report.held).map((entries) => exemptionOf(entries, input))
  return [
    head(profile, report.summary.pods),
    ...(exemptions.length === 0 ? [] : [EXEMPTIONS, ...exemptions]),
    ...(images.length === 0 ? [] : [IMAGES, ...images.map(imageOf)]),
  ].join('')
}
