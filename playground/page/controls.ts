import { formatCount } from '../../src/lib/format.ts'
import { printable } from '../../src/lib/printable.ts'
import type { Platform } from '../../src/model.ts'
import type { Choices } from '../engine/run.ts'
import type { Overview } from '../engine/view.ts'
import { byId, element } from './elements.ts'

export const [profile, platform, verdict, theme] = ['profile', 'platform', 'verdict', 'theme'].map((id) =>
  byId<HTMLSelectElement>(id),
) as [HTMLSelectElement, HTMLSelectElement, HTMLSelectElement, HTMLSelectElement]
export const [assume, generate, whole] = ['assume', 'generate', 'whole'].map((id) => byId<HTMLInputElement>(id)) as [
  HTMLInputElement,
  HTMLInputElement,
  HTMLInputElement,
]

/** Shows what is wrong with the manifests or files; nothing if the message is empty. */
export const warn = (message: string): void => {
  byId('problem').textContent = printable(message)
  byId('problem').hidden = message === ''
}

/** Says what has happened, for screen readers too. */
export const say = (...parts: (string | Node)[]): void => byId('status').replaceChildren(...parts)

/** Returns the options that are chosen. */
export const choices = (): Choices => ({
  profile: profile.value,
  ...(platform.value === '' ? {} : { platform: platform.value as Platform }),
  ...(generate.checked ? { generate: true } : {}),
  ...(assume.checked ? { assume: true } : {}),
})

/** Says what a report comes to, and how many milliseconds it took. */
export const summarize = ({ summary, restricted }: Overview, time: number): void => {
  const { changed, held, skipped, compliant, pods } = summary
  const strong = (count: number) => element('b', {}, count.toLocaleString('en'))
  say(
    strong(changed),
    ' changed, ',
    strong(held),
    ' held, ',
    strong(compliant),
    ' compliant',
    ...(skipped === 0 ? [] : [', ', strong(skipped), ' skipped']),
    ` in ${formatCount(pods, 'pod')}. Pod Security restricted: `,
    strong(restricted.before),
    ' before, ',
    strong(restricted.after),
    ' after. ',
    `${Math.round(time).toLocaleString('en')} ms`,
  )
}
