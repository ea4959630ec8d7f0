import { type Decision, keyOf, writeSettings } from '../engine/decisions.ts'
import { readLink, type Shared, writeLink } from '../engine/link.ts'
import type { Answer, Hardened } from '../engine/worker.ts'
import {
  assume,
  choices,
  generate,
  platform,
  profile,
  say,
  summarize,
  theme,
  verdict,
  warn,
  whole,
} from './controls.ts'
import { type Comparison, createInput, createOutput, goTo, NOTHING, show, toDocument } from './editors.ts'
import { byId, element, refill } from './elements.ts'
import { createEngine } from './engine.ts'
import { onDrop, readFiles, save } from './files.ts'
import { showSettings } from './settings.ts'
import { createVerdicts, FIRST } from './verdicts.ts'

/** Defined by the bundler. */
declare const EXAMPLE: string
declare const PROFILE_NAMES: string[]

/** Milliseconds without a key before the manifests are hardened. */
const PAUSE = 250

/** The manifests as they came: the editor reads CRLF as LF. */
let text = ''
let decisions = new Map<string, Decision>()
let result: Hardened | undefined
let comparison: Comparison = NOTHING
let timer: ReturnType<typeof setTimeout> | undefined

/** Today by the reader's clock, as an ISO date in UTC. */
const today = (): string => new Date().toISOString().slice(0, 'YYYY-MM-DD'.length)

/** Waits, so that the page can answer the reader between two parts of the work on large manifests. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

const compare = (): void => {
  comparison = { ...comparison, whole: whole.checked }
  if (result !== undefined) show(output, comparison)
}

const askForVerdicts = (): void => {
  if (result !== undefined) engine.view({ verdict: verdict.value, most: FIRST })
}

const fail = ({ message, line, column }: { message: string; line?: number; column?: number }): void => {
  result = undefined
  say('The manifests are not hardened.')
  warn(line === undefined ? message : `Line ${line}, column ${column}: ${message}`)
  show(output, NOTHING)
  refill(byId('verdicts'))
  showSettings(profile.value, decisions, [], actions)
}

const succeed = async (outcome: Hardened, time: number): Promise<void> => {
  const { text: hardened, differences, overview, images } = outcome
  const before = asked
  result = outcome
  warn('')
  summarize(overview, time)
  await pause()
  if (result !== outcome) return
  const after = toDocument(hardened)
  await pause()
  if (result !== outcome) return
  comparison = { before, after, whole: whole.checked, ...(differences ? { differences } : {}) }
  show(output, comparison)
  showSettings(profile.value, decisions, images, actions)
  askForVerdicts()
}

const receive = (answer: Answer): void => {
  if ('view' in answer) {
    verdicts(answer.view)
    if (timer === undefined) document.body.dataset.state = 'done'
  } else if ('error' in answer.outcome) {
    fail(answer.outcome.error)
    document.body.dataset.state = 'failed'
  } else succeed(answer.outcome, answer.time)
}

const engine = createEngine(receive)

const hardenNow = (): void => {
  clearTimeout(timer)
  timer = undefined
  document.body.dataset.state = 'busy'
  const settings = writeSettings(profile.value, [...decisions.values()])
  if (text.length > 1 << 20) say('Hardening…')
  asked = input.state.doc
  engine.harden({ text, settings, today: today(), ...choices() })
}

const input = createInput(byId('input'), () => {
  if (isLoading) return
  text = input.state.doc.toString()
  clearTimeout(timer)
  document.body.dataset.state = 'busy'
  timer = setTimeout(hardenNow, PAUSE)
})
const output = createOutput(byId('output'))
let isLoading = false
/** The manifests that are being hardened, as the editor has them. */
let asked = input.state.doc

/** Puts manifests into the editor. */
const load = (manifests: string): void => {
  isLoading = true
  input.dispatch({ changes: { from: 0, to: input.state.doc.length, insert: manifests }, selection: { anchor: 0 } })
  isLoading = false
  text = manifests
  hardenNow()
}

const actions = {
  isDecided: (key: string) => decisions.has(key),
  decide: (decision: Decision) => {
    decisions.set(keyOf(decision), decision)
    hardenNow()
  },
  undo: (key: string) => {
    decisions.delete(key)
    hardenNow()
  },
  goTo: (line: number) => goTo(output, comparison, line),
  describeImages: () => (document.getElementById('images-title') ?? byId('settings-title')).focus(),
}
const verdicts = createVerdicts(byId('verdicts'), actions, (request) => engine.view(request))

const apply = (shared: Shared): void => {
  profile.value = PROFILE_NAMES.includes(shared.profile) ? shared.profile : 'restricted'
  platform.value = shared.platform ?? ''
  assume.checked = shared.assume === true
  generate.checked = shared.generate === true
  decisions = new Map(shared.decisions.map((decision) => [keyOf(decision), decision]))
  load(shared.text)
}

/** Takes what the fragment of the address holds, else the example. */
const start = async (): Promise<void> => {
  const shared = await readLink(location.hash)
  const refused = shared !== undefined && 'refused' in shared ? shared.refused : undefined
  byId('link-problem').textContent = refused === undefined ? '' : `The link is refused: ${refused}.`
  byId('link-problem').hidden = refused === undefined
  if (shared !== undefined && !('refused' in shared)) apply(shared)
  else if (text === '') load(EXAMPLE)
}

const put = async (content: string, done: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(content)
    say(done)
  } catch {
    say('The browser does not let the page copy.')
  }
}

const share = async (): Promise<void> => {
  const link = await writeLink({ ...choices(), text, decisions: [...decisions.values()] })
  if (link === undefined) return say('The manifests are too large for a link.')
  history.replaceState(null, '', link)
  await put(location.href, 'The link is copied. It holds the manifests themselves.')
}

const take = (files: readonly File[]): void => {
  if (files.length === 0) return
  readFiles(files).then(load, (error: Error) => warn(error.message))
}

profile.append(...PROFILE_NAMES.map((name) => element('option', { value: name }, name)))
profile.value = 'restricted'
for (const option of [profile, platform, assume, generate]) option.addEventListener('change', hardenNow)
whole.addEventListener('change', compare)
verdict.addEventListener('change', askForVerdicts)
theme.addEventListener('change', () => {
  document.documentElement.dataset.theme = theme.value
})
byId('options').addEventListener('submit', (event) => event.preventDefault())
byId('share').addEventListener('click', share)
byId('example').addEventListener('click', () => load(EXAMPLE))
byId('open').addEventListener('click', () => byId('files').click())
byId('files').addEventListener('change', () => take([...(byId<HTMLInputElement>('files').files ?? [])]))
byId('copy').addEventListener('click', () => put(result?.text ?? '', 'The hardened manifests are copied.'))
byId('download').addEventListener('click', () => save('hardened.yaml', result?.text ?? ''))
byId('copy-settings').addEventListener('click', () =>
  put(byId('settings').textContent ?? '', 'casehard.yaml is copied.'),
)
onDrop(take)
addEventListener('hashchange', start)
start()
