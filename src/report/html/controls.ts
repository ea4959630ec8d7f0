import { CONTROLS } from '../../controls/index.ts'
import type { Change, Held, Reference, Report } from '../../model.ts'
import type { ControlLink } from './entry.ts'
import { html, type Markup } from './markup.ts'

/** A control with entries in a report. */
export interface UsedControl {
  control: string
  /** Anchor of its article. */
  id: string
  entries: (Change | Held)[]
}

/** Returns the controls with entries in a report, in the order in which they run; unknown controls come last. */
export const findUsedControls = ({ changes, held }: Report): UsedControl[] => {
  const used = new Map<string, (Change | Held)[]>(CONTROLS.map(({ id }) => [id, []]))
  for (const entry of [...changes, ...held]) {
    const entries = used.get(entry.control)
    if (entries === undefined) used.set(entry.control, [entry])
    else entries.push(entry)
  }
  return [...used]
    .filter(([, entries]) => entries.length > 0)
    .map(([control, entries], i) => ({
      control,
      entries,
      id: /^[a-z][a-z0-9-]*$/.test(control) ? `control-${control}` : `control-${i}`,
    }))
}

/** Returns a function that links a control to its article. */
export const linkControls = (used: readonly UsedControl[]): ControlLink => {
  const ids = new Map(used.map(({ control, id }) => [control, id]))
  return (control) => html`<a href="#${ids.get(control)}">Rationale, side effects and references</a>`
}

/** Returns the references of all entries without duplicates: a saved report may be of another version than the controls. */
const referencesOf = (entries: readonly (Change | Held)[]): Reference[] => {
  const found = new Map<string, Reference>()
  for (const { references } of entries)
    for (const one of references) found.set(JSON.stringify([one.standard, one.version, one.section, one.url]), one)
  return [...found.values()]
}

const referenceItem = ({ standard, version, section, url }: Reference): Markup => {
  const text = `${standard} ${version}, ${section}`
  return /^https?:\/\//i.test(url)
    ? html`<li><a href="${url}" rel="noreferrer">${text}</a></li>`
    : html`<li>${text} (${url})</li>`
}

const controlArticle = ({ control, id, entries }: UsedControl, verb: string): Markup => {
  const known = CONTROLS.find((one) => one.id === control)
  const held = entries.filter((entry) => 'cause' in entry).length
  const references = referencesOf(entries)
  const explained =
    known === undefined
      ? html`<p>This version of casehard does not know the control.</p>`
      : html`<p class="title">${known.title}.</p>
        <h4>Why</h4><p>${known.rationale}</p>
        <h4>What may stop working</h4><p>${known.breaks}</p>`
  return html`<article class="card control" id="${id}" aria-labelledby="${id}-name">
    <header><h3 id="${id}-name"><code>${control}</code></h3>
    <p class="dim">${entries.length - held} ${verb}, ${held} held</p></header>
    ${explained}
    ${references.length === 0 ? undefined : html`<h4>References</h4><ul>${references.map(referenceItem)}</ul>`}</article>\n`
}

/** Builds the section that explains the controls of a report. */
export const controlsSection = (used: readonly UsedControl[], verb: string): Markup | undefined => {
  if (used.length === 0) return undefined
  return html`<section id="controls" aria-labelledby="controls-title"><h2 id="controls-title">Controls</h2>
    <p>The controls with changes or held changes in this report.</p>
    <div class="two">${used.map((one) => controlArticle(one, verb))}</div></section>`
}
