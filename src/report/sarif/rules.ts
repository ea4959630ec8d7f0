import type { MultiformatMessageString, ReportingDescriptor } from 'sarif'
import { CONTROLS } from '../../controls/index.ts'
import type { Control, Reference, Report } from '../../model.ts'

/** Id of the rule for skipped workloads. */
export const SKIPPED = 'skipped'

const nameOf = ({ standard, version, section }: Reference): string => `${standard} ${version}, ${section}`

const linkOf = (reference: Reference): string => `[${nameOf(reference).replace(/[[\]\\]/g, '\\$&')}](${reference.url})`

const ruleOf = (
  id: string,
  title: string,
  full: string,
  help: MultiformatMessageString,
  more: Partial<ReportingDescriptor> = {},
): ReportingDescriptor => ({
  id,
  shortDescription: { text: title },
  fullDescription: { text: full },
  help,
  ...more,
  defaultConfiguration: { level: 'warning' },
  properties: { tags: ['security', 'kubernetes'] },
})

const controlRule = ({ id, title, rationale, breaks, references }: Control): ReportingDescriptor => {
  const lines = references.map((reference) => `- ${nameOf(reference)}: ${reference.url}`)
  const text = [rationale, `What may stop working: ${breaks}`, `References:\n${lines.join('\n')}`].join('\n\n')
  const links = references.map((reference) => `- ${linkOf(reference)}`)
  const markdown = [`**${title}.**`, rationale, `**What may stop working.** ${breaks}`, links.join('\n')].join('\n\n')
  const [first] = references
  return ruleOf(id, title, rationale, { text, markdown }, first === undefined ? {} : { helpUri: first.url })
}

const plainRule = (id: string, title: string, text: string): ReportingDescriptor => ruleOf(id, title, text, { text })

const titleFromId = (id: string): string => {
  const words = id.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * Builds the rules of a SARIF log: all controls, and the other kinds of results in a report. For an unknown control, in a
 * report of another version, only the id is given.
 */
export const sarifRules = ({ changes, held, skipped, notices }: Report): ReportingDescriptor[] => {
  const known = CONTROLS.map(({ id }) => id)
  const unknown = [...changes, ...held].map(({ control }) => control).filter((id) => !known.includes(id))
  return [
    ...CONTROLS.map(controlRule),
    ...[...new Set(unknown)].map((id) => plainRule(id, titleFromId(id), 'A control of another version of casehard.')),
    ...(skipped.length === 0
      ? []
      : [
          plainRule(
            SKIPPED,
            'A workload was skipped',
            'The object looks like a workload; the message gives the reason.',
          ),
        ]),
    ...[...new Set(notices.map(({ code }) => code))].map((code) =>
      plainRule(code, titleFromId(code), 'A notice of casehard; the message gives the next step.'),
    ),
  ]
}
